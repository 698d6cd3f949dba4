package org.hierophant.network.domain;

import java.util.regex.Pattern;

/** Stable identity of a worker across reconnects and restarts. */
public record WorkerId(String text) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public WorkerId {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException("worker id must be 1 to 64 of [A-Za-z0-9._-]");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
