package org.hierophant.network.domain;

/**
 * The right of one worker to one request; opaque, compared only. Never logged: {@link #toString}
 * hides it.
 */
public record LeaseToken(String text) {
  private static final int MAX_LENGTH = 64;

  public LeaseToken {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("lease token must have 1 to 64 characters");
    }
  }

  @Override
  public String toString() {
    return "lease";
  }
}
