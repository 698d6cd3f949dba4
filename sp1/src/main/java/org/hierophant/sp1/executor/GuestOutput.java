package org.hierophant.sp1.executor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.hierophant.sp1.Generation;

/** What a guest writes: public values, text, and the cycle tracker's commands of v5. */
final class GuestOutput {
  private static final int TAIL_BYTES = 2048;
  private static final int MAX_SPANS = 10_000;

  private final Generation generation;
  private final MemoryBudget budget;
  private final int publicValuesLimit;
  private final ByteArrayOutputStream publicValues = new ByteArrayOutputStream();
  private final StringBuilder stdout = new StringBuilder();
  private final StringBuilder stderr = new StringBuilder();
  private final Map<String, Long> openSpans = new HashMap<>();
  private final Map<String, Long> reported = new HashMap<>();

  GuestOutput(Generation generation, MemoryBudget budget, int publicValuesLimit) {
    this.generation = generation;
    this.budget = budget;
    this.publicValuesLimit = publicValuesLimit;
  }

  void publish(byte[] bytes) {
    if (bytes.length > publicValuesLimit - publicValues.size()) {
      throw new Stop(new ExecutionResult.Reason.OutputLimit(publicValuesLimit));
    }
    budget.take(bytes.length);
    publicValues.writeBytes(bytes);
  }

  /** Text on file descriptor 1 or 2. */
  void text(int fd, byte[] bytes, long cycles) {
    String text;
    if (generation == Generation.V5) {
      try {
        text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw new Trap(new GuestFault.BadText(fd));
      }
      if (fd == 1 && trackCycles(text, cycles)) {
        return;
      }
    } else {
      text = new String(bytes, StandardCharsets.UTF_8);
    }
    StringBuilder tail = fd == 1 ? stdout : stderr;
    tail.append(text, Math.max(0, text.length() - TAIL_BYTES), text.length());
    tail.delete(0, Math.max(0, tail.length() - TAIL_BYTES));
  }

  private boolean trackCycles(String text, long cycles) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return false;
    }
    String name = text.substring(colon + 1).strip();
    switch (text.substring(0, colon)) {
      case "cycle-tracker-start", "cycle-tracker-report-start" -> {
        if (openSpans.size() < MAX_SPANS) {
          openSpans.put(name, cycles);
        }
      }
      case "cycle-tracker-end" -> openSpans.remove(name);
      case "cycle-tracker-report-end" -> {
        Long start = openSpans.remove(name);
        if (start != null && reported.size() < MAX_SPANS) {
          reported.merge(name, cycles - start, Long::sum);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  byte[] publicValues() {
    return publicValues.toByteArray();
  }

  Map<String, Long> cycleTracker() {
    return reported;
  }

  String stdoutTail() {
    return stdout.toString();
  }

  String stderrTail() {
    return stderr.toString();
  }
}
