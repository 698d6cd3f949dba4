package org.hierophant.sp1.executor;

/**
 * Registers, program counter and counters of a running guest; what interpreters work on.
 *
 * <p>Registers of the 32-bit machine are kept sign-extended. The program counter is an instruction
 * index and the low two bits it may have picked up from a jump; {@link #outside} holds a counter
 * that points at no instruction.
 */
final class Machine {
  /** Set in a countdown when one of its halves fell below zero. */
  static final long EXHAUSTED = 0x8000_0000_8000_0000L;

  final Code code;
  final GuestMemory memory;
  final GasMeter gas;
  final long[] x = new long[64];

  int index;
  int low;
  boolean isOutside;
  long outside;

  /** Instructions left before the driver wants control, and trace entries left, in two halves. */
  long ticks;

  /** How often a block was entered at each index; one slot more than there are instructions. */
  long[] entries;

  /** True while v6's gas counts touches. */
  boolean counting;

  Machine(GuestProgram program, GuestMemory memory, GasMeter gas) {
    this.code = program.code();
    this.memory = memory;
    this.gas = gas;
    this.entries = new long[code.size() + 1];
  }

  long pc() {
    return isOutside ? outside : code.base() + 4L * index + low;
  }

  Trap trap(int at, GuestFault fault) {
    index = at;
    return new Trap(fault);
  }

  /** Moves by an offset from an instruction, in bytes. */
  void branch(int from, int offset) {
    long distance = (long) low + offset;
    long target = from + (distance >> 2);
    low = (int) distance & 3;
    if (target < 0 || target >= code.size()) {
      isOutside = true;
      outside = code.base() + 4 * target + low;
    } else {
      index = (int) target;
    }
  }

  /** Moves to an address, whose distance from the code's base was computed by the machine. */
  void jump(long address, long distance) {
    if (distance < 0 || distance >= 4L * code.size()) {
      isOutside = true;
      outside = address;
    } else {
      index = (int) (distance >> 2);
      low = (int) distance & 3;
    }
  }
}
