package org.hierophant.sp1.verifier.fri;

import org.hierophant.sp1.field.BabyBearExtension;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.DuplexSponge;

/** The challenges of SP1 v5: every element of a permuted state is one. One thread. */
final class Challenger extends DuplexSponge {
  Challenger() {
    super(Poseidon2.BABY_BEAR, Poseidon2.WIDTH);
  }

  /** A challenge of the extension. */
  BabyBearExtension sampleExtension() {
    int c0 = sample();
    int c1 = sample();
    int c2 = sample();
    return new BabyBearExtension(c0, c1, c2, sample());
  }
}
