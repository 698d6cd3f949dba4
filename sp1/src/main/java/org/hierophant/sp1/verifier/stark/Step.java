package org.hierophant.sp1.verifier.stark;

/**
 * A named part of the verification of a STARK.
 *
 * @param name a constant, lower case
 */
public record Step(String name, Action action) {
  /** What a step does. */
  @FunctionalInterface
  public interface Action {
    /** Throws if what is checked does not hold. */
    void run() throws StarkException;
  }
}
