package org.hierophant.sp1.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors: sp1 v6.4.0 {@code zkevm/examples/fixtures/data/eip196}, EIP-196, EIP-197. */
class PointsTest {
  @ParameterizedTest
  @CsvSource({
    "2, 030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3,"
        + " 15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4",
    "3, 0769bf9ac56bea3ff40232bcb1b6bd159315d84715b8e679f2d355961915abf0,"
        + " 2ab799bee0489429554fdb7c8d086475319e63b40b9c5b57cdf1ff3dd9fe2261",
  })
  void multiplesOfTheGeneratorAreThoseOfEthereum(long factor, String x, String y) {
    assertThat(HexFormat.of().formatHex(Points.G1.times(Scalar.of(factor)).toByteArray()))
        .isEqualTo(x + y);
  }

  @Test
  void groupLawsHold() {
    Scalar s = Scalar.of(0x1234_5678_9abc_def0L);
    Scalar last = Scalar.ONE.negate();

    assertThat(Points.G1.times(s).plus(Points.G1.times(s.negate()))).isEqualTo(G1Point.INFINITY);
    assertThat(Points.G1.times(last)).isEqualTo(Points.G1.negate());
    assertThat(Points.G1.times(s).plus(Points.G1)).isEqualTo(Points.G1.times(s.plus(Scalar.ONE)));
    assertThat(Points.G1.plus(Points.G1)).isEqualTo(Points.G1.times(Scalar.of(2)));
    assertThat(Points.G1.plus(G1Point.INFINITY)).isEqualTo(Points.G1);
    assertThat(G1Point.INFINITY.times(s)).isEqualTo(G1Point.INFINITY);
    assertThat(Points.G1.times(Scalar.ZERO)).isEqualTo(G1Point.INFINITY);
    assertThat(Points.G2.times(s).plus(Points.G2)).isEqualTo(Points.G2.times(s.plus(Scalar.ONE)));
    assertThat(Points.G2.times(last)).isEqualTo(Points.G2.negate());
  }

  @Test
  void combinationIsTheSumOfTheMultiples() {
    G1Point second = Points.G1.times(Scalar.of(7));
    Scalar a = Scalar.of(-3);
    Scalar b = Scalar.of(Long.MAX_VALUE);

    G1Point sum = G1Point.combine(List.of(Points.G1, second, G1Point.INFINITY), List.of(a, b, b));

    assertThat(sum).isEqualTo(Points.G1.times(a).plus(second.times(b)));
    assertThat(G1Point.combine(List.of(Points.G1, Points.G1), List.of(a, a.negate())))
        .isEqualTo(G1Point.INFINITY);
  }

  @Test
  void encodingsAreReadBack() throws PointException {
    for (int i = 1; i < 6; i++) {
      G1Point g1 = Points.G1.times(Scalar.of(i));
      G2Point g2 = Points.G2.times(Scalar.of(i));

      assertThat(G1Point.parse(g1.toByteArray(), 0)).isEqualTo(g1);
      assertThat(G2Point.parse(g2.toByteArray(), 0)).isEqualTo(g2);
      assertThat(G1Point.parseCompressed(compressed(g1.toByteArray(), g1.y().isLarger()), 0))
          .isEqualTo(g1);
      assertThat(G2Point.parseCompressed(compressed(g2.toByteArray(), g2.y().isLarger()), 0))
          .isEqualTo(g2);
      assertThat(g1.y().isLarger()).isNotEqualTo(g1.negate().y().isLarger());
      assertThat(g2.y().isLarger()).isNotEqualTo(g2.negate().y().isLarger());
    }
  }

  @Test
  void infinityIsReadInBothForms() throws PointException {
    byte[] compressed = new byte[64];
    compressed[0] = 0x40;

    assertThat(G1Point.parse(new byte[64], 0)).isEqualTo(G1Point.INFINITY);
    assertThat(G2Point.parse(new byte[128], 0)).isEqualTo(G2Point.INFINITY);
    assertThat(G1Point.parseCompressed(compressed, 0)).isEqualTo(G1Point.INFINITY);
    assertThat(G2Point.parseCompressed(compressed, 0)).isEqualTo(G2Point.INFINITY);
    assertThat(G1Point.INFINITY.toByteArray()).isEqualTo(new byte[64]);
  }

