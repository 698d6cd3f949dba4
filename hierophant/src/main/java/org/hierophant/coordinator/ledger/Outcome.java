package org.hierophant.coordinator.ledger;

/** What became of a command: done and durable, or refused without any change. */
public sealed interface Outcome<T> {
  record Done<T>(T answer) implements Outcome<T> {}

  record Refused<T>(Refusal refusal) implements Outcome<T> {}
}
