package org.hierophant.sp1.precompile;

import java.math.BigInteger;

/** The operations on base fields of curves and their quadratic extensions that guests can call. */
public enum FieldOp {
  BLS12381_FP_ADD(WeierstrassCurve.BLS12381, Kind.ADD, false),
  BLS12381_FP_SUB(WeierstrassCurve.BLS12381, Kind.SUBTRACT, false),
  BLS12381_FP_MUL(WeierstrassCurve.BLS12381, Kind.MULTIPLY, false),
  BLS12381_FP2_ADD(WeierstrassCurve.BLS12381, Kind.ADD, true),
  BLS12381_FP2_SUB(WeierstrassCurve.BLS12381, Kind.SUBTRACT, true),
  BLS12381_FP2_MUL(WeierstrassCurve.BLS12381, Kind.MULTIPLY, true),
  BN254_FP_ADD(WeierstrassCurve.BN254, Kind.ADD, false),
  BN254_FP_SUB(WeierstrassCurve.BN254, Kind.SUBTRACT, false),
  BN254_FP_MUL(WeierstrassCurve.BN254, Kind.MULTIPLY, false),
  BN254_FP2_ADD(WeierstrassCurve.BN254, Kind.ADD, true),
  BN254_FP2_SUB(WeierstrassCurve.BN254, Kind.SUBTRACT, true),
  BN254_FP2_MUL(WeierstrassCurve.BN254, Kind.MULTIPLY, true);

  private enum Kind {
    ADD,
    SUBTRACT,
    MULTIPLY
  }

  private final BigInteger p;
  private final Kind kind;
  private final boolean extension;
  private final int coordinateBytes;

  FieldOp(WeierstrassCurve curve, Kind kind, boolean extension) {
    this.p = curve.p();
    this.kind = kind;
    this.extension = extension;
    this.coordinateBytes = curve == WeierstrassCurve.BLS12381 ? 48 : 32;
  }

  /** Bytes of an operand: one coordinate, or two of an extension. */
  public int operandBytes() {
    return extension ? 2 * coordinateBytes : coordinateBytes;
  }

  /**
   * The result for any operands, canonical.
   *
   * @throws PrecompileFault if components of an extension are subtracted that are not canonical,
   *     and the difference is below −p
   */
  byte[] apply(byte[] x, byte[] y) {
    byte[] result = new byte[operandBytes()];
    BigInteger a = Numbers.ofLittleEndian(x, 0, coordinateBytes);
    BigInteger b = Numbers.ofLittleEndian(y, 0, coordinateBytes);
    if (!extension) {
      put(base(a, b), result, 0);
      return result;
    }
    BigInteger a1 = Numbers.ofLittleEndian(x, coordinateBytes, coordinateBytes);
    BigInteger b1 = Numbers.ofLittleEndian(y, coordinateBytes, coordinateBytes);
    switch (kind) {
      case ADD -> {
        put(a.add(b), result, 0);
        put(a1.add(b1), result, coordinateBytes);
      }
      case SUBTRACT -> {
        put(Numbers.subtract(a.add(p), b), result, 0);
        put(Numbers.subtract(a1.add(p), b1), result, coordinateBytes);
      }
      case MULTIPLY -> { // u² = −1
        put(a.multiply(b).subtract(a1.multiply(b1)), result, 0);
        put(a.multiply(b1).add(a1.multiply(b)), result, coordinateBytes);
      }
    }
    return result;
  }

  private BigInteger base(BigInteger a, BigInteger b) {
    return switch (kind) {
      case ADD -> a.add(b);
      case SUBTRACT -> a.subtract(b);
      case MULTIPLY -> a.multiply(b);
    };
  }

  private void put(BigInteger value, byte[] into, int from) {
    Numbers.putLittleEndian(value.mod(p), into, from, coordinateBytes);
  }
}
