package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import org.hierophant.sp1.Generation;

/**
 * System calls other than those that change the mode of the machine.
 *
 * <p><b>Source.</b> {@code syscalls/} of sp1-core-executor 5.2.4, {@code minimal/} of 6.10.0.
 */
final class Syscalls {
  private static final int DIGEST_WORDS = 8;
  private static final int DIGEST_BYTES = 4 * DIGEST_WORDS;
  private static final int LAST_RESERVED_FD = 10;
  private static final int PUBLIC_VALUES_FD = 13;
  private static final int HINT_FD = 14;

  /** Longest text that can be a command; also how much is decoded at once. */
  private static final int TEXT_PIECE_BYTES = 1 << 16;

  private final boolean v5;
  private final Machine machine;
  private final HintQueue hints;
  private final GuestOutput output;
  private final Operands operands;
  private final PrecompileCalls precompiles;
  private final HookCalls hooks;
  private final byte[] digest = new byte[DIGEST_BYTES];
  private long proofsLeft;
  private long exitCode;

  Syscalls(
      Generation generation,
      Machine machine,
      HintQueue hints,
      long proofs,
      GuestOutput output,
      MemoryBudget budget,
      StepMeter meter) {
    this.v5 = generation == Generation.V5;
    this.machine = machine;
    this.hints = hints;
    this.output = output;
    this.proofsLeft = proofs;
    this.operands = new Operands(generation, machine, budget, meter);
    this.precompiles = new PrecompileCalls(generation, machine, operands, meter);
    this.hooks = new HookCalls(generation, hints, meter);
  }

  /**
   * Serves one call: reads its arguments, leaves its result in x5 where it has one.
   *
   * @param cycles cycles before this call, for the cycle tracker
   */
  void serve(SyscallCode call, long cycles) {
    long a = operands.address(10);
    long b = operands.address(11);
    if (!v5) {
      machine.x[5] &= 0xffff_ffffL; // the number is the result of calls without one
    }
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
        Hint front = hints.front();
        machine.x[5] = front == null ? -1 : front.length();
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

  private void write(long fd, long pointer, long length, long cycles) {
    long address = operands.withoutHighestBit(pointer);
    operands.checkText(address, length);
    if (fd == 1 || fd == 2) {
      text((int) fd, address, length, cycles);
      return;
    }
    switch ((int) fd) {
      case PUBLIC_VALUES_FD -> {
        output.reserve(length);
        output.publish(operands.text(address, length));
      }
      case HINT_FD -> hints.pushFront(operands.hint(address, length));
      default -> {
        if (HookCalls.has((int) fd)) {
          hooks.run((int) fd, operands.text(address, Math.min(length, HookCalls.READ_BYTES)));
        } else if (v5 && fd <= LAST_RESERVED_FD) {
          throw new Trap(new GuestFault.ReservedFd(fd));
        }
      }
    }
  }

  /** Decodes text in pieces: however long it is, only its end is kept. */
  private void text(int fd, long address, long length, long cycles) {
    TextDecoder decoder = new TextDecoder(v5);
    byte[] piece = new byte[(int) Math.min(length, TEXT_PIECE_BYTES)];
    try {
      long done = 0;
      do {
        int count = (int) Math.min(length - done, piece.length);
        operands.copy(address + done, piece, count);
        done += count;
        String decoded = decoder.decode(piece, count, done == length);
        boolean whole = count == length;
        if (!(v5 && fd == 1 && whole && output.tracker().obey(decoded, cycles))) {
          output.text(fd).append(decoded);
        }
      } while (done < length);
    } catch (CharacterCodingException e) {
      throw new Trap(new GuestFault.BadText(fd));
    }
  }

  private void commit(long index, long word) {
    if (index < 0 || index >= DIGEST_WORDS || word >>> 32 != 0) {
      throw new Trap(new GuestFault.BadSyscallArgument("public value digest word " + index));
    }
    ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).putInt((int) index * 4, (int) word);
  }

  /** v5 checks the next proof of the input; v6 leaves that to others. */
  private void verifyProof(long key, long values) {
    if (!v5) {
      return;
    }
    if (key % 4 != 0 || values % 4 != 0) {
      throw new Trap(new GuestFault.MisalignedAccess(key % 4 != 0 ? key : values));
    }
    operands.checkText(key, DIGEST_BYTES);
    operands.checkText(values, DIGEST_BYTES);
    if (proofsLeft == 0) {
      throw new Trap(new GuestFault.DeferredProof("the input has no further proof"));
    }
    proofsLeft--;
  }

  private void readHint(long address, long length) {
    Hint front = hints.front();
    if (front == null) {
      throw new Trap(new GuestFault.BadHint("hint input stream exhausted"));
    }
    if (front.length() != length) {
      throw new Trap(
          new GuestFault.BadHint("hint of " + front.length() + " bytes read as " + length));
    }
    operands.hint(operands.withoutHighestBit(address), front);
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
