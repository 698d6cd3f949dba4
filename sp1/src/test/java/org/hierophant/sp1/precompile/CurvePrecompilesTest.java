package org.hierophant.sp1.precompile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Results that SP1's executors gave; of most of them the SHA-256 of the result's bytes. */
class CurvePrecompilesTest {
  private static final String K1_X =
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
  private static final String K1_Y =
      "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
  private static final String R1_X =
      "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
  private static final String R1_Y =
      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
  private static final String BLS_X =
      "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c"
          + "6bb";
  private static final String BLS_Y =
      "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e"
          + "7e1";
  private static final String ED_X =
      "216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a";
  private static final String ED_Y =
      "6666666666666666666666666666666666666666666666666666666666666658";

  private static byte[] point(Curve curve, String x, String y) {
    return point(curve, new BigInteger(x, 16), new BigInteger(y, 16));
  }

  private static byte[] point(Curve curve, BigInteger x, BigInteger y) {
    int length = curve.coordinateBytes();
    byte[] bytes = Arrays.copyOf(Numbers.littleEndian(x, length), 2 * length);
    System.arraycopy(Numbers.littleEndian(y, length), 0, bytes, length, length);
    return bytes;
  }

  private static byte[] generator(Curve curve) {
    return switch (curve) {
      case SECP256K1 -> point(curve, K1_X, K1_Y);
      case SECP256R1 -> point(curve, R1_X, R1_Y);
      case BN254 -> point(curve, "1", "2");
      case BLS12381 -> point(curve, BLS_X, BLS_Y);
      case ED25519 -> point(curve, ED_X, ED_Y);
    };
  }

  private static BigInteger prime(Curve curve) {
    return switch (curve) {
      case SECP256K1 -> WeierstrassCurve.SECP256K1.p();
      case SECP256R1 -> WeierstrassCurve.SECP256R1.p();
      case BN254 -> WeierstrassCurve.BN254.p();
      case BLS12381 -> WeierstrassCurve.BLS12381.p();
      case ED25519 -> EdwardsCurve.P;
    };
  }

  private static byte[] negated(Curve curve) {
    byte[] generator = generator(curve);
    int length = curve.coordinateBytes();
    BigInteger y = Numbers.ofLittleEndian(generator, length, length);
    return point(curve, Numbers.ofLittleEndian(generator, 0, length), prime(curve).subtract(y));
  }

  private static String x(byte[] point) {
    return Numbers.ofLittleEndian(point, 0, point.length / 2).toString(16);
  }

