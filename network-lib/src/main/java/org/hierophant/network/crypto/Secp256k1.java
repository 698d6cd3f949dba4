package org.hierophant.network.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.FixedPointUtil;
import org.bouncycastle.util.BigIntegers;
import org.hierophant.network.domain.Address;

/** The curve, its group order, and how an address follows from a public key. */
final class Secp256k1 {
  static final int SCALAR_BYTES = 32;

  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  static final ECCurve CURVE = PARAMETERS.getCurve();
  static final ECPoint GENERATOR = PARAMETERS.getG();
  static final BigInteger ORDER = PARAMETERS.getN();
  static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

  private static final FixedPointCombMultiplier COMB = new FixedPointCombMultiplier();

  static {
    FixedPointUtil.precompute(GENERATOR);
  }

  private Secp256k1() {}

  /** {@code scalar} times the generator, from the precomputed table. */
  static ECPoint timesGenerator(BigInteger scalar) {
    return COMB.multiply(GENERATOR, scalar);
  }

  static boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(ORDER) < 0;
  }

  /** Unsigned, big-endian. */
  static BigInteger unsigned(byte[] bytes, int from) {
    return BigIntegers.fromUnsignedByteArray(bytes, from, SCALAR_BYTES);
  }

  /** The last 20 bytes of Keccak-256 over both coordinates of a finite point. */
  static Address addressOf(ECPoint publicKey) {
    byte[] encoded = publicKey.getEncoded(false); // 0x04, then x and y
    byte[] digest = Keccak256.digest(Arrays.copyOfRange(encoded, 1, encoded.length));
    return Address.of(Arrays.copyOfRange(digest, digest.length - Address.LENGTH, digest.length));
  }
}
