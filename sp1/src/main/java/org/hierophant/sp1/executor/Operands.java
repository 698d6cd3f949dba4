package org.hierophant.sp1.executor;

import org.hierophant.sp1.Generation;

/**
 * How system calls see guest memory: operands of whole words, which count as accesses, and bytes at
 * any address, which do not.
 */
final class Operands {
  private static final long V5_FIRST = 32;
  private static final long V5_LAST = 0x7800_0000L;
  private static final long V5_TABLE_END = 0x7801_0000L;
  private static final long V6_END = 1L << 40;
  private static final long EIGHT_TOUCHED = 0x0101_0101_0101_0101L * GuestMemory.TOUCHED;

  private final boolean v5;
  private final Machine machine;
  private final GuestMemory memory;
  private final MemoryBudget budget;
  private final StepMeter meter;
  private final int word;

  Operands(Generation generation, Machine machine, MemoryBudget budget, StepMeter meter) {
    this.v5 = generation == Generation.V5;
    this.machine = machine;
    this.memory = machine.memory;
    this.budget = budget;
    this.meter = meter;
    this.word = v5 ? 4 : 8;
  }

  /** Bytes of a machine word. */
  int word() {
    return word;
  }

  /** A register as the machine's own width of address. */
  long address(int register) {
    return v5 ? machine.x[register] & 0xffff_ffffL : machine.x[register];
  }

  /**
   * An address as WRITE and HINT_READ take it: v6 has no bit 63, which its own executor loses when
   * it turns an address into that of an entry, and nothing checks these afterwards.
   */
  long withoutHighestBit(long address) {
    return v5 ? address : address & Long.MAX_VALUE;
  }

  /** Reads an operand as an ordinary access would. */
  byte[] read(long address, int bytes) {
    check(address, bytes);
    byte[] result = new byte[bytes];
    for (int done = 0; done < bytes; ) {
      int count = run(address + done, bytes - done);
      byte[] page = touched(address + done, count);
      System.arraycopy(page, offset(address + done), result, done, count);
      done += count;
    }
    return result;
  }

  /** Reads an operand without touching it: in v5 words that were only hinted are zero. */
  byte[] readLazily(long address, int bytes) {
    check(address, bytes);
    byte[] result = new byte[bytes];
    copy(address, result, bytes);
    return result;
  }

  /** Overwrites an operand. */
  void write(long address, byte[] bytes) {
    check(address, bytes.length);
    for (int done = 0; done < bytes.length; ) {
      int count = run(address + done, bytes.length - done);
      byte[] page = overwritten(address + done, count);
      System.arraycopy(bytes, done, page, offset(address + done), count);
      done += count;
    }
  }

  /** Reads an array of 32-bit values, one to a word, into the start of another. */
  void read(long address, int[] values, int count) {
    check(address, count * word);
    for (int done = 0; done < count; ) {
      long at = address + (long) done * word;
      int run = run(at, (count - done) * word) / word;
      byte[] page = touched(at, run * word);
      for (int i = 0, offset = offset(at); i < run; i++, offset += word) {
        values[done + i] = (int) GuestMemory.INT.get(page, offset);
      }
      done += run;
    }
  }

  /** Overwrites an array of 32-bit values, one to a word; in v6 the upper halves become zero. */
  void write(long address, int[] values, int from, int to) {
    check(address, (to - from) * word);
    for (int done = from; done < to; ) {
      long at = address + (long) (done - from) * word;
      int run = run(at, (to - done) * word) / word;
      byte[] page = overwritten(at, run * word);
      for (int i = 0, offset = offset(at); i < run; i++, offset += word) {
        if (v5) {
          GuestMemory.INT.set(page, offset, values[done + i]);
        } else {
          GuestMemory.LONG.set(page, offset, values[done + i] & 0xffff_ffffL);
        }
      }
      done += run;
    }
  }

  /** Bytes from an address that lie on one page. */
  private static int run(long address, int bytes) {
    return Math.min(bytes, GuestMemory.PAGE_BYTES - offset(address));
  }

  /** The page of words that are read, each of which is now touched. */
  private byte[] touched(long address, int bytes) {
    byte[] page = memory.read(address);
    int first = memory.flagIndex(address);
    int end = first + bytes / word;
    for (int flag = nextUntouched(page, first, end);
        flag < end;
        flag = nextUntouched(page, flag + 1, end)) {
      if (v5) {
        page = memory.write(address);
        page[flag] |= GuestMemory.TOUCHED;
      } else if (machine.counting) {
        machine.gas.touch(page, flag);
      }
    }
    return page;
  }

