package org.hierophant.network.config;

import java.io.PrintStream;
import java.util.Locale;

/**
 * What a command line comes to: a configuration to run with, or, all being said, the end.
 *
 * @param <C> the record of the configuration
 */
public sealed interface ProgramStart<C extends Record> {
  /** There is something to run. */
  record Configured<C extends Record>(C configuration) implements ProgramStart<C> {}

  /** What was asked for has been printed, or what is wrong. */
  record Ended<C extends Record>(ExitCode code) implements ProgramStart<C> {}

  /**
   * Reads a command line, and the file and the variables it stands for.
   *
   * @param program its name, which its file and, in capitals, its variables begin with
   */
  static <C extends Record> ProgramStart<C> of(
      String program,
      Class<C> type,
      Environment environment,
      PrintStream out,
      PrintStream err,
      String... arguments) {
    String prefix = program.toUpperCase(Locale.ROOT) + "_";
    return switch (ProgramArguments.parse(program + ".toml", arguments)) {
      case ProgramArguments.ShowHelp() -> {
        out.print(ProgramArguments.usage(program, prefix));
        yield new Ended<>(ExitCode.OK);
      }
      case ProgramArguments.ShowVersion() -> {
        out.println(program + " " + ProgramVersion.text());
        yield new Ended<>(ExitCode.OK);
      }
      case ProgramArguments.Misused(String reason) -> {
        err.println(program + ": " + reason);
        err.print(ProgramArguments.usage(program, prefix));
        yield new Ended<>(ExitCode.USAGE);
      }
      case ProgramArguments.Run(var file, boolean explicit) ->
          switch (ConfigReader.read(type, new ConfigSource(file, explicit, prefix, environment))) {
            case ConfigResult.Invalid<C>(var problems) -> {
              problems.forEach(problem -> err.println(program + ": " + problem));
              yield new Ended<>(ExitCode.FAILED);
            }
            case ConfigResult.Valid<C>(var configuration) -> new Configured<>(configuration);
          };
    };
  }
}
