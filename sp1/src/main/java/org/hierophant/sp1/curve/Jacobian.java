package org.hierophant.sp1.curve;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Point {@code (x/z², y/z³)} of a curve {@code y² = x³ + b}; at infinity where z is zero.
 *
 * <p><b>Source.</b> The formulas dbl-2009-l, add-2007-bl of the Explicit-Formulas Database.
 */
record Jacobian<F extends FieldElement<F>>(F x, F y, F z) {
  static final int WINDOW_BITS = 4;

  boolean isInfinity() {
    return z.isZero();
  }

  Jacobian<F> twice() {
    F a = x.square();
    F b = y.square();
    F c = b.square();
    F d = x.plus(b).square().minus(a).minus(c).twice();
    F e = a.twice().plus(a);
    F x3 = e.square().minus(d.twice());
    F y3 = e.times(d.minus(x3)).minus(c.twice().twice().twice());
    return new Jacobian<>(x3, y3, y.times(z).twice());
  }

  Jacobian<F> plus(Jacobian<F> other) {
    if (isInfinity()) {
      return other;
    }
    if (other.isInfinity()) {
      return this;
    }
    F zz1 = z.square();
    F zz2 = other.z.square();
    F u1 = x.times(zz2);
    F u2 = other.x.times(zz1);
    F s1 = y.times(other.z).times(zz2);
    F s2 = other.y.times(z).times(zz1);
    F h = u2.minus(u1);
    F r = s2.minus(s1).twice();
    if (h.isZero()) {
      return r.isZero() ? twice() : new Jacobian<>(x, y, h);
    }
    F i = h.twice().square();
    F j = h.times(i);
    F v = u1.times(i);
    F x3 = r.square().minus(j).minus(v.twice());
    F y3 = r.times(v.minus(x3)).minus(s1.times(j).twice());
    F z3 = z.plus(other.z).square().minus(zz1).minus(zz2).times(h);
    return new Jacobian<>(x3, y3, z3);
  }

  Jacobian<F> times(BigInteger factor) {
    Jacobian<F>[] multiples = multiples();
    @Nullable Jacobian<F> sum = null;
    for (int shift = lastWindow(factor); shift >= 0; shift -= WINDOW_BITS) {
      sum = sum == null ? null : sum.twice().twice().twice().twice();
      Jacobian<F> term = multiples[window(factor, shift)];
      sum = sum == null ? term : sum.plus(term);
    }
    return sum == null ? multiples[0] : sum;
  }

  /** This point times 0 … 15. */
  Jacobian<F>[] multiples() {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Jacobian<F>[] multiples = new Jacobian[1 << WINDOW_BITS];
    multiples[0] = new Jacobian<>(x, y, z.minus(z));
    for (int i = 1; i < multiples.length; i++) {
      multiples[i] = i % 2 == 0 ? multiples[i / 2].twice() : multiples[i - 1].plus(this);
    }
    return multiples;
  }

  static int lastWindow(BigInteger factor) {
    return factor.bitLength() / WINDOW_BITS * WINDOW_BITS;
  }

  static int window(BigInteger factor, int shift) {
    return factor.shiftRight(shift).intValue() & ((1 << WINDOW_BITS) - 1);
  }
}
