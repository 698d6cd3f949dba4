package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hierophant.sp1.Generation;

/**
 * System calls other than those that change the mode of the machine.
 *
 * <p><b>Source.</b> {@code syscalls/} of sp1-core-executor 5.2.4, {@code minimal/} of 6.10.0.
 */
final class Syscalls {
  private static final int DIGEST_WORDS = 8;
  private static final int LAST_RESERVED_FD = 10;
  private static final int PUBLIC_VALUES_FD = 13;
  private static final int HINT_FD = 14;

  private final boolean v5;
  private final Machine machine;
  private final HintQueue hints;
  private final GuestOutput output;
  private final Operands operands;
  private final PrecompileCalls precompiles;
  private final HookCalls hooks;
  private final byte[] digest = new byte[4 * DIGEST_WORDS];
  private long exitCode;

  Syscalls(
      Generation generation,
      Machine machine,
      HintQueue hints,
      GuestOutput output,
      MemoryBudget budget) {
    this.v5 = generation == Generation.V5;
    this.machine = machine;
    this.hints = hints;
    this.output = output;
    this.operands = new Operands(generation, machine, budget);
    this.precompiles = new PrecompileCalls(generation, machine, operands);
    this.hooks = new HookCalls(generation, hints);
  }

  /**
   * Serves one call: reads its arguments, leaves its result in x5 where it has one.
   *
   * @param cycles cycles before this call, for the cycle tracker
   */
  void serve(SyscallCode call, long cycles) {
    long a = operands.address(10);
    long b = operands.address(11);
    switch (call) {
      case HALT -> halt(a);
      case WRITE -> write(a, b, operands.address(12), cycles);
      case EXIT_UNCONSTRAINED -> machine.x[5] = 0;
      case COMMIT -> commit(a, b);
      case COMMIT_DEFERRED_PROOFS -> {
        if (v5 && a >= DIGEST_WORDS) {
          throw new Trap(new GuestFault.BadSyscallArgument("deferred digest word " + a));
        }
      }
      case VERIFY_SP1_PROOF -> verifyProof(a, b);
      case HINT_LEN -> {
        byte[] front = hints.front();
        machine.x[5] = front == null ? -1 : front.length;
      }
      case HINT_READ -> readHint(a, b);
      case ENTER_UNCONSTRAINED, HINT_MPROTECT_FLUSH, DUMP_ELF -> {}
      default -> precompiles.call(call, a, b);
    }
  }

  private void halt(long code) {
    exitCode = code;
    if (v5 && code != 0) {
      throw new Trap(new GuestFault.NonZeroExit(code));
    }
  }

  private void write(long fd, long address, long length, long cycles) {
    byte[] bytes = operands.text(address, length);
    if (fd == 1 || fd == 2) {
      output.text((int) fd, bytes, cycles);
      return;
    }
    switch ((int) fd) {
      case PUBLIC_VALUES_FD -> output.publish(bytes);
      case HINT_FD -> hints.pushFront(bytes);
      case 15, 16, 17, 18, 19, 20, 21 -> hooks.run((int) fd, bytes);
      default -> {
        if (v5 && fd <= LAST_RESERVED_FD) {
          throw new Trap(new GuestFault.ReservedFd(fd));
        }
      }
    }
    if (!v5) {
      machine.x[5] = 2;
    }
  }

  private void commit(long index, long word) {
    if (index < 0 || index >= DIGEST_WORDS || word >>> 32 != 0) {
      throw new Trap(new GuestFault.BadSyscallArgument("public value digest word " + index));
    }
    ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).putInt((int) index * 4, (int) word);
  }

  private void verifyProof(long key, long values) {
    if (v5) {
      if (key % 4 != 0 || values % 4 != 0) {
        throw new Trap(new GuestFault.MisalignedAccess(key % 4 != 0 ? key : values));
      }
    }
  }

  private void readHint(long address, long length) {
    byte[] front = hints.front();
    if (front == null) {
      throw new Trap(new GuestFault.BadHint("hint input stream exhausted"));
    }
    if (front.length != length) {
      throw new Trap(
          new GuestFault.BadHint("hint of " + front.length + " bytes read as " + length));
    }
    operands.hint(address, front);
    hints.removeFront();
  }

  GuestOutput output() {
    return output;
  }

  byte[] digest() {
    return digest.clone();
  }

  long exitCode() {
    return exitCode;
  }
}
