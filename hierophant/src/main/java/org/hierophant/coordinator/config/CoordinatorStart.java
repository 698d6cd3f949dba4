package org.hierophant.coordinator.config;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.network.config.Environment;
import org.hierophant.network.config.ExitCode;
import org.hierophant.network.config.ProgramStart;
import org.hierophant.network.config.ProgramVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** From a command line to a running coordinator, or to one clear line and an exit code. */
public final class CoordinatorStart {
  private static final Logger log = LoggerFactory.getLogger(CoordinatorStart.class);
  private static final String PROGRAM = "hierophant";
  private static final Duration STOP_LIMIT = Duration.ofSeconds(9);

  /** Tomcat takes it in no other way, and gives three such buffers to every worker's socket. */
  private static final String SOCKET_BUFFER = "org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE";

  private static final String SOCKET_BUFFER_BYTES = "2048";

  private final Environment environment;
  private final PrintStream out;
  private final PrintStream err;

  public CoordinatorStart(Environment environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * Returns once the coordinator runs, with {@link ExitCode#OK}, or as soon as it is clear that it
   * will not.
   *
   * @param wiring the configuration that imports all others
   * @return what the process should end with, if it has nothing left to do
   */
  public ExitCode run(Class<?> wiring, String... arguments) {
    return switch (ProgramStart.of(
        PROGRAM, HierophantProperties.class, environment, out, err, arguments)) {
      case ProgramStart.Ended<HierophantProperties>(ExitCode code) -> code;
      case ProgramStart.Configured<HierophantProperties>(var properties) ->
          start(wiring, properties);
    };
  }

  private ExitCode start(Class<?> wiring, HierophantProperties properties) {
    System.setProperty(SOCKET_BUFFER, SOCKET_BUFFER_BYTES);
    AtomicReference<@Nullable EarlyState> early = new AtomicReference<>();
    try {
      SpringApplication application = application(wiring, properties, environment);
      // Once the log is set up, and before everything else.
      application.addInitializers(context -> early.set(begin(context, properties)));
      ConfigurableApplicationContext context = application.run();
      closeOnSignal(context);
      log.atInfo()
          .addKeyValue("version", ProgramVersion.text())
          .addKeyValue("grpc_port", properties.grpcPort())
          .addKeyValue("http_port", properties.httpPort())
          .addKeyValue("mock_mode", properties.mockMode())
          .log("hierophant started");
      return ExitCode.OK;
    } catch (RuntimeException e) {
      log.atDebug().setCause(e).log("start failed");
      err.println(PROGRAM + ": cannot start: " + StartupProblem.line(e, properties));
      giveUp(early.get());
      return ExitCode.FAILED;
    }
  }

  private static EarlyState begin(
      ConfigurableApplicationContext context, HierophantProperties properties) {
    try {
      EarlyState state = EarlyState.begin(properties);
      ((GenericApplicationContext) context).registerBean(EarlyState.class, () -> state);
      return state;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void giveUp(@Nullable EarlyState early) {
    try {
      if (early != null) {
        early.close();
      }
    } catch (IOException | JournalException e) {
      log.atWarn().setCause(e).log("state not closed after a failed start");
    }
  }

  /** Also what tests start, with a wiring of their own. */
  static SpringApplication application(
      Class<?> wiring, HierophantProperties properties, Environment environment) {
    SpringApplication application = new SpringApplication(wiring);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.setAddCommandLineProperties(false);
    application.setEnvironment(onlyOurs(SpringSettings.of(properties, environment)));
    application.addInitializers(
        context ->
            ((GenericApplicationContext) context)
                .registerBean(HierophantProperties.class, () -> properties));
    return application;
  }

  /** Variables meant for other programs, such as DEBUG or SERVER_PORT, must not reach Spring. */
  private static StandardEnvironment onlyOurs(Map<String, Object> settings) {
    StandardEnvironment spring = new StandardEnvironment();
    spring.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    spring.getPropertySources().addFirst(new MapPropertySource(PROGRAM, settings));
    return spring;
  }

  /** A signal closes everything and ends with 0; what takes too long is left, all state is safe. */
  private static void closeOnSignal(ConfigurableApplicationContext context) {
    AtomicBoolean closed = new AtomicBoolean();
    Thread closing =
        Thread.ofPlatform()
            .name("shutdown")
            .daemon()
            .unstarted(
                () -> {
                  context.close();
                  closed.set(true);
                });
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("signal")
                .unstarted(
                    () -> {
                      closing.start();
                      awaitQuietly(closing);
                      if (!closed.get()) {
                        log.atWarn().addKeyValue("limit", STOP_LIMIT).log("stopped in the middle");
                      }
                      Runtime.getRuntime().halt(ExitCode.OK.number());
                    }));
  }

  private static void awaitQuietly(Thread closing) {
    try {
      closing.join(STOP_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody waits for us any more
    }
  }
}
