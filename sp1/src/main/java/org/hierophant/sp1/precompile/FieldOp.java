package org.hierophant.sp1.precompile;

/** The operations on base fields of curves and their quadratic extensions that guests can call. */
public enum FieldOp {
  BLS12381_FP_ADD,
  BLS12381_FP_SUB,
  BLS12381_FP_MUL,
  BLS12381_FP2_ADD,
  BLS12381_FP2_SUB,
  BLS12381_FP2_MUL,
  BN254_FP_ADD,
  BN254_FP_SUB,
  BN254_FP_MUL,
  BN254_FP2_ADD,
  BN254_FP2_SUB,
  BN254_FP2_MUL;

  /** Bytes of an operand: one coordinate, or two of an extension. */
  public int operandBytes() {
    int coordinate = isBls12381() ? 48 : 32;
    return isExtension() ? 2 * coordinate : coordinate;
  }

  boolean isBls12381() {
    return ordinal() < BN254_FP_ADD.ordinal();
  }

  boolean isExtension() {
    return switch (this) {
      case BLS12381_FP_ADD, BLS12381_FP_SUB, BLS12381_FP_MUL -> false;
      case BN254_FP_ADD, BN254_FP_SUB, BN254_FP_MUL -> false;
      case BLS12381_FP2_ADD, BLS12381_FP2_SUB, BLS12381_FP2_MUL -> true;
      case BN254_FP2_ADD, BN254_FP2_SUB, BN254_FP2_MUL -> true;
    };
  }
}
