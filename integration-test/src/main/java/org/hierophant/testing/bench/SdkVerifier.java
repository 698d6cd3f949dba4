package org.hierophant.testing.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hierophant.sp1.Generation;
import tools.jackson.databind.json.JsonMapper;

/**
 * SP1's own code in a client of the real SDK, which verifies one proof as often as it is asked to,
 * on one thread, and takes the time of each itself.
 *
 * <p><b>Limits.</b> A read waits for as long as the client lives; the benchmarks' common limit ends
 * both.
 */
final class SdkVerifier implements AutoCloseable {
  private final Path log;
  private final Process process;
  private final BufferedReader answers;

  private SdkVerifier(Path log, Process process) {
    this.log = log;
    this.process = process;
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a client and waits until it is ready.
   *
   * @param directory for its log
   * @param arguments of its command {@code bench-verify}
   */
  static SdkVerifier start(Generation generation, Path directory, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(SdkProgram.of(generation).toString(), "bench-verify"));
    command.addAll(arguments);
    Path log = directory.resolve("client.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("RAYON_NUM_THREADS", "1");
    builder.environment().put("RUST_LOG", "off");
    if (generation == Generation.V5) { // its list of the recursion's keys was left out of the build
      builder.environment().put("VERIFY_VK", "false");
    }
    SdkVerifier verifier = new SdkVerifier(log, builder.start());
    try {
      verifier.answer("ready");
    } catch (IOException e) {
      verifier.close();
      throw e;
    }
    return verifier;
  }

  /**
   * The nanoseconds that each of so many verifications took.
   *
   * @throws IOException if the client refuses the proof or is gone
   */
  List<Long> times(int count) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(count + "\n").flush();
    List<Long> nanos = new ArrayList<>();
    if (answer("verified").get("nanos") instanceof List<?> values) {
      for (Object value : values) {
        nanos.add(((Number) value).longValue());
      }
    }
    if (nanos.size() != count) {
      throw new IOException("%d times, not %d".formatted(nanos.size(), count));
    }
    return nanos;
  }

  private Map<?, ?> answer(String event) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("{")) { // SDKs print other things too
        Map<?, ?> answer = JsonMapper.builder().build().readValue(line, Map.class);
        if (event.equals(answer.get("event"))) {
          return answer;
        }
        throw new IOException("SP1's own code says " + line);
      }
    }
    throw new IOException("the client is gone: " + Files.readString(log, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
