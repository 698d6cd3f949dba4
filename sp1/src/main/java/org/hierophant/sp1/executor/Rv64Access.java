package org.hierophant.sp1.executor;

/**
 * What translated RV64IM code calls: memory accesses and indirect jumps.
 *
 * <p>Small enough for the JIT compiler to inline; whatever happens once per page or word is {@link
 * #open}. With {@code counting} an access of an untouched word counts a touch.
 */
final class Rv64Access {
  private static final long BEYOND = -1L << 40;
  private static final int LEAF_MASK = 0xfff;

  /** Added to the bits that must be clear in an address. */
  private static final int STORE = 8;

  private static final int ALIGNMENT = 7;

  private Rv64Access() {}

  static long lb(Machine m, byte[][][] pages, long address, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 0, counting);
    return page[(int) address & GuestMemory.PAGE_MASK];
  }

  static long lbu(Machine m, byte[][][] pages, long address, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 0, counting);
    return page[(int) address & GuestMemory.PAGE_MASK] & 0xff;
  }

  static long lh(Machine m, byte[][][] pages, long address, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 1, counting);
    return (short) GuestMemory.SHORT.get(page, (int) address & GuestMemory.PAGE_MASK);
  }

  static long lhu(Machine m, byte[][][] pages, long address, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 1, counting);
    return (short) GuestMemory.SHORT.get(page, (int) address & GuestMemory.PAGE_MASK) & 0xffff;
  }

  static long lw(Machine m, byte[][][] pages, long address, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 3, counting);
    return (int) GuestMemory.INT.get(page, (int) address & GuestMemory.PAGE_MASK);
  }

  static long lwu(Machine m, byte[][][] pages, long address, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 3, counting);
    return (int) GuestMemory.INT.get(page, (int) address & GuestMemory.PAGE_MASK) & 0xffff_ffffL;
  }

  static long ld(Machine m, byte[][][] pages, long address, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 7, counting);
    return (long) GuestMemory.LONG.get(page, (int) address & GuestMemory.PAGE_MASK);
  }

  static void sb(Machine m, byte[][][] pages, long address, long value, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 0 | STORE, counting);
    page[(int) address & GuestMemory.PAGE_MASK] = (byte) value;
  }

  static void sh(Machine m, byte[][][] pages, long address, long value, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 1 | STORE, counting);
    GuestMemory.SHORT.set(page, (int) address & GuestMemory.PAGE_MASK, (short) value);
  }

  static void sw(Machine m, byte[][][] pages, long address, long value, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 3 | STORE, counting);
    GuestMemory.INT.set(page, (int) address & GuestMemory.PAGE_MASK, (int) value);
  }

  static void sd(Machine m, byte[][][] pages, long address, long value, int at, boolean counting) {
    byte[] page = page(m, pages, address, at, 7 | STORE, counting);
    GuestMemory.LONG.set(page, (int) address & GuestMemory.PAGE_MASK, value);
  }

  private static byte[] page(
      Machine m, byte[][][] pages, long address, int at, int kind, boolean counting) {
    if ((address & (BEYOND | kind & ALIGNMENT)) != 0) {
      throw fault(m, address, at, kind);
    }
    byte[] page = pages[(int) (address >>> 28)][(int) (address >>> 16) & LEAF_MASK];
    if (page == null || counting && page[flag(address)] == 0) {
      return open(m, address, kind, counting);
    }
    return page;
  }

  private static byte[] open(Machine m, long address, int kind, boolean counting) {
    byte[] page = (kind & STORE) != 0 ? m.memory.write(address) : m.memory.read(address);
    if (counting && page[flag(address)] == 0) {
      m.gas.touch(page, flag(address));
    }
    return page;
  }

  private static Trap fault(Machine m, long address, int at, int kind) {
    return (address & kind & ALIGNMENT) != 0
        ? m.trap(at, new GuestFault.MisalignedAccess(address))
        : m.trap(at, new GuestFault.AddressOutOfRange(address));
  }

  private static int flag(long address) {
    return GuestMemory.PAGE_BYTES + (((int) address & GuestMemory.PAGE_MASK) >> 3);
  }

  /**
   * Index of the instruction an indirect jump goes to; -1 if there is none and the machine went.
   */
  static int landing(Machine m, long sum) {
    long target = sum & -2;
    long distance = target - m.code.base();
    if (distance < 0 || distance >= 4L * m.code.size() || (distance & 3) != 0) {
      m.jump(target, distance);
      return -1;
    }
    return (int) (distance >> 2);
  }
}
