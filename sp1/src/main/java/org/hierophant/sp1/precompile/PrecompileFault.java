package org.hierophant.sp1.precompile;

/** A guest gave a system call or hook operands at which SP1's own executor panics. */
public final class PrecompileFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was wrong with the operands, in words. */
  public PrecompileFault(String message) {
    super(message, null, false, false); // ordinary for a hostile guest: no stack is worth taking
  }
}