  @Test
  void coordinatesThatAreNotBelowTheModulusAreRefused() {
    byte[] g1 = Points.G1.toByteArray();
    add(Fp.MODULUS, g1, 0);
    byte[] g2 = Points.G2.toByteArray();
    add(Fp.MODULUS, g2, 96);

    assertThatThrownBy(() -> G1Point.parse(g1, 0)).hasMessageContaining("modulus");
    assertThatThrownBy(() -> G2Point.parse(g2, 0)).hasMessageContaining("modulus");
  }

  @Test
  void pointsBesideTheCurveAreRefused() {
    byte[] g1 = Points.G1.toByteArray();
    g1[63]++;
    byte[] g2 = Points.G2.toByteArray();
    g2[127]++;

    assertThatThrownBy(() -> G1Point.parse(g1, 0)).hasMessageContaining("not on the curve");
    assertThatThrownBy(() -> G2Point.parse(g2, 0)).hasMessageContaining("not on the curve");
  }

  @Test
  void pointsOfTheCurveBesideTheGroupAreRefused() {
    G2Point outside = firstPoint();

    assertThatThrownBy(() -> G2Point.parse(outside.toByteArray(), 0))
        .hasMessageContaining("not in the group");
    assertThatThrownBy(
            () ->
                G2Point.parseCompressed(
                    compressed(outside.toByteArray(), outside.y().isLarger()), 0))
        .hasMessageContaining("not in the group");
  }

  /**
   * Of the curve of the second group, the one with the smallest real x; one in p is in the group.
   */
  private static G2Point firstPoint() {
    for (int i = 1; ; i++) {
      Fp2 x = new Fp2(Fp.of(i), Fp.ZERO);
      Optional<Fp2> y = x.square().times(x).plus(G2Point.B).root();
      if (y.isPresent()) {
        return new G2Point(x, y.get());
      }
    }
  }

  @Test
  void flagsThatMeanNothingAreRefused() {
    byte[] plain = new byte[32];
    byte[] infinity = new byte[32];
    infinity[0] = 0x40;
    infinity[31] = 1;
    byte[] noPoint = new byte[32];
    noPoint[0] = (byte) 0x80;
    noPoint[31] = 4; // 4³ + 3 has no root
    byte[] large = compressed(Fp.MODULUS.toByteArray(), false);

    assertThatThrownBy(() -> G1Point.parseCompressed(plain, 0)).hasMessageContaining("compressed");
    assertThatThrownBy(() -> G1Point.parseCompressed(infinity, 0)).hasMessageContaining("infinity");
    assertThat(Fp.of(67).root()).isEmpty();
    assertThatThrownBy(() -> G1Point.parseCompressed(noPoint, 0)).hasMessageContaining("no point");
    assertThatThrownBy(() -> G1Point.parseCompressed(large, 0)).hasMessageContaining("modulus");
  }

  @Test
  void scalarsAreReadOnlyBelowTheOrder() throws PointException {
    byte[] last = Scalar.ONE.negate().toByteArray();
    byte[] order = Scalar.ORDER.toByteArray();

    assertThat(Scalar.parse(last, 0)).isEqualTo(Scalar.ONE.negate());
    assertThatThrownBy(() -> Scalar.parse(order, 0)).isInstanceOf(PointException.class);
  }

  private static byte[] compressed(byte[] coordinates, boolean larger) {
    byte[] bytes = java.util.Arrays.copyOf(coordinates, Math.max(32, coordinates.length / 2));
    bytes[0] |= (byte) (larger ? 0xc0 : 0x80);
    return bytes;
  }

  private static void add(BigInteger number, byte[] bytes, int offset) {
    byte[] sum = new BigInteger(1, bytes, offset, 32).add(number).toByteArray();
    System.arraycopy(sum, 0, bytes, offset + 32 - sum.length, sum.length);
  }
}
