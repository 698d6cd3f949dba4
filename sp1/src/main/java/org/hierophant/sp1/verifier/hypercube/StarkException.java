package org.hierophant.sp1.verifier.hypercube;

/** Says what in a STARK does not hold. */
public final class StarkException extends Exception {
  private static final long serialVersionUID = 1L;

  StarkException(String detail) {
    super(detail);
  }

  static void require(boolean condition, String detail) throws StarkException {
    if (!condition) {
      throw new StarkException(detail);
    }
  }
}
