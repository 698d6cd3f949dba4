package org.hierophant.sp1.precompile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Field elements, integers and the permutation against numbers of unlimited size. */
class NumberPrecompilesTest {
  @ParameterizedTest
  @EnumSource
  void fieldOperationsReduceTheirOperandsAndTheirResult(FieldOp op) {
    boolean bls = op.name().startsWith("BLS");
    BigInteger p = bls ? WeierstrassCurve.BLS12381.p() : WeierstrassCurve.BN254.p();
    int length = bls ? 48 : 32;
    int components = op.operandBytes() / length;
    BigInteger[] values = {
      BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p, p.add(BigInteger.TWO)
    };
    for (BigInteger a : values) {
      for (BigInteger b : values) {
        byte[] left = repeated(a, length, components);
        byte[] right = repeated(b, length, components);
        boolean negative =
            components == 2 && op.name().endsWith("SUB") && a.add(p).compareTo(b) < 0;
        if (negative) {
          assertThatThrownBy(() -> Precompiles.field(op, left, right))
              .isInstanceOf(PrecompileFault.class);
        } else {
          byte[] result = Precompiles.field(op, left, right);

          assertThat(Numbers.ofLittleEndian(result, 0, length))
              .isEqualTo(first(op, components, a, b).mod(p));
          if (components == 2) {
            assertThat(Numbers.ofLittleEndian(result, length, length))
                .isEqualTo(second(op, a, b).mod(p));
          }
        }
      }
    }
  }

  private static byte[] repeated(BigInteger value, int length, int times) {
    byte[] one = Numbers.littleEndian(value, length);
    byte[] all = Arrays.copyOf(one, length * times);
    if (times == 2) {
      System.arraycopy(one, 0, all, length, length);
    }
    return all;
  }

  /** The real part; a·b − a·b of equal components. */
  private static BigInteger first(FieldOp op, int components, BigInteger a, BigInteger b) {
    if (op.name().endsWith("MUL")) {
      return components == 2 ? BigInteger.ZERO : a.multiply(b);
    }
    return op.name().endsWith("ADD") ? a.add(b) : a.subtract(b);
  }

  private static BigInteger second(FieldOp op, BigInteger a, BigInteger b) {
    return op.name().endsWith("MUL") ? a.multiply(b).shiftLeft(1) : first(op, 1, a, b);
  }

  @Test
  void extensionElementsAreMultipliedAsComplexNumbers() {
    byte[] a = numbers(32, 2, 3);
    byte[] b = numbers(32, 5, 7);

    byte[] product = Precompiles.field(FieldOp.BN254_FP2_MUL, a, b);

    assertThat(Numbers.ofLittleEndian(product, 0, 32))
        .isEqualTo(BigInteger.valueOf(2 * 5 - 3 * 7).mod(WeierstrassCurve.BN254.p()));
    assertThat(Numbers.ofLittleEndian(product, 32, 32))
        .isEqualTo(BigInteger.valueOf(2 * 7 + 3 * 5));
  }

  private static byte[] numbers(int length, long first, long second) {
    byte[] both =
        Arrays.copyOf(Numbers.littleEndian(BigInteger.valueOf(first), length), 2 * length);
    System.arraycopy(
        Numbers.littleEndian(BigInteger.valueOf(second), length), 0, both, length, length);
    return both;
  }

  @Test
  void integersAreMultipliedModuloZeroOneAndAnythingElse() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    byte[] seven = Numbers.littleEndian(BigInteger.valueOf(7), 32);
    byte[] one = Numbers.littleEndian(BigInteger.ONE, 32);

    assertThat(Precompiles.multiplyModulo(ones, seven, new byte[32]))
        .isEqualTo(Numbers.littleEndian(BigInteger.valueOf(-7).mod(Numbers.TWO_POW_256), 32));
    assertThat(Precompiles.multiplyModulo(ones, seven, one)).isEqualTo(new byte[32]);
    assertThat(Precompiles.multiplyModulo(seven, seven, Numbers.littleEndian(BigInteger.TEN, 32)))
        .isEqualTo(Numbers.littleEndian(BigInteger.valueOf(9), 32));
  }

  @Test
  void carriesGoIntoTheUpperHalf() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    BigInteger most = Numbers.TWO_POW_256.subtract(BigInteger.ONE);

    assertThat(Precompiles.addCarry(ones, ones, ones))
        .isEqualTo(Numbers.littleEndian(most.multiply(BigInteger.valueOf(3)), 64));
    assertThat(Precompiles.multiplyCarry(ones, ones, ones))
        .isEqualTo(Numbers.littleEndian(most.multiply(most).add(most), 64));
  }

  @Test
  void theWideProductHas288Bytes() {
    byte[] a = new byte[32];
    byte[] b = new byte[256];
    Arrays.fill(a, (byte) 0xff);
    Arrays.fill(b, (byte) 0xff);

    byte[] product = Precompiles.multiplyWide(a, b);

    BigInteger expected = Numbers.ofLittleEndian(a).multiply(Numbers.ofLittleEndian(b));
    assertThat(product).hasSize(288);
    assertThat(Numbers.ofLittleEndian(product)).isEqualTo(expected);
  }

  @Test
  void poseidon2TakesAnyWords() {
    int[] zeros = new int[16];
    int[] small = new int[16];
    int[] large = new int[16];
    for (int i = 0; i < 16; i++) {
      small[i] = i;
      large[i] = i + 0x7f00_0001;
    }

    Precompiles.poseidon2(zeros);
    Precompiles.poseidon2(small);
    Precompiles.poseidon2(large);

    assertThat(Integer.reverseBytes(zeros[0])).isEqualTo(0x6c84ad08);
    assertThat(Integer.reverseBytes(small[0])).isEqualTo(0xf02b4c3d);
    assertThat(large).isEqualTo(small);
  }
}
