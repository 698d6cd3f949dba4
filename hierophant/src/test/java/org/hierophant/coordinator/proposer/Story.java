package org.hierophant.coordinator.proposer;

import java.util.ArrayList;
import java.util.List;

/** What happened, for people, and the first thing that must not happen. */
final class Story {
  private static final int LAST_LINES = 80;

  private final VirtualTime time;
  private final List<String> lines = new ArrayList<>();
  private AssertionError violation;

  Story(VirtualTime time) {
    this.time = time;
  }

  void tell(String event) {
    lines.add("%9.3f s  %s".formatted(time.nanos() / 1e9, event));
  }

  /** Ends the run, wherever in the model it is noticed. */
  void violated(String rule, Throwable cause) {
    tell("VIOLATED: " + rule);
    if (violation == null) {
      violation = new AssertionError(rule + "\n" + this, cause);
    }
    throw violation;
  }

  boolean isViolated() {
    return violation != null;
  }

  void rethrow() {
    if (violation != null) {
      throw violation;
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public String toString() {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
