package org.hierophant.coordinator.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One command's turn: the state it sees, and what it has decided so far. */
final class Turn {
  private final LedgerState state;
  private final LedgerSettings settings;
  private final Moment now;
  private final List<Event> events = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();

  Turn(LedgerState state, LedgerSettings settings, Moment now) {
    this.state = state;
    this.settings = settings;
    this.now = now;
  }

  LedgerState state() {
    return state;
  }

  LedgerSettings settings() {
    return settings;
  }

  long nanos() {
    return now.monotonicNanos();
  }

  Instant wall() {
    return now.wall();
  }

  /** A fact: what is decided next sees it. */
  void emit(Event event) {
    state.apply(event, now);
    events.add(event);
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  <T> Decision<T> done(Outcome<T> outcome) {
    return new Decision<>(events, effects, outcome);
  }
}
