package org.hierophant.coordinator.config;

import java.util.HashMap;
import java.util.Map;
import org.hierophant.network.config.Environment;
import org.hierophant.network.config.RustLog;

/** What the frameworks below us must be told. */
final class SpringSettings {
  private SpringSettings() {}

  /** They win over every other source of Spring's. */
  static Map<String, Object> of(HierophantProperties properties, Environment environment) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("logging.level.org.flywaydb", "warn"); // of a fresh journal it tells each step
    settings.put("server.port", properties.httpPort());
    settings.put("spring.grpc.server.port", properties.grpcPort());
    properties
        .bindAddress()
        .ifPresent(
            address -> {
              settings.put("server.address", address);
              settings.put("spring.grpc.server.address", address);
            });
    RustLog.levels(environment.get("RUST_LOG").orElse("info"), "org.hierophant")
        .forEach((logger, level) -> settings.put("logging.level." + logger, level));
    return settings;
  }
}
