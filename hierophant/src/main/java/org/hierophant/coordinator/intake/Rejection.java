package org.hierophant.coordinator.intake;

/** Why a call changed nothing, in words for the caller. */
public sealed interface Rejection {
  String message();

  /** A field whose value is wrong by itself, now and later. */
  record Invalid(String field, Object value, String rule) implements Rejection {
    @Override
    public String message() {
      return field + " " + rule + ", not " + value;
    }
  }

  /** The call is fine, but something it needs is missing here. */
  record Unmet(String message) implements Rejection {}

  /** What was asked for does not exist. */
  record Missing(String message) implements Rejection {}

  /** The signature is none. */
  record Unsigned(String message) implements Rejection {}

  /** Somebody else's. */
  record Forbidden(String message) implements Rejection {}

  /** Not now: the same call may succeed later. */
  record TryLater(String message) implements Rejection {}
}
