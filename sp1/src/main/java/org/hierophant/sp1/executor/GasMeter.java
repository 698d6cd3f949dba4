package org.hierophant.sp1.executor;

/**
 * Exact gas of v6: rows of every table per chunk, weighed by area and complexity.
 *
 * <p>Weights are three times the area plus the complexity of one row; a chunk's gas is the sum
 * divided by ten, rounded down, and the whole is scaled by 10/191.
 *
 * <p><b>Source.</b> {@code vm/gas.rs}, {@code vm/shapes.rs}, {@code estimating.rs} and {@code
 * report.rs} of sp1-core-executor 6.10.0; the tables are the same since 6.2.0.
 */
final class GasMeter {
  /** Weight of one row by operation, in the order of {@link Op}. */
  private static final int[] OPERATION = {
    115, 115, 173, 173, 173, 264, 285, 285, 174, 174, 105, 173, 173, 173, 264, 285, 285, 174, 174,
    112, 112, 307, 307, 307, 307, 1086, 1086, 1086, 1086, 129, 112, 264, 285, 285, 129, 264, 285,
    285, 307, 1086, 1086, 1086, 1086, 173, 165, 165, 173, 165, 165, 141, 182, 162, 159, 140, 184,
    184, 184, 184, 184, 184, 117, 131, 288, 0, 0
  };

  private static final long MEMORY_LOCAL = 3 * 20 + 4;
  private static final long GLOBAL = 3 * 241 + 216;
  private static final long SYSCALL_CORE = 3 * 10 + 2;
  private static final long MEMORY_BUMP = 3 * 15 + 5;
  private static final long STATE_BUMP = 3 * 14 + 8;
  private static final long CALL_REGISTERS = 1 << 5 | 1 << 10 | 1 << 11;
  private static final long CLOCK_MASK = (1 << 24) - 1;

  private final Code code;
  private long touches;
  private long touchedRegisters;
  private long callWeight;
  private long sent;
  private long memoryBumps;
  private long stateBumps;
  private long closedChunks;

  GasMeter(Code code) {
    this.code = code;
  }

  /** Counts the first touch of a memory word whose flag is clear. */
  void touch(byte[] page, int flag) {
    page[flag] = GuestMemory.TOUCHED;
    touches++;
  }

  /** The registers that an instruction names, x0 included, as bits. */
  long named(int at) {
    long c = code.packed()[at];
    int op = Code.op(c);
    long mask = Op.readsRs1(op) ? 1L << Code.rs1(c) : 0;
    mask |= Op.readsRs2(op) ? 1L << Code.rs2(c) : 0;
    return mask | (Op.writesRd(op) ? 1L << (Code.rd(c) & 31) : 0);
  }

  /** True once a system call's own registers are touched, which no later instruction counts. */
  boolean knowsCallRegisters() {
    return (touchedRegisters & CALL_REGISTERS) == CALL_REGISTERS;
  }

  /** Counts first touches of registers. */
  void registers(long mask) {
    touches += Long.bitCount(mask & ~touchedRegisters);
    touchedRegisters |= mask;
  }

  long touches() {
    return touches;
  }

  /** Takes back touches, for the instruction that ends a chunk. */
  void resetTouches(long before) {
    touches = before;
  }

  /** Accounts for a system call: its operands, its table, and the clock it moves. */
  void call(SyscallCode call, long clock, boolean leavesPage) {
    touchedRegisters |= CALL_REGISTERS;
    if (call.hasTable()) {
      callWeight += call.gasWeight();
      sent += call.isSent() ? 1 : 0;
    }
    if (!clockStep(clock, 264) && leavesPage) {
      stateBumps++;
    }
  }

  /** Accounts for a plain instruction near a carry of the clock. */
  void stepNearCarry(long clock, boolean leavesPage) {
    if (clockStep(clock, 8) && leavesPage) {
      stateBumps--; // counted with its page crossing when the chunk is closed
    }
  }

  private boolean clockStep(long clock, long advance) {
    if (clock >> 24 != (clock + advance) >> 24) {
      memoryBumps += 32;
    }
    boolean bumps = (clock & CLOCK_MASK) + advance + 8 > CLOCK_MASK;
    stateBumps += bumps ? 1 : 0;
    return bumps;
  }

  /** Ends a chunk, given how often each instruction ran in it. */
  void closeChunk(long[] operationCounts, long pageCrossings) {
    long sum = callWeight;
    for (int op = 0; op < Op.COUNT; op++) {
      sum += OPERATION[op] * operationCounts[op];
    }
    sum += MEMORY_LOCAL * touches + GLOBAL * (2 * touches + sent) + SYSCALL_CORE * sent;
    sum += MEMORY_BUMP * memoryBumps + STATE_BUMP * (stateBumps + pageCrossings);
    closedChunks += sum / 10;
    touches = 0;
    touchedRegisters = 0;
    callWeight = 0;
    sent = 0;
    memoryBumps = 0;
    stateBumps = 0;
  }

  /** Gas of all closed chunks. */
  long total() {
    return closedChunks * 10 / 191;
  }
}
