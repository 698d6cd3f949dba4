package org.hierophant.network.config;

import java.util.Map;
import java.util.Optional;

/** Environment variables; one set to blank text counts as not set. */
public record Environment(Map<String, String> variables) {
  public Environment {
    variables = Map.copyOf(variables);
  }

  /** Those of this process. */
  public static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  public Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
