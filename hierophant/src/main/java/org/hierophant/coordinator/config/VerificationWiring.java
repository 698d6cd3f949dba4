package org.hierophant.coordinator.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.verification.ChosenVerifier;
import org.hierophant.coordinator.verification.GenuineVerifier;
import org.hierophant.coordinator.verification.LibraryVerifier;
import org.hierophant.coordinator.verification.MockVerifier;
import org.hierophant.coordinator.verification.NativeVerifiers;
import org.hierophant.coordinator.verification.RejectedProofs;
import org.hierophant.coordinator.verification.Verification;
import org.hierophant.coordinator.verification.Verifier;
import org.hierophant.coordinator.verification.Verifiers;
import org.hierophant.coordinator.verification.passport.PassportBook;
import org.hierophant.network.domain.Sha256;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What stands between a worker's result and a client. */
@Configuration(proxyBeanMethods = false)
public class VerificationWiring {
  private static final int WAITING_VERIFICATIONS = 1_024;

  @Bean
  NativeVerifiers nativeVerifiers(
      HierophantProperties properties, OwnedDirectory stateDirectory, Time time)
      throws IOException {
    return NativeVerifiers.of(
        properties.verification().nativeV5(),
        properties.verification().nativeV6(),
        socketDirectory(stateDirectory.path().toAbsolutePath()),
        time);
  }

  /**
   * Among temporary files, since the path of a socket may have no more than a hundred bytes; the
   * same one at every start, so that what a killed process left is found and removed.
   */
  private static Path socketDirectory(Path stateDirectory) {
    String name = Sha256.ofContent(stateDirectory.toString().getBytes(UTF_8)).hex();
    return Path.of(System.getProperty("java.io.tmpdir"), "hierophant-" + name.substring(0, 16));
  }

  @Bean
  ChosenVerifier chosenVerifier(HierophantProperties properties, NativeVerifiers natives)
      throws IOException {
    Optional<Path> keyMap = properties.verification().v5KeyMap();
    return new ChosenVerifier(
        keyMap.isPresent() ? LibraryVerifier.with(keyMap.get()) : new LibraryVerifier(), natives);
  }

  @Bean
  Verifiers verifiers(ChosenVerifier chosen) {
    return chosen::obstacle;
  }

  @Bean
  RejectedProofs rejectedProofs(HierophantProperties properties, OwnedDirectory stateDirectory) {
    return new RejectedProofs(
        stateDirectory.path().resolve("rejected"), properties.verification().maxRejected());
  }

  @Bean(initMethod = "start")
  Verification verification(
      ArtifactStore store,
      HierophantProperties properties,
      ChosenVerifier chosen,
      RejectedProofs rejected,
      PassportBook passports,
      ObjectProvider<Ledger> ledger,
      Time time) {
    Verifier verifier = properties.mockMode() ? new MockVerifier() : new GenuineVerifier(chosen);
    return new Verification(
        store,
        verifier,
        rejected,
        passports,
        ledger::getObject,
        properties.verification().threads(),
        WAITING_VERIFICATIONS,
        properties.verification().limit(),
        time);
  }
}