  private static String hash(byte[] result) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(result));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SECP256K1, c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
    "SECP256R1, 7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978",
    "BN254, 30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3",
    "BLS12381, 572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5"
        + "529bf0f4e"
  })
  void theGeneratorIsDoubled(Curve curve, String expected) {
    for (Generation generation : Generation.values()) {
      assertThat(x(Precompiles.doublePoint(generation, curve, generator(curve))))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SECP256K1, eb231731c08a42537e7af8928f01961e65683c733635374f6804b162f21426e4",
    "SECP256R1, 4d51535e017aee8b3c7630c474f89ea3e0c33f68a8e5ba92a40359fef0e7c69f",
    "BN254, 6f35e7e607d658cf3923bdb303cf7a33991954f391956e21acaffab3d00dd9ec",
    "BLS12381, 0771db4769a39904b82c857e2489a173227b2c40bd202ca6d0e046134c0897ea"
  })
  void theGeneratorIsAddedToItsDouble(Curve curve, String expected) {
    for (Generation generation : Generation.values()) {
      byte[] twice = Precompiles.doublePoint(generation, curve, generator(curve));

      byte[] sum = Precompiles.addPoints(generation, curve, generator(curve), twice);

      assertThat(hash(sum)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SECP256K1, 485d38e8eb79d718eced62e7394e5ec39e8476c00814a204e340863ce7d2fc74",
    "SECP256R1, 2746308639f8af3df5884edb3d0b2f93dc56e9a5d9324cf57dfa658336272557",
    "BN254, f68a63073902dfc35182f4f39a89244fb7d885d27e8a2650d0f38f186196499f",
    "BLS12381, a87db95f122afb52cf68f3dd7aff9fea2080bc0803d08b44b7879a0843b6349b"
  })
  void aPointAndItsNegativeGiveWhatTheFormulaGives(Curve curve, String expected) {
    byte[] sum = Precompiles.addPoints(Generation.V5, curve, generator(curve), negated(curve));

    assertThat(hash(sum)).isEqualTo(expected);
    if (curve == Curve.SECP256K1) {
      assertThatThrownBy(
              () -> Precompiles.addPoints(Generation.V6, curve, generator(curve), negated(curve)))
          .isInstanceOf(PrecompileFault.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SECP256K1, a99e665aa9634f737d1a5ecb40822f4504c1912aca2c3cebe1d8356d8e444595",
    "SECP256R1, 2ed2a518c06ad7f4d42e1bce794d468d346f497c73bc0650d33cdc7aaebcc14b",
    "BN254, 4d698a4f009cd2f3a57fdeb4487d4c5eb23a9dc04a614c74d6fa9661a80da9b4",
    "BLS12381, 5dc4036ab4afee4ed44b251a5fd5271e5037bcf3523f2d68d00b78665489a316"
  })
  void pointsOffTheCurveAreDoubledExceptByV6sSecp256k1(Curve curve, String expected) {
    byte[] generator = generator(curve);
    int length = curve.coordinateBytes();
    byte[] off = point(curve, Numbers.ofLittleEndian(generator, 0, length), BigInteger.valueOf(5));

    assertThat(hash(Precompiles.doublePoint(Generation.V5, curve, off))).isEqualTo(expected);
    if (curve == Curve.SECP256K1) {
      assertThatThrownBy(() -> Precompiles.doublePoint(Generation.V6, curve, off))
          .isInstanceOf(PrecompileFault.class);
    } else {
      assertThat(hash(Precompiles.doublePoint(Generation.V6, curve, off))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
  void aPointIsNotAddedToItselfExceptByV6sSecp256k1(Curve curve) {
    byte[] generator = generator(curve);
    for (Generation generation : Generation.values()) {
      if (generation == Generation.V6 && curve == Curve.SECP256K1) {
        assertThat(hash(Precompiles.addPoints(generation, curve, generator, generator)))
            .isEqualTo("4f32d9a2d201c0ee10da8ea869ba6ab0e9cf4557a7438e5ff70f097cde9fe188");
      } else {
        assertThatThrownBy(() -> Precompiles.addPoints(generation, curve, generator, generator))
            .isInstanceOf(PrecompileFault.class);
      }
    }
  }

  @Test
  void doublingAPointWithoutYNegatesTwiceItsX() {
    BigInteger x = new BigInteger(R1_X, 16);
    byte[] flat = point(Curve.SECP256R1, x, BigInteger.ZERO);

    byte[] twice = Precompiles.doublePoint(Generation.V6, Curve.SECP256R1, flat);

    BigInteger expected = x.shiftLeft(1).negate().mod(prime(Curve.SECP256R1));
    assertThat(twice).isEqualTo(point(Curve.SECP256R1, expected, BigInteger.ZERO));
  }

  @Test
  void coordinatesFarBeyondThePrimeFaultWhereADifferenceIsNegative() {
    BigInteger p = prime(Curve.BN254);
    byte[] zero = new byte[64];
    byte[] one = point(Curve.BN254, p.add(BigInteger.ONE), p);
    byte[] far = point(Curve.BN254, p, p.shiftLeft(1));

    assertThatThrownBy(() -> Precompiles.addPoints(Generation.V5, Curve.BN254, far, zero))
        .isInstanceOf(PrecompileFault.class);
    assertThat(Precompiles.addPoints(Generation.V5, Curve.BN254, zero, one))
        .isEqualTo(point(Curve.BN254, p.subtract(BigInteger.ONE), BigInteger.ZERO));
  }

  @Test
  void edwardsPointsAreAddedEqualOnesToo() {
    byte[] base = generator(Curve.ED25519);
    for (Generation generation : Generation.values()) {
      byte[] twice = Precompiles.addPoints(generation, Curve.ED25519, base, base);
      byte[] thrice = Precompiles.addPoints(generation, Curve.ED25519, base, twice);

      assertThat(hash(twice))
          .isEqualTo("e2f926c0dd52873e20b4514f000577c2deb21253f1864efb6bc0915894a8d480");
      assertThat(hash(thrice))
          .isEqualTo("30be629dc008469a3b9101d41b2127304f5aa2b8255f9ad8d769dfc6f3825c20");
    }
  }

  @Test
  void offTheEdwardsCurveV5ComputesAndV6TakesTheParityOfX() {
    byte[] base = generator(Curve.ED25519);
    byte[] off = point(Curve.ED25519, "3", "5");
    byte[] twice = Precompiles.addPoints(Generation.V5, Curve.ED25519, base, base);

    byte[] five = Precompiles.addPoints(Generation.V5, Curve.ED25519, off, twice);
    byte[] six = Precompiles.addPoints(Generation.V6, Curve.ED25519, off, twice);

    assertThat(hash(five))
        .isEqualTo("d253f1ae1597431e55238890e9d684443fe35722149f169c33711859f56ea9f1");
    assertThat(hash(six))
        .isEqualTo("33f6afa31eef9f771e03b7db11ffe8abdd409a3877946b322613be131bf0c32e");
  }

  /** v6 reads y without its highest bit, which makes x odd, and reduces the rest. */
  @Test
  void v6TakesAnyBytesForAnEdwardsYThatHasAPoint() {
    byte[] base = generator(Curve.ED25519);
    byte[] neutral = point(Curve.ED25519, BigInteger.ZERO, EdwardsCurve.P.add(BigInteger.ONE));
    byte[] negated = generator(Curve.ED25519);
    negated[63] |= (byte) 0x80;
    byte[] none = point(Curve.ED25519, BigInteger.ZERO, BigInteger.TWO);

    assertThat(Precompiles.addPoints(Generation.V6, Curve.ED25519, base, neutral)).isEqualTo(base);
    assertThat(Precompiles.addPoints(Generation.V6, Curve.ED25519, base, negated))
        .isEqualTo(point(Curve.ED25519, BigInteger.ZERO, BigInteger.ONE));
    assertThatThrownBy(() -> Precompiles.addPoints(Generation.V6, Curve.ED25519, base, none))
        .isInstanceOf(PrecompileFault.class);
  }

  @Test
  void edwardsDecompressionReducesYAndRefusesWhatIsNoPoint() {
    byte[] two = Numbers.littleEndian(BigInteger.TWO, 32);
    byte[] aboveP = Numbers.littleEndian(EdwardsCurve.P.add(BigInteger.ONE), 32);
    byte[] y = Numbers.littleEndian(new BigInteger(ED_Y, 16), 32);
    BigInteger x = new BigInteger(ED_X, 16);

    assertThatThrownBy(() -> Precompiles.decompressEdwards(two, false))
        .isInstanceOf(PrecompileFault.class);
    assertThat(Precompiles.decompressEdwards(aboveP, true)).isEqualTo(new byte[32]);
    assertThat(Precompiles.decompressEdwards(y, false)).isEqualTo(Numbers.littleEndian(x, 32));
    assertThat(Precompiles.decompressEdwards(y, true))
        .isEqualTo(Numbers.littleEndian(EdwardsCurve.P.subtract(x), 32));
  }

  @Test
  void pointsAreDecompressedByParityOrBySize() {
    byte[] k1 = Numbers.littleEndian(new BigInteger(K1_X, 16), 32);
    byte[] r1 = Numbers.littleEndian(new BigInteger(R1_X, 16), 32);
    byte[] bls = Numbers.littleEndian(new BigInteger(BLS_X, 16), 48);
    byte[] k1Y = Numbers.littleEndian(new BigInteger(K1_Y, 16), 32);
    byte[] r1Y = Numbers.littleEndian(new BigInteger(R1_Y, 16), 32);
    byte[] blsY = Numbers.littleEndian(new BigInteger(BLS_Y, 16), 48);

    assertThat(Precompiles.decompressPoint(Curve.SECP256K1, k1, false)).isEqualTo(k1Y);
    assertThat(Precompiles.decompressPoint(Curve.SECP256R1, r1, true)).isEqualTo(r1Y);
    assertThat(Precompiles.decompressPoint(Curve.BLS12381, bls, false)).isEqualTo(blsY);
    assertThat(Precompiles.decompressPoint(Curve.BLS12381, new byte[48], false))
        .isEqualTo(Numbers.littleEndian(BigInteger.TWO, 48));
    assertThatThrownBy(
            () ->
                Precompiles.decompressPoint(
                    Curve.SECP256K1,
                    Numbers.littleEndian(prime(Curve.SECP256K1).add(BigInteger.ONE), 32),
                    false))
        .isInstanceOf(PrecompileFault.class);
  }

  @Test
  void theHighestBitsOfABlsXAreFlags() {
    BigInteger x = new BigInteger(BLS_X, 16);
    byte[] larger = Precompiles.decompressPoint(Curve.BLS12381, Numbers.littleEndian(x, 48), true);

    assertThat(
            Precompiles.decompressPoint(
                Curve.BLS12381, Numbers.littleEndian(x.setBit(383), 48), true))
        .isEqualTo(larger);
    assertThat(
            Precompiles.decompressPoint(
                Curve.BLS12381, Numbers.littleEndian(x.setBit(381), 48), false))
        .isEqualTo(larger);
    assertThatThrownBy(
            () ->
                Precompiles.decompressPoint(
                    Curve.BLS12381, Numbers.littleEndian(x.setBit(382), 48), false))
        .isInstanceOf(PrecompileFault.class);
  }
}
