package org.hierophant.sp1.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.FormatException;

/**
 * Compares runs with what the SDKs gave for the same programs.
 *
 * <p><b>Shape.</b> Folders {@code v5} and {@code v6} with {@code id.elf}, {@code id.stdin} and
 * {@code id.json}; the latter holds cycles, gas, exit and pv, or an error text.
 */
final class ExecutionCases {
  private static final long STEP_BUDGET = 2_000_000_000L;

  private final PrintStream out;
  private int equal;
  private int different;

  ExecutionCases(PrintStream out) {
    this.out = out;
  }

  /** Runs a folder; true if every case is equal. */
  boolean run(Path folder) throws IOException {
    runGeneration(Generation.V5, folder.resolve("v5"));
    runGeneration(Generation.V6, folder.resolve("v6"));
    out.println(equal + " equal, " + different + " different");
    return different == 0;
  }

  private void runGeneration(Generation generation, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> expectations;
    try (Stream<Path> files = Files.list(folder)) {
      expectations = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    for (Path expectation : expectations) {
      String id = expectation.getFileName().toString().replace(".json", "");
      String expected = Files.readString(expectation);
      byte[] elf = Files.readAllBytes(folder.resolve(id + ".elf"));
      byte[] stdin = Files.readAllBytes(folder.resolve(id + ".stdin"));
      String difference = difference(generation, expected, elf, stdin);
      if (difference.isEmpty()) {
        equal++;
      } else {
        different++;
        out.println(generation + " " + id + ": " + difference);
      }
    }
  }

  private static String difference(
      Generation generation, String expected, byte[] elf, byte[] stdin) {
    String error = text(expected, "error");
    ExecutionResult result;
    try {
      GuestProgram program = GuestProgram.load(generation, elf);
      ExecutionOptions options = ExecutionOptions.defaults().withStepBudget(STEP_BUDGET);
      result = GuestInput.parse(generation, stdin).execute(program, options);
    } catch (ElfException | FormatException e) {
      return error.isEmpty() ? "expected a result, got " + e.getMessage() : "";
    }
    return switch (result) {
      case ExecutionResult.Completed(ExecutionReport report) ->
          error.isEmpty() ? difference(expected, report) : "expected " + error + ", got a result";
      case ExecutionResult.Failed(var fault, var _, var _) ->
          error.isEmpty() ? "expected a result, got " + fault : "";
      case ExecutionResult.Aborted(var reason, var _) ->
          error.contains("TIMEOUT") ? "" : "stopped: " + reason;
    };
  }

  private static String difference(String expected, ExecutionReport report) {
    StringBuilder difference = new StringBuilder();
    compare(difference, expected, "cycles", report.cycles());
    compare(difference, expected, "exit", report.exitCode());
    if (report.gas().isPresent()) {
      compare(difference, expected, "gas", report.gas().getAsLong());
    }
    String values = HexFormat.of().formatHex(report.publicValues());
    if (!values.equals(text(expected, "pv"))) {
      difference.append("pv ").append(text(expected, "pv")).append(" got ").append(values);
    }
    return difference.toString();
  }

  private static void compare(StringBuilder difference, String json, String key, long actual) {
    Matcher matcher = Pattern.compile("\"" + key + "\"\\s*:\\s*(\\d+)").matcher(json);
    if (matcher.find() && Long.parseUnsignedLong(matcher.group(1)) != actual) {
      difference.append(key).append(' ').append(matcher.group(1));
      difference.append(" got ").append(Long.toUnsignedString(actual)).append(' ');
    }
  }

  private static String text(String json, String key) {
    Matcher matcher =
        Pattern.compile("\"" + key + "\"\\s*:\\s*\"((?:[^\"\\\\]++|\\\\.)*+)\"").matcher(json);
    return matcher.find() ? matcher.group(1) : "";
  }
}
