package org.hierophant.sp1.executor;

/**
 * Interprets RV32IM as v5 does: jumps keep the low bits of their target.
 *
 * <p>Plain and complete: the reference that faster engines are compared with.
 */
final class Rv32Interpreter implements Interpreter {
  private static final long UNSIGNED = 0xffff_ffffL;
  private static final long FIRST = 32;
  private static final long LAST = 0x7800_0000L;

  private final Machine m;
  private final GuestMemory memory;
  private final long[] x;
  private final long[] code;
  private final long base;

  Rv32Interpreter(Machine machine) {
    this.m = machine;
    this.memory = machine.memory;
    this.x = machine.x;
    this.code = machine.code.packed();
    this.base = machine.code.base();
  }

  @Override
  public void straight(int from, int to) {
    for (int i = from; i < to; i++) {
      long c = code[i];
      switch (Code.op(c)) {
        case Op.ADD -> x[Code.rd(c)] = (int) (x[Code.rs1(c)] + x[Code.rs2(c)]);
        case Op.SUB -> x[Code.rd(c)] = (int) (x[Code.rs1(c)] - x[Code.rs2(c)]);
        case Op.XOR -> x[Code.rd(c)] = x[Code.rs1(c)] ^ x[Code.rs2(c)];
        case Op.OR -> x[Code.rd(c)] = x[Code.rs1(c)] | x[Code.rs2(c)];
        case Op.AND -> x[Code.rd(c)] = x[Code.rs1(c)] & x[Code.rs2(c)];
        case Op.SLL -> x[Code.rd(c)] = (int) x[Code.rs1(c)] << (int) x[Code.rs2(c)];
        case Op.SRL -> x[Code.rd(c)] = (int) x[Code.rs1(c)] >>> (int) x[Code.rs2(c)];
        case Op.SRA -> x[Code.rd(c)] = (int) x[Code.rs1(c)] >> (int) x[Code.rs2(c)];
        case Op.SLT -> x[Code.rd(c)] = x[Code.rs1(c)] < x[Code.rs2(c)] ? 1 : 0;
        case Op.SLTU ->
            x[Code.rd(c)] = Long.compareUnsigned(x[Code.rs1(c)], x[Code.rs2(c)]) < 0 ? 1 : 0;
        case Op.ADDI -> x[Code.rd(c)] = (int) x[Code.rs1(c)] + Code.imm(c);
        case Op.XORI -> x[Code.rd(c)] = x[Code.rs1(c)] ^ Code.imm(c);
        case Op.ORI -> x[Code.rd(c)] = x[Code.rs1(c)] | Code.imm(c);
        case Op.ANDI -> x[Code.rd(c)] = x[Code.rs1(c)] & Code.imm(c);
        case Op.SLLI -> x[Code.rd(c)] = (int) x[Code.rs1(c)] << Code.imm(c);
        case Op.SRLI -> x[Code.rd(c)] = (int) x[Code.rs1(c)] >>> Code.imm(c);
        case Op.SRAI -> x[Code.rd(c)] = (int) x[Code.rs1(c)] >> Code.imm(c);
        case Op.SLTI -> x[Code.rd(c)] = x[Code.rs1(c)] < Code.imm(c) ? 1 : 0;
        case Op.SLTIU ->
            x[Code.rd(c)] = Long.compareUnsigned(x[Code.rs1(c)], Code.imm(c)) < 0 ? 1 : 0;
        case Op.LUI -> x[Code.rd(c)] = Code.imm(c);
        case Op.AUIPC -> x[Code.rd(c)] = (int) base + 4 * i + m.low + Code.imm(c);
        case Op.MUL -> x[Code.rd(c)] = (int) (x[Code.rs1(c)] * x[Code.rs2(c)]);
        case Op.MULH -> x[Code.rd(c)] = x[Code.rs1(c)] * x[Code.rs2(c)] >> 32;
        case Op.MULHSU -> x[Code.rd(c)] = x[Code.rs1(c)] * (x[Code.rs2(c)] & UNSIGNED) >> 32;
        case Op.MULHU ->
            x[Code.rd(c)] =
                (int) ((x[Code.rs1(c)] & UNSIGNED) * (x[Code.rs2(c)] & UNSIGNED) >>> 32);
        case Op.DIV -> x[Code.rd(c)] = Division.divide((int) x[Code.rs1(c)], (int) x[Code.rs2(c)]);
        case Op.DIVU ->
            x[Code.rd(c)] = Division.divideUnsigned((int) x[Code.rs1(c)], (int) x[Code.rs2(c)]);
        case Op.REM ->
            x[Code.rd(c)] = Division.remainder((int) x[Code.rs1(c)], (int) x[Code.rs2(c)]);
        case Op.REMU ->
            x[Code.rd(c)] = Division.remainderUnsigned((int) x[Code.rs1(c)], (int) x[Code.rs2(c)]);
        case Op.LB -> x[Code.rd(c)] = loadByte(c, i);
        case Op.LH -> x[Code.rd(c)] = loadShort(c, i);
        case Op.LW -> x[Code.rd(c)] = loadInt(c, i);
        case Op.LBU -> x[Code.rd(c)] = loadByte(c, i) & 0xff;
        case Op.LHU -> x[Code.rd(c)] = loadShort(c, i) & 0xffff;
        case Op.SB -> storeByte(c, i);
        case Op.SH -> storeShort(c, i);
        case Op.SW -> storeInt(c, i);
        default -> throw new IllegalStateException("not a straight-line operation");
      }
    }
  }

