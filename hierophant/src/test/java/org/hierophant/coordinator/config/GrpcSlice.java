package org.hierophant.coordinator.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hierophant.coordinator.api.grpc.GrpcApi;
import org.hierophant.coordinator.api.http.ProverReports;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerSettings;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.SingleWriter;
import org.hierophant.coordinator.ledger.SystemTime;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.testing.HeldEffects;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.coordinator.verification.Verifiers;
import org.hierophant.network.config.Environment;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * Both ports of a coordinator in mock mode, wired as in production, before a real ledger whose
 * journal and effects a test holds: its workers are scripts.
 */
public final class GrpcSlice implements AutoCloseable {
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({ArtifactWiring.class, HttpWiring.class, GrpcWiring.class})
  static class Wiring {
    @Bean
    ProverReports proverReports() {
      return Map::of;
    }

    @Bean
    Time time() {
      return new SystemTime();
    }

    @Bean
    HeldEffects effects() {
      return new HeldEffects();
    }

    @Bean(initMethod = "start")
    SingleWriter ledger(
        MemoryJournal journal, HeldEffects effects, Time time, LedgerSettings settings)
        throws JournalException {
      return new SingleWriter(
          journal,
          effects,
          time,
          settings,
          new byte[32],
          () -> {
            throw new AssertionError("the journal broke");
          });
    }

    @Bean
    LedgerView ledgerView(Ledger ledger) {
      return ledger.view();
    }

    @Bean
    Verifiers verifiers() {
      return (_, _) -> Optional.of("no verifier in this test");
    }
  }

  private final ConfigurableApplicationContext context;

  private GrpcSlice(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts with both directories under {@code parent} and what the journal holds. */
  public static GrpcSlice start(Path parent, MemoryJournal journal, LedgerSettings settings) {
    return start(parent, journal, settings, Map.of());
  }

  /** The same with more variables. */
  public static GrpcSlice start(
      Path parent, MemoryJournal journal, LedgerSettings settings, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("HIEROPHANT_HTTP_PORT", Integer.toString(freePort())); // it is part of every URL
    all.put("HIEROPHANT_MOCK_MODE", "true");
    var application =
        CoordinatorStart.application(
            Wiring.class, HttpSlice.properties(parent, all), new Environment(Map.of()));
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean(MemoryJournal.class, () -> journal);
          beans.registerBean(LedgerSettings.class, () -> settings);
        });
    return new GrpcSlice(application.run());
  }

  /**
   * The documented limits, but a lost worker is lost at once, and two losses or failures end a
   * request.
   */
  public static LedgerSettings impatient(int maxOpenRequests) {
    LedgerSettings usual = LedgerSettings.defaults();
    return new LedgerSettings(
        usual.maxStrikes(),
        usual.strikeWindow(),
        usual.heartbeatLimit(),
        Duration.ZERO,
        usual.offerLimit(),
        usual.cancelLimit(),
        usual.refusalPause(),
        usual.proofTimeout(),
        usual.progressInterval(),
        usual.executionReportLimit(),
        usual.evictionTime(),
        usual.quarantineTime(),
        usual.verificationRetry(),
        usual.verificationLimit(),
        2,
        2,
        maxOpenRequests,
        usual.maxWorkers(),
        usual.inboxCapacity(),
        usual.maxBatch(),
        usual.requestRetention(),
        usual.maxFinalRequests(),
        usual.historyRetention(),
        usual.maxHistory());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int grpcPort() {
    return context.getBean(GrpcServerLifecycle.class).getPort();
  }

  public int httpPort() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  public GrpcApi api() {
    return context.getBean(GrpcApi.class);
  }

  public Ledger ledger() {
    return context.getBean(Ledger.class);
  }

  public HeldEffects effects() {
    return context.getBean(HeldEffects.class);
  }

  public ArtifactStore store() {
    return context.getBean(ArtifactStore.class);
  }

  public ArtifactNames names() {
    return context.getBean(ArtifactNames.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
