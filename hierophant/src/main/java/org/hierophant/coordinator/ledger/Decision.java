package org.hierophant.coordinator.ledger;

import java.util.List;

/**
 * What became of one command: facts, what to do once they are safe, and the answer. A refusal
 * changes nothing: it has no events and no effects.
 */
record Decision<T>(List<Event> events, List<Effect> effects, Outcome<T> outcome) {
  Decision {
    events = List.copyOf(events);
    effects = List.copyOf(effects);
    if (outcome instanceof Outcome.Refused<T> && !(events.isEmpty() && effects.isEmpty())) {
      throw new IllegalStateException("refused, but not without a change: " + outcome);
    }
  }

  /** The facts that the journal keeps. */
  List<Event.Durable> durable() {
    return events.stream()
        .filter(Event.Durable.class::isInstance)
        .map(Event.Durable.class::cast)
        .toList();
  }
}
