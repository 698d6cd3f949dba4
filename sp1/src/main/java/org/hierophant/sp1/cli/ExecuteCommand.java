package org.hierophant.sp1.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.GuestProfile;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.FormatException;

/** Runs one program, or compares a folder of them with what the SDKs gave. */
public final class ExecuteCommand {
  private static final int SHOWN_BYTES = 64;

  private final PrintStream out;
  private final PrintStream err;

  ExecuteCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Exit codes as {@code --help} says. */
  public static void main(String[] arguments) {
    System.exit(new ExecuteCommand(System.out, System.err).run(List.of(arguments)));
  }

  int run(List<String> arguments) {
    try {
      return switch (ExecuteArguments.parse(arguments)) {
        case ExecuteArguments.ShowHelp() -> {
          out.print(ExecuteArguments.USAGE);
          yield 0;
        }
        case ExecuteArguments.Misused(var reason) -> {
          err.println("execute: " + reason + "; --help lists the arguments");
          yield 2;
        }
        case ExecuteArguments.Cases(var folder) -> new ExecutionCases(out).run(folder) ? 0 : 1;
        case ExecuteArguments.Run run -> run(run);
      };
    } catch (IOException e) {
      err.println("execute: cannot read " + e.getMessage());
    } catch (ElfException e) {
      err.println("execute: the program cannot be loaded: " + e.getMessage());
    } catch (FormatException e) {
      err.println("execute: the stdin cannot be read: " + e.getMessage());
    }
    return 2;
  }

  private int run(ExecuteArguments.Run run) throws IOException, ElfException, FormatException {
    byte[] elf = Files.readAllBytes(run.elf());
    GuestProgram program = GuestProgram.load(run.generation().orElseGet(() -> byClass(elf)), elf);
    GuestInput input =
        run.stdin().isPresent()
            ? GuestInput.parse(program.generation(), Files.readAllBytes(run.stdin().get()))
            : GuestInput.EMPTY;
    ExecutionOptions options =
        ExecutionOptions.defaults().withEngine(run.engine()).withGas(run.gas());
    if (run.cycleLimit().isPresent()) {
      options = options.withCycleLimit(run.cycleLimit().getAsLong());
    }
    if (run.profile()) {
      return profile(run, program, input, options);
    }
    long start = System.nanoTime();
    ExecutionResult result = input.execute(program, options);
    long nanos = System.nanoTime() - start;
    for (int i = 1; i < run.runs(); i++) {
      start = System.nanoTime();
      result = input.execute(program, options);
      nanos = System.nanoTime() - start;
    }
    if (run.json()) {
      out.println(json(result));
    } else {
      show(run.elf(), program, result, nanos);
    }
    return exitCode(result);
  }

  private static int exitCode(ExecutionResult result) {
    return result instanceof ExecutionResult.Completed(var report) && report.exitCode() == 0
        ? 0
        : 1;
  }

  private int profile(
      ExecuteArguments.Run run, GuestProgram program, GuestInput input, ExecutionOptions options)
      throws IOException {
    long start = System.nanoTime();
    GuestProfile.Run profiled = input.profile(program, options);
    long nanos = System.nanoTime() - start;
    show(run.elf(), program, profiled.result(), nanos);
    new ProfileReport(profiled.profile()).print(out);
    if (run.flameGraph().isPresent()) {
      Path file = run.flameGraph().get();
      Files.writeString(file, new ProfileReport(profiled.profile()).graph(file.toString()));
      line("flame graph", "%s", file);
    }
    return exitCode(profiled.result());
  }

  private static Generation byClass(byte[] elf) {
    return elf.length > 4 && elf[4] == 1 ? Generation.V5 : Generation.V6;
  }

  private static String json(ExecutionResult result) {
    return switch (result) {
      case ExecutionResult.Completed(var report) -> report.toJson();
      case ExecutionResult.Failed failed ->
          "{\"error\": \"%s\", \"pc\": %d, \"report\": %s}"
              .formatted(escaped(failed.fault()), failed.pc(), failed.report().toJson());
      case ExecutionResult.Aborted(var reason, var report) ->
          "{\"stopped\": \"%s\", \"report\": %s}".formatted(escaped(reason), report.toJson());
    };
  }

  private static String escaped(Object text) {
    return text.toString().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private void show(Path elf, GuestProgram program, ExecutionResult result, long nanos) {
    ExecutionReport report = result.report();
    int sdk = program.generation() == Generation.V5 ? 5 : 6;
    line("program", "%s (SP1 %d, %,d instructions)", elf, sdk, program.instructionCount());
    switch (result) {
      case ExecutionResult.Completed _ -> line("result", "completed");
      case ExecutionResult.Failed failed ->
          line("result", "failed at 0x%x: %s", failed.pc(), failed.fault());
      case ExecutionResult.Aborted(var reason, _) -> line("result", "stopped: %s", reason);
    }
    line("cycles", "%,d", report.cycles());
    report.gas().ifPresent(gas -> line("gas", "%,d", gas));
    line("exit code", "%s", Long.toUnsignedString(report.exitCode()));
    byte[] values = report.publicValues();
    int shown = Math.min(values.length, SHOWN_BYTES);
    String hex = HexFormat.of().formatHex(values, 0, shown);
    line("public values", "%,d bytes %s%s", values.length, hex, shown < values.length ? "…" : "");
    line("digest", "%s", HexFormat.of().formatHex(report.digest()));
    line("time", "%.3f s, %.1f MHz", nanos / 1e9, report.cycles() * 1e3 / nanos);
  }

  private void line(String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-14s %s%n", name, String.format(Locale.ROOT, format, values));
  }
}