  /** The page of words that are overwritten, each of which is now touched. */
  private byte[] overwritten(long address, int bytes) {
    byte[] page = memory.write(address);
    int first = memory.flagIndex(address);
    int end = first + bytes / word;
    for (int flag = nextUntouched(page, first, end);
        flag < end;
        flag = nextUntouched(page, flag + 1, end)) {
      if (v5) {
        page[flag] |= GuestMemory.TOUCHED;
      } else if (machine.counting) {
        machine.gas.touch(page, flag);
      }
    }
    return page;
  }

  /** Index of the next clear flag, or the end; most words of most operands are touched. */
  private static int nextUntouched(byte[] page, int from, int end) {
    int flag = from;
    while (flag + 8 <= end
        && ((long) GuestMemory.LONG.get(page, flag) & EIGHT_TOUCHED) == EIGHT_TOUCHED) {
      flag += 8;
    }
    while (flag < end && (page[flag] & GuestMemory.TOUCHED) != 0) {
      flag++;
    }
    return flag;
  }

  /**
   * Checks what WRITE is to read: any alignment, nothing touched.
   *
   * @param length taken as unsigned
   */
  void checkText(long address, long length) {
    long end = v5 ? V5_TABLE_END : V6_END;
    boolean inside = address >= 0 && address <= end && length >= 0 && length <= end - address;
    if (!inside && length != 0) {
      throw new Trap(new GuestFault.AddressOutOfRange(address));
    }
  }

  /** All bytes of a checked range. */
  byte[] text(long address, long length) {
    byte[] result = new byte[budget.takeArray(length)];
    try {
      copy(address, result, result.length);
      return result;
    } finally {
      budget.give(length);
    }
  }

  /** All bytes of a checked range, as an item of the input. */
  Hint hint(long address, long length) {
    int bytes = budget.takeArray(length);
    try {
      return Hint.inPieces(bytes, (piece, from) -> copy(address + from, piece, piece.length));
    } finally {
      budget.give(length);
    }
  }

  /** Copies bytes of a checked range; in v5 those of untouched words are zero. */
  void copy(long address, byte[] into, int length) {
    for (int done = 0; done < length; ) {
      int count = run(address + done, length - done);
      meter.spend(1 + count / 8);
      memory.copy(address + done, into, done, count);
      done += count;
    }
  }

  /** Puts a hint where the guest wants it, padded with zeros as each machine does. */
  void hint(long address, Hint item) {
    if (address % word != 0) {
      throw new Trap(new GuestFault.BadHint("hint read address is not aligned"));
    }
    long end = v5 ? V5_TABLE_END : V6_END;
    long words = v5 ? (item.length() + 3L) / 4 : item.length() / 8 + 1L;
    if (words > 0 && (address < 0 || address > end || words * word > end - address)) {
      throw new Trap(new GuestFault.AddressOutOfRange(address));
    }
    byte[] padding = new byte[word];
    for (long i = 0; i < words; i++) {
      long at = address + i * word;
      if (i % 1024 == 0) {
        meter.spend(1024);
      }
      byte[] page = memory.write(at);
      if (isHintable(page, memory.flagIndex(at))) {
        int from = (int) (i * word);
        int count = Math.min(item.length() - from, word);
        item.copy(from, page, offset(at), count);
        System.arraycopy(padding, 0, page, offset(at) + count, word - count);
      }
    }
  }

  /** Marks a word as hinted; false if the hint has no effect on it. */
  private boolean isHintable(byte[] page, int flag) {
    if (!v5) {
      page[flag] = 0;
      return true;
    }
    if ((page[flag] & GuestMemory.HINTED) != 0) {
      throw new Trap(new GuestFault.BadHint("hint read address is initialized already"));
    }
    page[flag] |= GuestMemory.HINTED;
    return (page[flag] & GuestMemory.TOUCHED) == 0;
  }

  /** For calls that look at an address before they look at their other argument. */
  void checkAligned(long address) {
    if (address % word != 0) {
      throw new Trap(new GuestFault.MisalignedAccess(address));
    }
  }

  private void check(long address, int bytes) {
    checkAligned(address);
    boolean inside =
        v5
            ? address >= V5_FIRST && address + bytes <= V5_LAST + 4
            : address >= 0 && address <= V6_END - bytes;
    if (!inside) {
      throw new Trap(new GuestFault.AddressOutOfRange(address));
    }
  }

  private static int offset(long address) {
    return (int) address & GuestMemory.PAGE_MASK;
  }
}
