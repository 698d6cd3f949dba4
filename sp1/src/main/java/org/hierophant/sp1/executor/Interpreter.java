package org.hierophant.sp1.executor;

/** Executes decoded instructions of one machine. */
interface Interpreter {
  /** Executes the straight-line instructions {@code [from, to)}. */
  void straight(int from, int to);

  /** Executes the branch or jump at an index and moves the program counter. */
  void transfer(int at);
}
