package org.hierophant.sp1.curve;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a pairing's loop through one point of the second group: made once for a point that
 * many pairings share, such as those of a verifying key. Immutable.
 *
 * <p><b>Source.</b> Homogeneous projective formulas of Costello, Lange and Naehrig, "Faster Pairing
 * Computations on Curves with High-Degree Twists", section 5, with the twist of BN254.
 */
public final class G2Lines {
  /** BN254's parameter x, from which its moduli derive. */
  static final BigInteger PARAMETER = new BigInteger("4965661367192848881");

  /** 6x + 2, the length of the optimal ate pairing's loop, in signed binary, lowest digit first. */
  static final int[] LOOP =
      signedDigits(PARAMETER.multiply(BigInteger.valueOf(6)).add(BigInteger.TWO));

  /** A line: at a point of the first group it has the value {@code x·y₁ + (y·x₁ + z·v)·w}. */
  record Line(Fp2 x, Fp2 y, Fp2 z) {}

  private final List<Line> lines; // empty for the point at infinity

  private G2Lines(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** The lines through a point. */
  public static G2Lines of(G2Point point) {
    return new G2Lines(point.isInfinity() ? List.of() : new Walk(point).lines());
  }

  List<Line> lines() {
    return lines;
  }

  private static int[] signedDigits(BigInteger value) {
    List<Integer> digits = new ArrayList<>();
    BigInteger rest = value;
    while (rest.signum() != 0) {
      int digit = rest.testBit(0) ? 2 - (rest.intValue() & 3) : 0;
      digits.add(digit);
      rest = rest.subtract(BigInteger.valueOf(digit)).shiftRight(1);
    }
    return digits.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The multiple of the point that the loop has reached, in homogeneous coordinates. */
  private static final class Walk {
    private final G2Point start;
    private final List<Line> passed = new ArrayList<>();
    private Fp2 x;
    private Fp2 y;
    private Fp2 z = Fp2.ONE;

    Walk(G2Point start) {
      this.start = start;
      x = start.x();
      y = start.y();
    }

    List<Line> lines() {
      G2Point negated = start.negate();
      for (int i = LOOP.length - 2; i >= 0; i--) {
        twice();
        switch (LOOP[i]) {
          case 1 -> add(start);
          case -1 -> add(negated);
          default -> {}
        }
      }
      G2Point first = start.frobenius();
      add(first);
      add(first.frobenius().negate());
      return passed;
    }

    private void twice() {
      Fp2 a = x.times(y).times(Fp.ONE_HALF);
      Fp2 b = y.square();
      Fp2 c = z.square();
      Fp2 e = G2Point.B.times(c.twice().plus(c));
      Fp2 f = e.twice().plus(e);
      Fp2 g = b.plus(f).times(Fp.ONE_HALF);
      Fp2 h = y.plus(z).square().minus(b.plus(c));
      Fp2 i = e.minus(b);
      Fp2 j = x.square();
      Fp2 ee = e.square();
      x = a.times(b.minus(f));
      y = g.square().minus(ee.twice().plus(ee));
      z = b.times(h);
      passed.add(new Line(h.negate(), j.twice().plus(j), i));
    }

    private void add(G2Point point) {
      Fp2 theta = y.minus(point.y().times(z));
      Fp2 lambda = x.minus(point.x().times(z));
      Fp2 c = theta.square();
      Fp2 d = lambda.square();
      Fp2 e = lambda.times(d);
      Fp2 f = z.times(c);
      Fp2 g = x.times(d);
      Fp2 h = e.plus(f).minus(g.twice());
      x = lambda.times(h);
      y = theta.times(g.minus(h)).minus(e.times(y));
      z = z.times(e);
      Fp2 j = theta.times(point.x()).minus(lambda.times(point.y()));
      passed.add(new Line(lambda, theta.negate(), j));
    }
  }
}
