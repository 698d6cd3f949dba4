package org.hierophant.sp1.verifier.fri;

import org.hierophant.sp1.field.BabyBearExtension;

/**
 * Combines a chip's constraints, in their order, by the powers of a challenge: each must be zero in
 * every row. One thread.
 */
final class Constraints {
  private final BabyBearExtension challenge;
  private BabyBearExtension folded = BabyBearExtension.ZERO;

  Constraints(BabyBearExtension challenge) {
    this.challenge = challenge;
  }

  BabyBearExtension folded() {
    return folded;
  }

  /** Adds a constraint. */
  void zero(BabyBearExtension value) {
    folded = folded.times(challenge).plus(value);
  }

  /** Adds a constraint: two values are the same. */
  void equal(BabyBearExtension left, BabyBearExtension right) {
    zero(left.minus(right));
  }

  /** Adds a constraint: where the condition is not zero, two values are the same. */
  void equalWhen(BabyBearExtension condition, BabyBearExtension left, BabyBearExtension right) {
    zero(condition.times(left.minus(right)));
  }

  /** Adds a constraint: the value is 0 or 1. */
  void bool(BabyBearExtension value) {
    zero(value.times(value.minus(1)));
  }

  /** Adds four constraints: where the condition is not zero, two blocks are the same. */
  void equalWhen(BabyBearExtension condition, BabyBearExtension[] left, BabyBearExtension[] right) {
    for (int i = 0; i < left.length; i++) {
      equalWhen(condition, left[i], right[i]);
    }
  }
}
