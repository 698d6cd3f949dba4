package org.hierophant.testing.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import org.hierophant.network.config.ExitCode;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./run demo}: the whole network on this machine, and one request through it. */
@Command(
    name = "./run demo",
    sortOptions = false,
    usageHelpWidth = 100,
    description =
        "Starts a coordinator in mock mode and two workers on free ports, asks for one proof as"
            + " sp1-sdk does, follows it and checks the result. Mock mode: the program is truly"
            + " executed, the proof is the SDK's own mock proof.",
    footer = {
      "",
      "Exit codes: 0 the result is right, 1 it is not, 2 the command line is not understood."
    })
final class Demo implements Callable<Integer> {
  private final PrintWriter err;

  @Option(names = "--root", hidden = true, defaultValue = ".")
  private Path root = Path.of(".");

  @Option(
      names = "--elf",
      paramLabel = "FILE",
      description = "your own program (default: our sample sha-chain)")
  private @Nullable Path elf;

  @Option(
      names = "--stdin",
      paramLabel = "FILE",
      description = "what it reads: bincode SP1Stdin (default: nothing)")
  private @Nullable Path stdin;

  @Option(
      names = "--vk",
      paramLabel = "FILE",
      description =
          "its verifying key, bincode, from the SDK's setup (default: NAME.vk beside NAME.elf, else"
              + " a key made up for the demo)")
  private @Nullable Path vk;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "compressed",
      description = "core, compressed, plonk or groth16 (default: ${DEFAULT-VALUE})")
  private String mode = "compressed";

  @Option(
      names = "--sdk",
      paramLabel = "5|6",
      description = "which sp1-sdk to be (default: the one that the ELF is for)")
  private @Nullable String sdk;

  @Option(
      names = "--kill",
      paramLabel = "WHO",
      description =
          "worker or coordinator: SIGKILL to that process in the middle of the execution; it is"
              + " started again, and the same request must end well")
  private @Nullable String kill;

  @Option(
      names = "--real",
      description =
          "a genuine proof of SP1 6, made on this machine's CPUs and verified: some ten minutes and"
              + " 15 GiB of memory, after ten more to build the prover the first time (needs Rust);"
              + " default program: our sample fibonacci")
  private boolean real;

  @Option(names = "--prover", hidden = true)
  private @Nullable Path prover;

  @Option(
      names = "--keep",
      description = "go on running afterwards, to look at the pages, until Ctrl-C")
  private boolean keep;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this text")
  private boolean help;

  private Demo(PrintWriter err) {
    this.err = err;
  }

  public static void main(String[] arguments) {
    silenceLibraries();
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    System.exit(run(err, arguments));
  }

  /** Plays the demo, and returns what the process is to end with. */
  static int run(PrintWriter err, String... arguments) {
    CommandLine command = new CommandLine(new Demo(err));
    command.setParameterExceptionHandler((e, _) -> misused(err, String.valueOf(e.getMessage())));
    return command.execute(arguments);
  }

  /** What our processes log is in their files; what this client's libraries log is no news. */
  private static void silenceLibraries() {
    LogManager.getLogManager().reset();
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger rootLogger) {
      rootLogger.setLevel(Level.OFF);
    }
  }

  private static int misused(PrintWriter err, String reason) {
    err.println("demo: " + reason);
    err.println("demo: ./run demo --help says what can be asked for");
    return ExitCode.USAGE.number();
  }

  @Override
  public Integer call() throws InterruptedException {
    DemoJob job;
    Victim victim;
    try {
      victim = victim();
      job = job();
    } catch (UsageException e) {
      return misused(err, String.valueOf(e.getMessage()));
    }
    Screen screen = Screen.ofProcess(System.out);
    return DemoRun.run(job, victim, Optional.ofNullable(prover), keep, root, screen).number();
  }

  private DemoJob job() throws UsageException {
    Optional<Generation> generation = generation();
    if (real && prover == null) {
      throw new UsageException("--real: ./run builds the prover, or name one with --prover");
    }
    if (real && generation.equals(Optional.of(Generation.V5))) {
      throw new UsageException("--real: proofs of SP1 5 need a GPU");
    }
    if (elf != null) {
      return DemoJob.ofFiles(
          elf, Optional.ofNullable(stdin), Optional.ofNullable(vk), proofMode(), generation);
    }
    if (stdin != null || vk != null) {
      throw new UsageException((stdin != null ? "--stdin" : "--vk") + " needs --elf");
    }
    if (real) {
      return DemoJob.ofSmallSample(root, proofMode());
    }
    return DemoJob.ofSample(root, proofMode(), generation.orElse(Generation.V6));
  }

  private ProofMode proofMode() throws UsageException {
    return switch (mode.toLowerCase(Locale.ROOT)) {
      case "core" -> ProofMode.CORE;
      case "compressed" -> ProofMode.COMPRESSED;
      case "plonk" -> ProofMode.PLONK;
      case "groth16" -> ProofMode.GROTH16;
      default ->
          throw new UsageException(
              "--mode must be core, compressed, plonk or groth16, not " + mode);
    };
  }

  private Optional<Generation> generation() throws UsageException {
    return switch (sdk) {
      case null -> Optional.empty();
      case "5" -> Optional.of(Generation.V5);
      case "6" -> Optional.of(Generation.V6);
      default -> throw new UsageException("--sdk must be 5 or 6, not " + sdk);
    };
  }

  private Victim victim() throws UsageException {
    return switch (kill) {
      case null -> Victim.NOBODY;
      case "worker" -> Victim.WORKER;
      case "coordinator" -> Victim.COORDINATOR;
      default -> throw new UsageException("--kill must be worker or coordinator, not " + kill);
    };
  }
}
