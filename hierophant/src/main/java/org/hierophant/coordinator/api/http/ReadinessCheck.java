package org.hierophant.coordinator.api.http;

import java.util.Optional;

/** One thing the coordinator cannot take requests without. Answers from memory or a quick look. */
@FunctionalInterface
public interface ReadinessCheck {
  /** Empty if all is well, else a reason for the operator. */
  Optional<String> problem();
}
