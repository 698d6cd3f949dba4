package org.hierophant.contemplant.prover.twirp;

/** What moongate answers; a result is in its file by then. */
sealed interface Reply {
  record Result(long bytes) implements Reply {}

  /** It answered in its own words that it cannot, and can be asked something else. */
  record Refused(String code, String text) implements Reply {}

  /** It answered with what was left of it: nothing more can be asked. */
  record Panicked(String text) implements Reply {}
}
