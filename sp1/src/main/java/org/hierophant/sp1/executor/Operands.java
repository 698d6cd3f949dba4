package org.hierophant.sp1.executor;

import org.hierophant.sp1.Generation;

/** How system calls see guest memory: aligned operands, byte ranges, and hints. */
final class Operands {
  private static final long V5_FIRST = 32;
  private static final long V5_LAST = 0x7800_0000L;
  private static final long V5_TABLE_END = 0x7801_0000L;
  private static final long V6_END = 1L << 40;

  private final boolean v5;
  private final Machine machine;
  private final GuestMemory memory;
  private final MemoryBudget budget;

  Operands(Generation generation, Machine machine, MemoryBudget budget) {
    this.v5 = generation == Generation.V5;
    this.machine = machine;
    this.memory = machine.memory;
    this.budget = budget;
  }

  /** A register as the machine's own width of address. */
  long address(int register) {
    return v5 ? machine.x[register] & 0xffff_ffffL : machine.x[register];
  }

  /** Reads an operand as an ordinary access would. */
  byte[] read(long address, int bytes) {
    check(address, bytes);
    byte[] result = new byte[bytes];
    for (int i = 0; i < bytes; i += word()) {
      byte[] page = memory.read(address + i);
      int flag = memory.flagIndex(address + i);
      if (page[flag] == 0 || v5 && (page[flag] & GuestMemory.TOUCHED) == 0) {
        page = touch(page, address + i, flag);
      }
      System.arraycopy(page, offset(address + i), result, i, word());
    }
    return result;
  }

  private byte[] touch(byte[] page, long address, int flag) {
    if (v5) {
      byte[] changed = memory.write(address);
      changed[flag] |= GuestMemory.TOUCHED;
      return changed;
    }
    if (machine.counting) {
      machine.gas.touch(page, flag);
    }
    return page;
  }

  /** Reads an operand without touching it: in v5 words that were only hinted are zero. */
  byte[] readLazily(long address, int bytes) {
    check(address, bytes);
    return bytesAt(address, bytes);
  }

  /** Overwrites an operand. */
  void write(long address, byte[] bytes) {
    check(address, bytes.length);
    for (int i = 0; i < bytes.length; i += word()) {
      byte[] page = memory.write(address + i);
      int flag = memory.flagIndex(address + i);
      if (v5) {
        page[flag] |= GuestMemory.TOUCHED;
      } else if (machine.counting && page[flag] == 0) {
        machine.gas.touch(page, flag);
      }
      System.arraycopy(bytes, i, page, offset(address + i), word());
    }
  }

  /** Bytes for WRITE: any alignment, nothing touched. */
  byte[] text(long address, long length) {
    long end = v5 ? V5_TABLE_END : V6_END;
    if (length < 0 || address < 0 || length > end - address && length > 0) {
      throw new Trap(new GuestFault.AddressOutOfRange(address));
    }
    budget.take(length);
    try {
      return bytesAt(address, Math.toIntExact(length));
    } finally {
      budget.give(length);
    }
  }

  private byte[] bytesAt(long address, int length) {
    byte[] result = new byte[length];
    int done = 0;
    while (done < length) {
      long at = address + done;
      int offset = offset(at);
      int count = Math.min(length - done, GuestMemory.PAGE_BYTES - offset);
      byte[] page = memory.read(at);
      System.arraycopy(page, offset, result, done, count);
      if (v5) {
        for (int i = 0; i < count; i++) {
          if ((page[memory.flagIndex(at + i)] & GuestMemory.TOUCHED) == 0) {
            result[done + i] = 0;
          }
        }
      }
      done += count;
    }
    return result;
  }

  /** Puts a hint where the guest wants it, padded with zeros as each machine does. */
  void hint(long address, byte[] item) {
    if (address % word() != 0) {
      throw new Trap(new GuestFault.BadHint("hint read address is not aligned"));
    }
    int words = v5 ? (item.length + 3) / 4 : item.length / 8 + 1;
    long end = v5 ? V5_TABLE_END : V6_END;
    if (address < 0 || address > end || (long) words * word() > end - address) {
      throw new Trap(new GuestFault.AddressOutOfRange(address));
    }
    for (int i = 0; i < words; i++) {
      long at = address + (long) i * word();
      byte[] page = memory.write(at);
      int flag = memory.flagIndex(at);
      boolean ignored = false;
      if (v5) {
        if ((page[flag] & GuestMemory.HINTED) != 0) {
          throw new Trap(new GuestFault.BadHint("hint read address is initialized already"));
        }
        ignored = (page[flag] & GuestMemory.TOUCHED) != 0;
        page[flag] |= GuestMemory.HINTED;
      } else {
        page[flag] = 0;
      }
      if (!ignored) {
        int from = i * word();
        int count = Math.clamp(item.length - from, 0, word());
        int offset = offset(at);
        for (int b = 0; b < word(); b++) {
          page[offset + b] = b < count ? item[from + b] : 0;
        }
      }
    }
  }

  private void check(long address, int bytes) {
    if (address % word() != 0) {
      throw new Trap(new GuestFault.MisalignedAccess(address));
    }
    boolean inside =
        v5
            ? address >= V5_FIRST && address + bytes <= V5_LAST + 4
            : address >= 0 && address <= V6_END - bytes;
    if (!inside) {
      throw new Trap(new GuestFault.AddressOutOfRange(address));
    }
  }

  int word() {
    return v5 ? 4 : 8;
  }

  private static int offset(long address) {
    return (int) address & GuestMemory.PAGE_MASK;
  }
}
