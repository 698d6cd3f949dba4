package org.hierophant.sp1.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first two products are those of EIP-197's tests. */
class PairingTest {
  private static final Gt BASE = Pairing.of(Points.G1, Points.G2);

  @Test
  void productWithTheInverseIsOne() {
    Gt product =
        Pairing.product(
            List.of(
                new Pairing.Pair(Points.G1, Points.G2),
                new Pairing.Pair(Points.G1.negate(), Points.G2)));

    assertThat(product).isEqualTo(Gt.ONE);
  }

  @Test
  void pairingOfTheGeneratorsIsNotOneAndHasTheGroupsOrder() {
    assertThat(BASE).isNotEqualTo(Gt.ONE);
    assertThat(BASE.power(Scalar.ONE.negate()).times(BASE)).isEqualTo(Gt.ONE);
  }

  @Test
  void factorsOfEitherPointAreExponents() {
    Scalar a = Scalar.of(-123_456_789);
    Scalar b = Scalar.of(987_654_321_987_654_321L);

    Gt pairing = Pairing.of(Points.G1.times(a), Points.G2.times(b));

    assertThat(pairing).isEqualTo(BASE.power(a.times(b)));
    assertThat(pairing).isEqualTo(Pairing.of(Points.G1.times(b), Points.G2.times(a)));
  }

  @Test
  void pairingIsAdditive() {
    G2Point other = Points.G2.times(Scalar.of(5));

    assertThat(Pairing.of(Points.G1, Points.G2.plus(other)))
        .isEqualTo(BASE.times(Pairing.of(Points.G1, other)));
  }

  @Test
  void pairingWithInfinityIsOne() {
    assertThat(Pairing.of(G1Point.INFINITY, Points.G2)).isEqualTo(Gt.ONE);
    assertThat(Pairing.of(Points.G1, G2Point.INFINITY)).isEqualTo(Gt.ONE);
    assertThat(Pairing.product(List.of())).isEqualTo(Gt.ONE);
  }

  @Test
  void lastPowerIsAPowerOfTheWholeExponentThatKeepsTheGroup() {
    Fp12 loop = Pairing.loop(List.of(new Pairing.Pair(Points.G1, Points.G2)));
    BigInteger exponent = Fp.MODULUS.pow(12).subtract(BigInteger.ONE).divide(Scalar.ORDER);

    Gt plain = new Gt(loop.power(exponent));

    // the shorter chain gives the plain pairing to the power 2x(6x² + 3x + 1)
    BigInteger x = G2Lines.PARAMETER;
    BigInteger three = BigInteger.valueOf(3);
    BigInteger six = BigInteger.valueOf(6);
    BigInteger factor =
        x.shiftLeft(1)
            .multiply(six.multiply(x).multiply(x).add(three.multiply(x)).add(BigInteger.ONE));
    assertThat(BASE).isEqualTo(plain.power(new Scalar(factor.mod(Scalar.ORDER))));
  }
}
