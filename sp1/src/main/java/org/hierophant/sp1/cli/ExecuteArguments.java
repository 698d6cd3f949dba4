package org.hierophant.sp1.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.Engine;

/** What the command line of {@code execute} asks for. */
sealed interface ExecuteArguments {
  /** What {@code --help} prints. */
  String USAGE =
      """
      usage: ./run execute --elf FILE [--stdin FILE] [options]
             ./run execute --cases DIR
        --elf FILE          the guest program
        --stdin FILE        its input, a bincode SP1Stdin (samples/make-stdin.sh writes one); default: none
        --sdk 5|6           the machine of SP1 5 (RV32IM) or of SP1 6 (RV64IM); default: by the ELF's class
        --cycle-limit N     fail after more cycles
        --engine NAME       auto (default: interprets, and translates what runs often), interpreter or translator
        --no-gas            do not find out gas (SP1 6)
        --runs N            run N times and show the last one, when the JVM has warmed up
        --json              the whole report as one JSON object
        --profile           where the cycles went: the hottest functions and chains of calls; interprets
        --flame-graph FILE  the same as a picture (FILE.svg), or as collapsed stacks (any other name)
        --cases DIR         run DIR/v5 and DIR/v6 (id.elf, id.stdin, id.json) and show what differs from id.json
        -h, --help          this text
      Exit code: 0 if the program ended with exit code 0, or no case differs; 1 if not; 2 if it could not be run.
      """;

  /** Print {@link #USAGE}. */
  record ShowHelp() implements ExecuteArguments {}

  /** Print the reason and where to find help. */
  record Misused(String reason) implements ExecuteArguments {}

  /** Compare a folder of programs with what is expected of them. */
  record Cases(Path folder) implements ExecuteArguments {}

  /** Run one program. */
  record Run(
      Path elf,
      Optional<Path> stdin,
      Optional<Generation> generation,
      OptionalLong cycleLimit,
      Engine engine,
      boolean gas,
      int runs,
      boolean json,
      boolean profile,
      Optional<Path> flameGraph)
      implements ExecuteArguments {}

  /** Understands a command line. */
  static ExecuteArguments parse(List<String> arguments) {
    try {
      return read(arguments);
    } catch (InvalidPathException e) {
      return new Misused("not a path: " + e.getInput());
    } catch (NumberFormatException e) {
      return new Misused("not a number: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return new Misused(String.valueOf(e.getMessage()));
    }
  }

  private static ExecuteArguments read(List<String> arguments) {
    Optional<Path> elf = Optional.empty();
    Optional<Path> stdin = Optional.empty();
    Optional<Path> cases = Optional.empty();
    Optional<Generation> generation = Optional.empty();
    OptionalLong cycleLimit = OptionalLong.empty();
    Engine engine = Engine.AUTO;
    boolean gas = true;
    long runs = 1;
    boolean json = false;
    boolean profile = false;
    Optional<Path> flameGraph = Optional.empty();
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String name = rest.next();
      switch (name) {
        case "-h", "--help" -> {
          return new ShowHelp();
        }
        case "--elf" -> elf = Optional.of(Path.of(value(name, rest)));
        case "--stdin" -> stdin = Optional.of(Path.of(value(name, rest)));
        case "--cases" -> cases = Optional.of(Path.of(value(name, rest)));
        case "--sdk" -> generation = Optional.of(generation(value(name, rest)));
        case "--cycle-limit" -> cycleLimit = OptionalLong.of(number(name, rest, Long.MAX_VALUE));
        case "--runs" -> runs = number(name, rest, 1_000);
        case "--engine" -> engine = engine(value(name, rest));
        case "--no-gas" -> gas = false;
        case "--json" -> json = true;
        case "--profile" -> profile = true;
        case "--flame-graph" -> flameGraph = Optional.of(Path.of(value(name, rest)));
        default -> throw new IllegalArgumentException("unknown argument: " + name);
      }
    }
    if (cases.isPresent()) {
      return new Cases(cases.get());
    }
    if (elf.isEmpty()) {
      return new Misused("--elf or --cases is needed");
    }
    return new Run(
        elf.get(),
        stdin,
        generation,
        cycleLimit,
        engine,
        gas,
        (int) runs,
        json,
        profile || flameGraph.isPresent(),
        flameGraph);
  }

  private static String value(String name, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    return rest.next();
  }

  private static long number(String name, Iterator<String> rest, long most) {
    long number = Long.parseLong(value(name, rest));
    if (number < 1 || number > most) {
      throw new IllegalArgumentException(name + " must be from 1 to " + most);
    }
    return number;
  }

  private static Engine engine(String name) {
    return switch (name) {
      case "auto" -> Engine.AUTO;
      case "interpreter" -> Engine.INTERPRETER;
      case "translator" -> Engine.TRANSLATOR;
      default -> throw new IllegalArgumentException("unknown engine: " + name);
    };
  }

  private static Generation generation(String sdk) {
    return switch (sdk) {
      case "5" -> Generation.V5;
      case "6" -> Generation.V6;
      default -> throw new IllegalArgumentException("--sdk must be 5 or 6: " + sdk);
    };
  }
}
