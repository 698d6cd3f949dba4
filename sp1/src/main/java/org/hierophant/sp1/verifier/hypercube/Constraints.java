package org.hierophant.sp1.verifier.hypercube;

import org.hierophant.sp1.field.KoalaBearExtension;

/**
 * Combines a chip's constraints, in their order, by the powers of a challenge: each must be zero in
 * every row. One thread.
 */
final class Constraints {
  private final KoalaBearExtension challenge;
  private KoalaBearExtension folded = KoalaBearExtension.ZERO;

  Constraints(KoalaBearExtension challenge) {
    this.challenge = challenge;
  }

  KoalaBearExtension folded() {
    return folded;
  }

  /** Adds a constraint. */
  void zero(KoalaBearExtension value) {
    folded = folded.times(challenge).plus(value);
  }

  /** Adds a constraint: two values are the same. */
  void equal(KoalaBearExtension left, KoalaBearExtension right) {
    zero(left.minus(right));
  }

  /** Adds a constraint: the value is 0 or 1. */
  void bool(KoalaBearExtension value) {
    zero(value.times(value.minus(1)));
  }

  /** Adds four constraints: where the flag is not zero, two blocks are the same. */
  void equalWhen(KoalaBearExtension flag, KoalaBearExtension[] left, KoalaBearExtension[] right) {
    for (int i = 0; i < left.length; i++) {
      zero(flag.times(left[i].minus(right[i])));
    }
  }
}
