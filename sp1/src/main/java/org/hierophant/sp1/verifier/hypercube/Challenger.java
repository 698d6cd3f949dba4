package org.hierophant.sp1.verifier.hypercube;

import org.hierophant.sp1.field.KoalaBearExtension;
import org.hierophant.sp1.field.QuarticExtension;
import org.hierophant.sp1.hash.Poseidon2;
import org.hierophant.sp1.verifier.stark.DuplexSponge;

/** The challenges of SP1 v6: the first eight elements of a permuted state are. One thread. */
final class Challenger extends DuplexSponge {
  Challenger() {
    super(Poseidon2.KOALA_BEAR, Poseidon2.RATE);
  }

  /** Takes in flat extension elements after their number. */
  void observeCounted(int[] flat) {
    observe(flat.length / QuarticExtension.DEGREE);
    observe(flat);
  }

  /** A challenge of the extension. */
  KoalaBearExtension sampleExtension() {
    int c0 = sample();
    int c1 = sample();
    int c2 = sample();
    return new KoalaBearExtension(c0, c1, c2, sample());
  }

  /** A point of so many coordinates. */
  KoalaBearExtension[] samplePoint(int dimensions) {
    KoalaBearExtension[] point = new KoalaBearExtension[dimensions];
    for (int i = 0; i < dimensions; i++) {
      point[i] = sampleExtension();
    }
    return point;
  }
}
