package org.hierophant.network.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A command line of either program, understood. */
public sealed interface ProgramArguments {
  /** Start with this file; {@code explicit} if the user named it. */
  record Run(Path configFile, boolean explicit) implements ProgramArguments {}

  /** Print {@link #usage} and end. */
  record ShowHelp() implements ProgramArguments {}

  /** Print {@link ProgramVersion} and end. */
  record ShowVersion() implements ProgramArguments {}

  /** Print the reason and end with {@link ExitCode#USAGE}. */
  record Misused(String reason) implements ProgramArguments {}

  /**
   * Understands {@code -c FILE}, {@code --config FILE}, {@code --config=FILE}, {@code -h}, {@code
   * --help}, {@code -V} and {@code --version}.
   *
   * @param defaultFile relative to the working directory
   */
  static ProgramArguments parse(String defaultFile, String... arguments) {
    Optional<String> file = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      switch (argument) {
        case "-h", "--help" -> {
          return new ShowHelp();
        }
        case "-V", "--version" -> {
          return new ShowVersion();
        }
        case "-c", "--config" -> {
          if (i + 1 == arguments.length) {
            return new Misused(argument + " needs the path of a file");
          }
          i++;
          file = Optional.of(arguments[i]);
        }
        default -> {
          if (!argument.startsWith("--config=")) {
            return new Misused("unknown argument: " + argument);
          }
          file = Optional.of(argument.substring("--config=".length()));
        }
      }
    }
    try {
      return new Run(Path.of(file.orElse(defaultFile)), file.isPresent());
    } catch (InvalidPathException e) {
      return new Misused("not a path: " + e.getInput());
    }
  }

  /** What {@code --help} prints. */
  static String usage(String program, String environmentPrefix) {
    return """
    usage: %1$s [-c FILE]
      -c, --config FILE   settings, TOML (default: %1$s.toml in the working directory, if there)
      -h, --help          this text
      -V, --version       the release
    Every key may also be set as an environment variable, which wins over the file: %2$s and the
    key in upper case, a dot as an underscore. %1$s.example.toml explains every key.
    """
        .formatted(program, environmentPrefix);
  }
}
