package org.hierophant.contemplant;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.hierophant.contemplant.config.ContemplantConfig;
import org.hierophant.network.config.Environment;
import org.hierophant.network.config.ExitCode;
import org.hierophant.network.config.ProgramStart;
import org.hierophant.network.config.ProgramVersion;
import org.hierophant.network.config.RustLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a command line to a worker that runs until it is told to stop, or to one clear line. */
final class WorkerStart {
  private static final Logger log = LoggerFactory.getLogger(WorkerStart.class);
  private static final String PROGRAM = "contemplant";

  private final Environment environment;
  private final PrintStream out;
  private final PrintStream err;

  WorkerStart(Environment environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** What the process ends with: at once if there is nothing to run, else when the worker ends. */
  ExitCode run(String... arguments) throws InterruptedException {
    return switch (ProgramStart.of(
        PROGRAM, ContemplantConfig.class, environment, out, err, arguments)) {
      case ProgramStart.Ended<ContemplantConfig>(ExitCode code) -> code;
      case ProgramStart.Configured<ContemplantConfig>(var config) -> work(config);
    };
  }

  private ExitCode work(ContemplantConfig config) throws InterruptedException {
    setLogLevels();
    Contemplant contemplant;
    try {
      contemplant = Contemplant.start(config, ConfiguredProvers.of(config));
    } catch (StartException | IOException | RuntimeException e) {
      log.atDebug().setCause(e).log("start failed");
      err.println(PROGRAM + ": cannot start: " + line(e));
      return ExitCode.FAILED;
    }
    closeOnSignal(contemplant, config.drainLimit().plus(Contemplant.CLOSE_LIMIT));
    log.atInfo()
        .addKeyValue("version", ProgramVersion.text())
        .addKeyValue("name", contemplant.name())
        .addKeyValue("coordinator", config.coordinator())
        .addKeyValue("http_port", contemplant.healthPort())
        .log("contemplant started");
    contemplant.awaitEnd();
    close(contemplant);
    return ExitCode.OK;
  }

  private static String line(Exception failure) {
    String message = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    return switch (failure) {
      case StartException _ -> message;
      case IOException _ when failure.getClass() == IOException.class -> message;
      default -> failure.getClass().getSimpleName() + ": " + message;
    };
  }

  private void setLogLevels() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      RustLog.levels(environment.get("RUST_LOG").orElse("info"), "org.hierophant")
          .forEach(
              (logger, level) ->
                  logback
                      .getLogger(logger.equals("root") ? Logger.ROOT_LOGGER_NAME : logger)
                      .setLevel(Level.toLevel(level)));
    }
  }

  /** A signal drains and ends with 0; what takes too long is left, all state is safe on disk. */
  private static void closeOnSignal(Contemplant contemplant, Duration limit) {
    Thread closing =
        Thread.ofPlatform().name("shutdown").daemon().unstarted(() -> drainAndClose(contemplant));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("signal")
                .unstarted(
                    () -> {
                      closing.start();
                      if (!joined(closing, limit)) {
                        log.atWarn().addKeyValue("limit", limit).log("stopped in the middle");
                      }
                      Runtime.getRuntime().halt(ExitCode.OK.number());
                    }));
  }

  private static void drainAndClose(Contemplant contemplant) {
    try {
      contemplant.drain();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody waits for us any more
    }
    close(contemplant);
  }

  private static void close(Contemplant contemplant) {
    try {
      contemplant.close();
    } catch (IOException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("not everything could be closed");
    }
  }

  private static boolean joined(Thread thread, Duration limit) {
    try {
      return thread.join(limit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody waits for us any more
      return false;
    }
  }
}
