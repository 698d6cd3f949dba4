package org.hierophant.sp1.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private static final BigInteger P = Fp.MODULUS;

  private final Random random = new Random(254);

  @Test
  void baseFieldComputesAsNumbersDo() {
    for (int i = 0; i < 2_000; i++) {
      BigInteger x = number();
      BigInteger y = number();
      Fp a = Fp.of(x);
      Fp b = Fp.of(y);

      assertThat(a.toBigInteger()).isEqualTo(x);
      assertThat(a.plus(b).toBigInteger()).isEqualTo(x.add(y).mod(P));
      assertThat(a.minus(b).toBigInteger()).isEqualTo(x.subtract(y).mod(P));
      assertThat(a.times(b).toBigInteger()).isEqualTo(x.multiply(y).mod(P));
      assertThat(a.negate().toBigInteger()).isEqualTo(x.negate().mod(P));
    }
  }

  @Test
  void inversesAndRootsUndo() {
    for (int i = 0; i < 20; i++) {
      Fp a = Fp.of(number().max(BigInteger.ONE));
      Fp2 b = new Fp2(a, Fp.of(number()));
      Fp12 c = element();

      assertThat(a.times(a.inverse())).isEqualTo(Fp.ONE);
      assertThat(b.times(b.inverse())).isEqualTo(Fp2.ONE);
      assertThat(c.times(c.inverse())).isEqualTo(Fp12.ONE);
      assertThat(a.square().root())
          .hasValueSatisfying(root -> assertThat(root).isIn(a, a.negate()));
      assertThat(b.square().root())
          .hasValueSatisfying(root -> assertThat(root).isIn(b, b.negate()));
    }
  }

  @Test
  void elementsWithoutRootHaveNone() {
    assertThat(Fp.ONE.negate().root()).isEmpty();
    assertThat(Fp2.XI.root()).isEmpty();
    assertThat(new Fp2(Fp.ONE.negate(), Fp.ZERO).root()).isPresent();
  }

  @Test
  void frobeniusIsThePowerOfTheModulus() {
    Fp12 element = element();

    assertThat(element.frobenius()).isEqualTo(element.power(P));
  }

  @Test
  void shortcutsComputeWhatProductsDo() {
    Fp12 element = element();
    Fp2 x = element.a().a();
    Fp2 y = element.b().b();
    Fp2 z = element.b().c();
    Fp12 line = new Fp12(new Fp6(x, Fp2.ZERO, Fp2.ZERO), new Fp6(y, z, Fp2.ZERO));

    assertThat(element.square()).isEqualTo(element.times(element));
    assertThat(element.timesLine(x, y, z)).isEqualTo(element.times(line));
    assertThat(x.timesXi()).isEqualTo(x.times(Fp2.XI));
  }

  private Fp12 element() {
    return new Fp12(new Fp6(pair(), pair(), pair()), new Fp6(pair(), pair(), pair()));
  }

  private Fp2 pair() {
    return new Fp2(Fp.of(number()), Fp.of(number()));
  }

  /** Often one whose limbs are all ones or zeros, where carries are. */
  private BigInteger number() {
    BigInteger number = new BigInteger(254, random);
    return switch (random.nextInt(4)) {
      case 0 -> P.subtract(BigInteger.valueOf(1 + random.nextInt(3)));
      case 1 ->
          number
              .or(BigInteger.ONE.shiftLeft(64 * (1 + random.nextInt(3))).subtract(BigInteger.ONE))
              .mod(P);
      case 2 -> number.shiftRight(64 * random.nextInt(4)).mod(P);
      default -> number.mod(P);
    };
  }
}
