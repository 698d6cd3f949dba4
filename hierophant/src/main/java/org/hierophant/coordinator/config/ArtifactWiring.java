package org.hierophant.coordinator.config;

import java.io.IOException;
import java.time.InstantSource;
import org.hierophant.coordinator.artifact.ArtifactAccess;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.artifact.FileArtifactStore;
import org.hierophant.coordinator.artifact.FileStoreLimits;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.artifact.Retention;
import org.hierophant.coordinator.artifact.RetentionJob;
import org.hierophant.coordinator.artifact.RetentionLimits;
import org.hierophant.coordinator.artifact.Room;
import org.hierophant.coordinator.artifact.StateSecret;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.verification.passport.PassportBook;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The state directory and the artifacts. */
@Configuration(proxyBeanMethods = false)
public class ArtifactWiring {
  @Bean
  InstantSource wallClock() {
    return InstantSource.system();
  }

  /** Everything but artifacts lies in here; held until the context closes. */
  @Bean
  OwnedDirectory stateDirectory(HierophantProperties properties, ObjectProvider<EarlyState> claimed)
      throws IOException {
    EarlyState early = claimed.getIfAvailable();
    return early == null
        ? OwnedDirectory.claim(properties.stateDirectory(), "state_directory")
        : early.directory();
  }

  @Bean
  StateSecret stateSecret(OwnedDirectory stateDirectory) throws IOException {
    return StateSecret.loadOrCreate(stateDirectory.path());
  }

  @Bean
  PassportBook passportBook(OwnedDirectory stateDirectory) throws IOException {
    return PassportBook.open(stateDirectory.path().resolve("passports"));
  }

  @Bean
  ArtifactNames artifactNames(StateSecret secret, HierophantProperties properties) {
    return new ArtifactNames(secret, properties.artifacts().uploadUrlLifetime());
  }

  @Bean
  ArtifactTokens artifactTokens(StateSecret secret) {
    return new ArtifactTokens(secret);
  }

  @Bean
  PublicUrls publicUrls(HierophantProperties properties) {
    return new PublicUrls(properties.publicUrl(), properties.host(), properties.httpPort());
  }

  @Bean
  ArtifactStore artifactStore(HierophantProperties properties, InstantSource clock)
      throws IOException {
    OwnedDirectory directory =
        OwnedDirectory.claim(properties.artifactStoreDirectory(), "artifact_store_directory");
    ArtifactProperties limits = properties.artifacts();
    return FileArtifactStore.open(
        directory,
        new FileStoreLimits(limits.maxConcurrentUploads(), limits.minFreeBytes()),
        clock,
        Room.of(directory.path()));
  }

  @Bean
  ArtifactAccess artifactAccess(
      ArtifactStore store,
      ArtifactNames names,
      ArtifactTokens tokens,
      LedgerView ledger,
      InstantSource clock) {
    return new ArtifactAccess(store, names, tokens, ledger, clock);
  }

  /** Every ten minutes, so that a full disk has room again without a restart. */
  @Bean(initMethod = "start")
  RetentionJob retentionJob(
      HierophantProperties properties,
      ArtifactStore store,
      LedgerView ledger,
      InstantSource clock) {
    RetentionProperties times = properties.retention();
    return new RetentionJob(
        new Retention(
            new RetentionLimits(
                times.proofs(),
                times.inputs(),
                properties.maxProofArtifactsStored(),
                properties.maxStdinArtifactsStored(),
                properties.artifacts().maxTotalBytes())),
        store,
        ledger,
        clock);
  }
}
