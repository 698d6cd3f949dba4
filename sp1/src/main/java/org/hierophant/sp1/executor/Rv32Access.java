package org.hierophant.sp1.executor;

/**
 * What translated RV32IM code calls: memory accesses, indirect jumps, and products' upper halves.
 *
 * <p>Small enough for the JIT compiler to inline; whatever happens once per page or word is apart.
 */
final class Rv32Access {
  private static final long UNSIGNED = 0xffff_ffffL;
  private static final int FIRST = 32;
  private static final int LAST = 0x7800_0000;
  private static final int LEAF_MASK = 0xfff;

  private Rv32Access() {}

  static int lb(Machine m, byte[][][] pages, int address, int at) {
    byte[] page = readable(m, pages, address, at, 0);
    return page[address & GuestMemory.PAGE_MASK];
  }

  static int lbu(Machine m, byte[][][] pages, int address, int at) {
    byte[] page = readable(m, pages, address, at, 0);
    return page[address & GuestMemory.PAGE_MASK] & 0xff;
  }

  static int lh(Machine m, byte[][][] pages, int address, int at) {
    byte[] page = readable(m, pages, address, at, 1);
    return (short) GuestMemory.SHORT.get(page, address & GuestMemory.PAGE_MASK);
  }

  static int lhu(Machine m, byte[][][] pages, int address, int at) {
    byte[] page = readable(m, pages, address, at, 1);
    return (short) GuestMemory.SHORT.get(page, address & GuestMemory.PAGE_MASK) & 0xffff;
  }

  static int lw(Machine m, byte[][][] pages, int address, int at) {
    byte[] page = readable(m, pages, address, at, 3);
    return (int) GuestMemory.INT.get(page, address & GuestMemory.PAGE_MASK);
  }

  static void sb(Machine m, byte[][][] pages, int address, int value, int at) {
    byte[] page = writable(m, pages, address, at, 0);
    page[address & GuestMemory.PAGE_MASK] = (byte) value;
  }

  static void sh(Machine m, byte[][][] pages, int address, int value, int at) {
    byte[] page = writable(m, pages, address, at, 1);
    GuestMemory.SHORT.set(page, address & GuestMemory.PAGE_MASK, (short) value);
  }

  static void sw(Machine m, byte[][][] pages, int address, int value, int at) {
    byte[] page = writable(m, pages, address, at, 3);
    GuestMemory.INT.set(page, address & GuestMemory.PAGE_MASK, value);
  }

  private static byte[] readable(Machine m, byte[][][] pages, int address, int at, int alignment) {
    if (isBeyond(address) || (address & alignment) != 0) {
      throw m.trap(
          at,
          isBeyond(address)
              ? new GuestFault.AddressOutOfRange(address & UNSIGNED)
              : new GuestFault.MisalignedAccess(address & UNSIGNED));
    }
    byte[] page = pages[address >>> 28][address >>> 16 & LEAF_MASK];
    return page != null && isTouched(page, address) ? page : openForRead(m, address);
  }

  private static byte[] openForRead(Machine m, int address) {
    byte[] page = m.memory.read(address & UNSIGNED);
    if (!isTouched(page, address)) {
      m.memory.write(address & UNSIGNED)[flag(address)] |= GuestMemory.TOUCHED;
    }
    return page;
  }

  private static byte[] writable(Machine m, byte[][][] pages, int address, int at, int alignment) {
    if (isBeyond(address) || (address & alignment) != 0) {
      throw m.trap(
          at,
          (address & alignment) != 0
              ? new GuestFault.MisalignedAccess(address & UNSIGNED)
              : new GuestFault.AddressOutOfRange(address & UNSIGNED));
    }
    byte[] page = pages[address >>> 28][address >>> 16 & LEAF_MASK];
    return page != null && isTouched(page, address) ? page : openForWrite(m, address);
  }

  /** Touches a word: the bytes of it that are not about to be stored become zero. */
  private static byte[] openForWrite(Machine m, int address) {
    byte[] page = m.memory.write(address & UNSIGNED);
    if (!isTouched(page, address)) {
      page[flag(address)] |= GuestMemory.TOUCHED;
      GuestMemory.INT.set(page, address & GuestMemory.PAGE_MASK & -4, 0);
    }
    return page;
  }

  private static boolean isBeyond(int address) {
    return Integer.compareUnsigned((address & -4) - FIRST, LAST - FIRST) > 0;
  }

  private static boolean isTouched(byte[] page, int address) {
    return (page[flag(address)] & GuestMemory.TOUCHED) != 0;
  }

  private static int flag(int address) {
    return GuestMemory.PAGE_BYTES + ((address & GuestMemory.PAGE_MASK) >> 2);
  }

  /**
   * Index of the instruction an indirect jump goes to; -1 if there is none and the machine went.
   */
  static int landing(Machine m, int target) {
    long distance = (target & UNSIGNED) - m.code.base() & UNSIGNED;
    if (distance >= 4L * m.code.size() || (distance & 3) != 0) {
      m.jump(target & UNSIGNED, distance);
      return -1;
    }
    return (int) (distance >> 2);
  }

  static int multiplyHigh(int a, int b) {
    return (int) ((long) a * b >> 32);
  }

  static int multiplyHighSignedUnsigned(int a, int b) {
    return (int) (a * (b & UNSIGNED) >> 32);
  }

  static int unsignedMultiplyHigh(int a, int b) {
    return (int) ((a & UNSIGNED) * (b & UNSIGNED) >>> 32);
  }
}
