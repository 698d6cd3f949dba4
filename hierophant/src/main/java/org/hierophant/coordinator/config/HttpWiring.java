package org.hierophant.coordinator.config;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.hierophant.coordinator.api.http.DownloadController;
import org.hierophant.coordinator.api.http.ErrorPages;
import org.hierophant.coordinator.api.http.PassportController;
import org.hierophant.coordinator.api.http.ProverReports;
import org.hierophant.coordinator.api.http.ReadinessCheck;
import org.hierophant.coordinator.api.http.StatusController;
import org.hierophant.coordinator.api.http.UploadController;
import org.hierophant.coordinator.artifact.ArtifactAccess;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.verification.passport.PassportBook;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The HTTP routes. */
@Configuration(proxyBeanMethods = false)
public class HttpWiring {
  private static final String READ_BUFFER_BYTES = Integer.toString(16 << 10);

  @Bean
  UploadController uploadController(
      ArtifactStore store, ArtifactAccess access, HierophantProperties properties) {
    return new UploadController(store, access, properties.artifacts().maxUploadBytes());
  }

  @Bean
  DownloadController downloadController(ArtifactStore store, ArtifactAccess access) {
    return new DownloadController(store, access);
  }

  @Bean
  PassportController passportController(
      PassportBook passports, ArtifactAccess access, LedgerView ledger) {
    return new PassportController(passports, access, ledger);
  }

  @Bean
  StatusController statusController(
      LedgerView ledger, List<ReadinessCheck> checks, ProverReports provers, InstantSource clock) {
    return new StatusController(ledger, checks, provers, clock);
  }

  @Bean
  ErrorPages errorPages() {
    return new ErrorPages();
  }

  @Bean
  ReadinessCheck artifactStoreReadiness(ArtifactStore store) {
    return () ->
        switch (store.availability()) {
          case ArtifactStore.Availability.Ready _ -> Optional.empty();
          case ArtifactStore.Availability.Full(String reason) -> Optional.of(reason);
          case ArtifactStore.Availability.Broken(String reason) -> Optional.of(reason);
        };
  }

  /** A client that waits for 100 Continue hears a refusal instead, before it sends the body. */
  @Bean
  TomcatConnectorCustomizer continueOnlyWhenTheBodyIsRead() {
    return connector -> connector.setProperty("continueResponseTiming", "onRead");
  }

  /** Uploads are read in pieces of this size; every connection holds one, idle workers' too. */
  @Bean
  TomcatConnectorCustomizer readInLargerPieces() {
    return connector -> connector.setProperty("socket.appReadBufSize", READ_BUFFER_BYTES);
  }
}
