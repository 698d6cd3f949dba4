package org.hierophant.sp1.cli;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.Executor;
import org.hierophant.sp1.executor.GuestProgram;

/** Runs one program, or compares a folder of them with what the SDKs gave. */
public final class ExecuteCommand {
  private static final String USAGE =
      "usage: execute --elf FILE [--stdin FILE] [--sdk 5|6] [--json]\n       execute --cases DIR";

  private ExecuteCommand() {}

  /** Exit codes: 0 for success, 1 for a failed run or a difference, 2 for wrong arguments. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) throws IOException {
    String elf = value(arguments, "--elf");
    String stdin = value(arguments, "--stdin");
    String cases = value(arguments, "--cases");
    if (!cases.isEmpty()) {
      return new ExecutionCases(System.out).run(Path.of(cases)) ? 0 : 1;
    }
    if (elf.isEmpty()) {
      System.err.println(USAGE);
      return 2;
    }
    byte[] file = Files.readAllBytes(Path.of(elf));
    Generation generation = generation(value(arguments, "--sdk"), file);
    try {
      GuestProgram program = GuestProgram.load(generation, file);
      List<byte[]> items =
          stdin.isEmpty() ? List.of() : ExecutionCases.items(Files.readAllBytes(Path.of(stdin)));
      long start = System.nanoTime();
      ExecutionResult result = Executor.execute(program, items, ExecutionOptions.defaults());
      return print(result, System.nanoTime() - start, arguments.contains("--json"));
    } catch (ElfException | IllegalArgumentException | BufferUnderflowException e) {
      System.err.println("execute: " + e.getMessage());
      return 1;
    }
  }

  private static int print(ExecutionResult result, long nanos, boolean json) {
    if (json) {
      System.out.println(result.report().toJson());
    } else {
      System.out.println(result.report());
      System.out.printf("%.1f MHz%n", result.report().cycles() * 1e3 / nanos);
    }
    return switch (result) {
      case ExecutionResult.Completed _ -> 0;
      case ExecutionResult.Failed failed -> {
        System.err.printf("execute: %s at 0x%x%n", failed.fault(), failed.pc());
        yield 1;
      }
      case ExecutionResult.Aborted aborted -> {
        System.err.println("execute: stopped: " + aborted.reason());
        yield 1;
      }
    };
  }

  /** As told, or by the class of the ELF file. */
  private static Generation generation(String sdk, byte[] elf) {
    return switch (sdk) {
      case "5" -> Generation.V5;
      case "6" -> Generation.V6;
      default -> elf.length > 4 && elf[4] == 1 ? Generation.V5 : Generation.V6;
    };
  }

  private static String value(List<String> arguments, String name) {
    int at = arguments.indexOf(name);
    return at >= 0 && at + 1 < arguments.size() ? arguments.get(at + 1) : "";
  }
}
