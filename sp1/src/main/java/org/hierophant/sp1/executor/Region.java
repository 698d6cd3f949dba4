package org.hierophant.sp1.executor;

/**
 * Blocks of guest code, translated to one method of the JVM.
 *
 * <p>Inside a region guest registers are local variables. Whenever the method is left, by an
 * exception too, they and the countdown are in the machine again.
 *
 * <p><b>Thread.</b> Has no state; one region may run for many machines at once.
 */
abstract class Region {
  /** The machine's program counter says where to go on. */
  static final int NEXT = 0;

  /**
   * The machine's index is at a system call or an undefined instruction, which was accounted for.
   */
  static final int SYSTEM = 1;

  /** The countdown may not last from the machine's index on, where nothing was done yet. */
  static final int CAREFUL = 2;

  /**
   * Runs from the machine's index, which must be an entry of the region.
   *
   * @throws Trap as the interpreter would, with the machine in the same state
   */
  abstract int run(Machine machine);
}
