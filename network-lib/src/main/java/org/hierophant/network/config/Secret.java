package org.hierophant.network.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that must never be printed: {@link #toString} hides it. Ask {@link #reveal} for it. */
public final class Secret {
  private final String value;

  /**
   * @throws IllegalArgumentException if {@code value} is empty
   */
  public Secret(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    this.value = value;
  }

  public String reveal() {
    return value;
  }

  /** Compares in a time that does not depend on where the texts differ. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
