package org.hierophant.sp1.format;

import java.math.BigInteger;

/** The two prime fields SP1's files are written in, as far as reading needs them. */
final class Fields {
  /** 15 · 2^27 + 1, the field of v4 and v5. */
  static final int BABY_BEAR = 0x78000001;

  /** 127 · 2^24 + 1, the field of v6. */
  static final int KOALA_BEAR = 0x7f000001;

  /** Generates BabyBear's subgroup of order 2^27. */
  private static final BigInteger BABY_BEAR_ROOT = BigInteger.valueOf(0x1a427a41);

  private Fields() {}

  /** The generator SP1 takes for BabyBear's subgroup of order 2^{@code log}. */
  static int babyBearGenerator(int log) {
    return BABY_BEAR_ROOT
        .modPow(BigInteger.ONE.shiftLeft(27 - log), BigInteger.valueOf(BABY_BEAR))
        .intValueExact();
  }
}
