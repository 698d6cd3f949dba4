package org.hierophant.coordinator.config;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.hierophant.coordinator.api.http.ProverReports;
import org.hierophant.coordinator.api.worker.ChannelSettings;
import org.hierophant.coordinator.api.worker.Offers;
import org.hierophant.coordinator.api.worker.WorkerConnections;
import org.hierophant.coordinator.api.worker.WorkerMessages;
import org.hierophant.coordinator.api.worker.WorkerSocketHandler;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.Effects;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.SystemTime;
import org.hierophant.coordinator.magister.MagisterOutbox;
import org.hierophant.coordinator.verification.Verification;
import org.hierophant.network.wire.WorkerChannel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/** The worker channel, and everything the ledger wants done outside it. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
public class WorkerWiring {
  private static final int BINARY_BUFFER_BYTES = 2 * 1024;

  /** Of a text message no more is read than that it is one. */
  private static final int TEXT_BUFFER_CHARS = 64;

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** Long messages come in pieces, so a connection needs no more than this. */
  @Bean
  ServletServerContainerFactoryBean webSocketContainer() {
    ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
    container.setMaxBinaryMessageBufferSize(BINARY_BUFFER_BYTES);
    container.setMaxTextMessageBufferSize(TEXT_BUFFER_CHARS);
    return container;
  }

  @Bean
  WorkerConnections workerConnections(
      HierophantProperties properties, OwnedDirectory stateDirectory, ArtifactTokens tokens)
      throws IOException {
    WorkerRegistryProperties registry = properties.workerRegistry();
    return new WorkerConnections(
        ChannelSettings.of(registry.heartbeatLimit(), registry.maxWorkers()),
        coordinatorId(stateDirectory.path()),
        new Offers(tokens));
  }

  /** Made at the first start: workers drop what they hold for another coordinator's state. */
  private static String coordinatorId(Path stateDirectory) throws IOException {
    Path file = stateDirectory.resolve("coordinator-id");
    if (Files.notExists(file)) {
      Files.writeString(file, UUID.randomUUID().toString());
    }
    return Files.readString(file).strip();
  }

  @Bean(destroyMethod = "close")
  HttpClient magisterHttp() {
    return HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
  }

  @Bean
  MagisterOutbox magisterOutbox(
      HierophantProperties properties,
      OwnedDirectory stateDirectory,
      ObjectProvider<Ledger> ledger,
      HttpClient magisterHttp) {
    return new MagisterOutbox(
        stateDirectory.path().resolve("magister-outbox"),
        properties.magisterAllowedOrigins(),
        url ->
            ledger.getObject().view().workers().stream()
                .anyMatch(
                    worker ->
                        worker.connected()
                            && worker
                                .record()
                                .magisterDropEndpoint()
                                .filter(url::equals)
                                .isPresent()),
        magisterHttp);
  }

  /** Never blocks: every branch hands on to a bounded queue. */
  @Bean
  Effects effects(
      WorkerConnections connections,
      Verification verification,
      MagisterOutbox magister,
      RequestMetrics metrics) {
    return effect -> {
      switch (effect) {
        case Effect.ToWorker toWorker -> connections.run(toWorker);
        case Effect.Verify verify -> verification.verify(verify);
        case Effect.DropMagister(_, var url) -> magister.add(url);
        case Effect.Finished(var request) -> metrics.finished(request);
        case Effect.Discard _ -> {} // retention removes what nothing refers to
      }
    };
  }

  @Bean
  ProverReports proverReports(WorkerConnections connections) {
    return connections::provers;
  }

  @Bean
  WorkerMessages workerMessages(Ledger ledger, ArtifactStore store, WorkerConnections connections) {
    return new WorkerMessages(ledger, store, connections);
  }

  @Bean(initMethod = "start")
  WorkerSocketHandler workerSocketHandler(
      WorkerConnections connections, WorkerMessages messages, MagisterOutbox magister)
      throws IOException {
    magister.start();
    return new WorkerSocketHandler(connections, messages, new SystemTime());
  }

  /** Workers are programs: the browser's origin rules have no meaning for them. */
  @Bean
  WebSocketConfigurer workerEndpoint(WorkerSocketHandler handler) {
    return registry -> registry.addHandler(handler, WorkerChannel.PATH).setAllowedOrigins("*");
  }
}
