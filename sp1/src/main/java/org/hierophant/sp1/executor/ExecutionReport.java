package org.hierophant.sp1.executor;

import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a run did.
 *
 * @param cycles instructions executed outside unconstrained blocks
 * @param gas v6's gas; absent in v5
 * @param exitCode what the program passed to HALT; 0 if it ended otherwise
 * @param publicValues every byte written to the public values stream
 * @param digest the 32 committed bytes
 * @param opcodeCounts executions by upstream's mnemonic
 * @param syscallCounts calls by upstream's name
 * @param cycleTracker cycles by label, of reported spans
 * @param stdoutTail the last 2 KiB of text on file descriptor 1
 * @param stderrTail the last 2 KiB of text on file descriptor 2
 */
public record ExecutionReport(
    long cycles,
    OptionalLong gas,
    long exitCode,
    byte[] publicValues,
    byte[] digest,
    Map<String, Long> opcodeCounts,
    Map<String, Long> syscallCounts,
    Map<String, Long> cycleTracker,
    String stdoutTail,
    String stderrTail) {
  /** Copies the maps. */
  public ExecutionReport {
    opcodeCounts = Map.copyOf(opcodeCounts);
    syscallCounts = Map.copyOf(syscallCounts);
    cycleTracker = Map.copyOf(cycleTracker);
  }

  /** One JSON object with the counts sorted by name. */
  public String toJson() {
    StringBuilder json = new StringBuilder("{\"cycles\": ").append(cycles);
    if (gas.isPresent()) {
      json.append(", \"gas\": ").append(gas.getAsLong());
    }
    json.append(", \"exit\": ").append(Long.toUnsignedString(exitCode));
    json.append(", \"pv\": \"").append(HexFormat.of().formatHex(publicValues));
    json.append("\", \"digest\": \"").append(HexFormat.of().formatHex(digest)).append('"');
    appendMap(json, "opcodes", opcodeCounts);
    appendMap(json, "syscalls", syscallCounts);
    appendMap(json, "cycle_tracker", cycleTracker);
    return json.append('}').toString();
  }

  private static void appendMap(StringBuilder json, String name, Map<String, Long> counts) {
    json.append(", \"").append(name).append("\": {");
    String separator = "";
    for (Map.Entry<String, Long> entry : new TreeMap<>(counts).entrySet()) {
      json.append(separator).append('"');
      for (char c : entry.getKey().toCharArray()) {
        if (c == '"' || c == '\\') {
          json.append('\\').append(c);
        } else if (c < ' ') {
          json.append(String.format("\\u%04x", (int) c));
        } else {
          json.append(c);
        }
      }
      json.append("\": ").append(entry.getValue());
      separator = ", ";
    }
    json.append('}');
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("cycles ").append(cycles);
    gas.ifPresent(value -> text.append(", gas ").append(value));
    text.append(", exit code ").append(Long.toUnsignedString(exitCode));
    text.append(", public values ").append(publicValues.length).append(" bytes, digest ");
    text.append(HexFormat.of().formatHex(digest));
    opcodeCounts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(e -> text.append(String.format("%n  %12d %s", e.getValue(), e.getKey())));
    syscallCounts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(e -> text.append(String.format("%n  %12d %s", e.getValue(), e.getKey())));
    return text.toString();
  }
}
