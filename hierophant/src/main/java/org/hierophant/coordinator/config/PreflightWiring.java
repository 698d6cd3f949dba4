package org.hierophant.coordinator.config;

import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.preflight.Preflight;
import org.hierophant.coordinator.preflight.PreflightLimits;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Programs executed beside their workers, where the operator wants it. */
@Configuration(proxyBeanMethods = false)
public class PreflightWiring {
  private static final int WAITING = 256;

  /** Has no threads unless it is started; closed before the ledger, which it reports to. */
  @Bean
  Preflight preflight(
      HierophantProperties properties, Ledger ledger, ArtifactStore store, Time time) {
    PreflightProperties settings = properties.preflight();
    Preflight preflight =
        new Preflight(
            ledger,
            store,
            new PreflightLimits(
                settings.threads(), WAITING, settings.memoryBytes(), settings.limit()),
            time);
    if (settings.enabled()) {
      preflight.start();
    }
    return preflight;
  }
}
