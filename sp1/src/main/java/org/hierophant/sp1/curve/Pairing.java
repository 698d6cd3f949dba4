package org.hierophant.sp1.curve;

import java.math.BigInteger;
import java.util.List;

/**
 * The optimal ate pairing of BN254.
 *
 * <p><b>Source.</b> Vercauteren, "Optimal Pairings"; the last power after Fuentes-Castañeda, Knapp
 * and Rodríguez-Henríquez, "Faster Hashing to G2", which gives a fixed power of the usual pairing:
 * as good for every comparison, and what gnark and the Ethereum clients compute.
 */
public final class Pairing {
  private Pairing() {}

  /** The two points of one pairing. */
  public record Pair(G1Point first, G2Lines second) {
    /** With a point that is used once. */
    public Pair(G1Point first, G2Point second) {
      this(first, G2Lines.of(second));
    }
  }

  /** The product of the pairings, cheaper than one by one. */
  public static Gt product(List<Pair> pairs) {
    return new Gt(lastPower(loop(pairs)));
  }

  /** The pairing of two points. */
  public static Gt of(G1Point first, G2Point second) {
    return product(List.of(new Pair(first, second)));
  }

  /** The product before the last power. */
  static Fp12 loop(List<Pair> pairs) {
    List<Pair> terms =
        pairs.stream()
            .filter(pair -> !pair.first().isInfinity() && !pair.second().lines().isEmpty())
            .toList();
    Fp12 value = Fp12.ONE;
    int line = 0;
    for (int i = G2Lines.LOOP.length - 2; i >= 0; i--) {
      value = timesLines(value.square(), terms, line++);
      if (G2Lines.LOOP[i] != 0) {
        value = timesLines(value, terms, line++);
      }
    }
    value = timesLines(value, terms, line++);
    return timesLines(value, terms, line);
  }

  private static Fp12 timesLines(Fp12 value, List<Pair> terms, int index) {
    Fp12 product = value;
    for (Pair term : terms) {
      G2Lines.Line line = term.second().lines().get(index);
      G1Point point = term.first();
      product = product.timesLine(line.x().times(point.y()), line.y().times(point.x()), line.z());
    }
    return product;
  }

  /** The power that maps what differs only by the choice of lines to one value. */
  static Fp12 lastPower(Fp12 value) {
    Fp12 f = value.conjugate().times(value.inverse());
    Fp12 r = f.frobenius().frobenius().times(f);
    Fp12 y0 = powerOfParameter(r);
    Fp12 y1 = y0.square();
    Fp12 y3 = y1.square().times(y1);
    Fp12 y4 = powerOfParameter(y3);
    Fp12 y6 = powerOfParameter(y4.square());
    y3 = y3.conjugate();
    y6 = y6.conjugate();
    Fp12 y8 = y6.times(y4).times(y3);
    Fp12 y9 = y8.times(y1);
    Fp12 y11 = y8.times(y4).times(r);
    Fp12 y13 = y9.frobenius().times(y11);
    Fp12 y14 = y8.frobenius().frobenius().times(y13);
    Fp12 y15 = r.conjugate().times(y9).frobenius().frobenius().frobenius();
    return y15.times(y14);
  }

  /** The power of minus the parameter, of a value whose conjugate is its inverse. */
  private static Fp12 powerOfParameter(Fp12 value) {
    BigInteger parameter = G2Lines.PARAMETER;
    return value.power(parameter).conjugate();
  }
}
