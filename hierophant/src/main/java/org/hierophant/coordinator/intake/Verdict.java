package org.hierophant.coordinator.intake;

/** The answer to a checked call. */
public sealed interface Verdict<T> {
  record Accepted<T>(T answer) implements Verdict<T> {}

  record Rejected<T>(Rejection why) implements Verdict<T> {}
}
