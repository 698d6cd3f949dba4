package org.hierophant.sp1.verifier.stark;

/** Says what in a STARK does not hold. */
public final class StarkException extends Exception {
  private static final long serialVersionUID = 1L;

  public StarkException(String detail) {
    super(detail);
  }

  /** Throws unless the condition holds. */
  public static void require(boolean condition, String detail) throws StarkException {
    if (!condition) {
      throw new StarkException(detail);
    }
  }
}
