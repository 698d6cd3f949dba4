package org.hierophant.sp1.curve;

import java.math.BigInteger;
import java.util.Optional;

/** Element {@code a + b·u} of the quadratic extension of the base field, where {@code u² = -1}. */
record Fp2(Fp a, Fp b) implements FieldElement<Fp2> {
  static final Fp2 ZERO = new Fp2(Fp.ZERO, Fp.ZERO);
  static final Fp2 ONE = new Fp2(Fp.ONE, Fp.ZERO);

  /** {@code 9 + u}, which has neither square nor cubic roots; the towers stand on it. */
  static final Fp2 XI = new Fp2(Fp.of(9), Fp.ONE);

  @Override
  public Fp2 plus(Fp2 other) {
    return new Fp2(a.plus(other.a), b.plus(other.b));
  }

  @Override
  public Fp2 minus(Fp2 other) {
    return new Fp2(a.minus(other.a), b.minus(other.b));
  }

  @Override
  public Fp2 negate() {
    return new Fp2(a.negate(), b.negate());
  }

  @Override
  public Fp2 times(Fp2 other) {
    Fp aa = a.times(other.a);
    Fp bb = b.times(other.b);
    Fp cross = a.plus(b).times(other.a.plus(other.b));
    return new Fp2(aa.minus(bb), cross.minus(aa).minus(bb));
  }

  Fp2 times(Fp scalar) {
    return new Fp2(a.times(scalar), b.times(scalar));
  }

  @Override
  public Fp2 square() {
    return new Fp2(a.plus(b).times(a.minus(b)), a.times(b).twice());
  }

  /** This times {@link #XI}. */
  Fp2 timesXi() {
    return new Fp2(nine(a).minus(b), nine(b).plus(a));
  }

  private static Fp nine(Fp x) {
    return x.twice().twice().twice().plus(x);
  }

  Fp2 conjugate() {
    return new Fp2(a, b.negate());
  }

  @Override
  public Fp2 inverse() {
    Fp norm = a.square().plus(b.square()).inverse();
    return new Fp2(a.times(norm), b.negate().times(norm));
  }

  @Override
  public boolean isZero() {
    return a.isZero() && b.isZero();
  }

  Fp2 power(BigInteger exponent) {
    Fp2 result = ONE;
    for (int i = exponent.bitLength() - 1; i >= 0; i--) {
      result = result.square();
      if (exponent.testBit(i)) {
        result = result.times(this);
      }
    }
    return result;
  }

  /** A square root, if there is one. */
  Optional<Fp2> root() {
    if (b.isZero()) {
      return a.root()
          .map(root -> new Fp2(root, Fp.ZERO))
          .or(() -> a.negate().root().map(root -> new Fp2(Fp.ZERO, root)));
    }
    return a.square().plus(b.square()).root().flatMap(this::rootByNorm);
  }

  private Optional<Fp2> rootByNorm(Fp norm) {
    return a.plus(norm)
        .times(Fp.ONE_HALF)
        .root()
        .or(() -> a.minus(norm).times(Fp.ONE_HALF).root())
        .map(real -> new Fp2(real, b.times(real.twice().inverse())))
        .filter(root -> root.square().equals(this));
  }

  /** gnark's "lexicographically largest": the imaginary part decides, unless it is zero. */
  boolean isLarger() {
    return b.isZero() ? a.isLarger() : b.isLarger();
  }
}