  @Override
  public void transfer(int at) {
    long c = code[at];
    long a = x[Code.rs1(c)];
    long b = x[Code.rs2(c)];
    switch (Code.op(c)) {
      case Op.BEQ -> m.branch(at, a == b ? Code.imm(c) : 4);
      case Op.BNE -> m.branch(at, a != b ? Code.imm(c) : 4);
      case Op.BLT -> m.branch(at, a < b ? Code.imm(c) : 4);
      case Op.BGE -> m.branch(at, a >= b ? Code.imm(c) : 4);
      case Op.BLTU -> m.branch(at, Long.compareUnsigned(a, b) < 0 ? Code.imm(c) : 4);
      case Op.BGEU -> m.branch(at, Long.compareUnsigned(a, b) >= 0 ? Code.imm(c) : 4);
      case Op.JAL -> {
        x[Code.rd(c)] = (int) base + 4 * at + m.low + 4;
        m.branch(at, Code.imm(c));
      }
      case Op.JALR -> {
        long target = (x[Code.rs1(c)] + Code.imm(c)) & UNSIGNED;
        x[Code.rd(c)] = (int) base + 4 * at + m.low + 4;
        m.jump(target, (target - base) & UNSIGNED);
      }
      default -> throw new IllegalStateException("not a branch or jump");
    }
  }

  private byte loadByte(long c, int i) {
    long address = (x[Code.rs1(c)] + Code.imm(c)) & UNSIGNED;
    if ((address & -4) - FIRST > LAST - FIRST || (address & -4) < FIRST) {
      throw m.trap(i, new GuestFault.AddressOutOfRange(address));
    }
    byte[] page = memory.read(address);
    if ((page[flag(address)] & GuestMemory.TOUCHED) == 0) {
      memory.write(address)[flag(address)] |= GuestMemory.TOUCHED;
    }
    return page[(int) address & GuestMemory.PAGE_MASK];
  }

  private short loadShort(long c, int i) {
    long address = (x[Code.rs1(c)] + Code.imm(c)) & UNSIGNED;
    if ((address & -4) - FIRST > LAST - FIRST || (address & -4) < FIRST) {
      throw m.trap(i, new GuestFault.AddressOutOfRange(address));
    }
    if ((address & 1) != 0) {
      throw m.trap(i, new GuestFault.MisalignedAccess(address));
    }
    byte[] page = memory.read(address);
    if ((page[flag(address)] & GuestMemory.TOUCHED) == 0) {
      memory.write(address)[flag(address)] |= GuestMemory.TOUCHED;
    }
    return (short) GuestMemory.SHORT.get(page, (int) address & GuestMemory.PAGE_MASK);
  }

  private int loadInt(long c, int i) {
    long address = (x[Code.rs1(c)] + Code.imm(c)) & UNSIGNED;
    if ((address & -4) - FIRST > LAST - FIRST || (address & -4) < FIRST) {
      throw m.trap(i, new GuestFault.AddressOutOfRange(address));
    }
    if ((address & 3) != 0) {
      throw m.trap(i, new GuestFault.MisalignedAccess(address));
    }
    byte[] page = memory.read(address);
    if ((page[flag(address)] & GuestMemory.TOUCHED) == 0) {
      memory.write(address)[flag(address)] |= GuestMemory.TOUCHED;
    }
    return (int) GuestMemory.INT.get(page, (int) address & GuestMemory.PAGE_MASK);
  }

  private void storeByte(long c, int i) {
    long address = (x[Code.rs1(c)] + Code.imm(c)) & UNSIGNED;
    if ((address & -4) - FIRST > LAST - FIRST || (address & -4) < FIRST) {
      throw m.trap(i, new GuestFault.AddressOutOfRange(address));
    }
    byte[] page = memory.write(address);
    if ((page[flag(address)] & GuestMemory.TOUCHED) == 0) {
      page[flag(address)] |= GuestMemory.TOUCHED;
      GuestMemory.INT.set(page, (int) address & GuestMemory.PAGE_MASK & -4, 0);
    }
    page[(int) address & GuestMemory.PAGE_MASK] = (byte) x[Code.rs2(c)];
  }

  private void storeShort(long c, int i) {
    long address = (x[Code.rs1(c)] + Code.imm(c)) & UNSIGNED;
    if ((address & 1) != 0) {
      throw m.trap(i, new GuestFault.MisalignedAccess(address));
    }
    if ((address & -4) - FIRST > LAST - FIRST || (address & -4) < FIRST) {
      throw m.trap(i, new GuestFault.AddressOutOfRange(address));
    }
    byte[] page = memory.write(address);
    if ((page[flag(address)] & GuestMemory.TOUCHED) == 0) {
      page[flag(address)] |= GuestMemory.TOUCHED;
      GuestMemory.INT.set(page, (int) address & GuestMemory.PAGE_MASK & -4, 0);
    }
    GuestMemory.SHORT.set(page, (int) address & GuestMemory.PAGE_MASK, (short) x[Code.rs2(c)]);
  }

  private void storeInt(long c, int i) {
    long address = (x[Code.rs1(c)] + Code.imm(c)) & UNSIGNED;
    if ((address & 3) != 0) {
      throw m.trap(i, new GuestFault.MisalignedAccess(address));
    }
    if ((address & -4) - FIRST > LAST - FIRST || (address & -4) < FIRST) {
      throw m.trap(i, new GuestFault.AddressOutOfRange(address));
    }
    byte[] page = memory.write(address);
    if ((page[flag(address)] & GuestMemory.TOUCHED) == 0) {
      page[flag(address)] |= GuestMemory.TOUCHED;
    }
    GuestMemory.INT.set(page, (int) address & GuestMemory.PAGE_MASK, (int) x[Code.rs2(c)]);
  }

  private static int flag(long address) {
    return GuestMemory.PAGE_BYTES + (((int) address & GuestMemory.PAGE_MASK) >> 2);
  }
}
