package org.hierophant.sp1.executor;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Translates RV64IM: registers are {@code long}. */
final class Rv64Emitter extends RegionEmitter {
  private static final ClassDesc ACCESS = describe(Rv64Access.class);
  private static final ClassDesc DIVISION = describe(Division.class);
  private static final ClassDesc MATH = describe(Math.class);
  private static final ClassDesc LONG = describe(Long.class);
  private static final MethodTypeDesc BINARY = MethodTypeDesc.ofDescriptor("(JJ)J");
  private static final MethodTypeDesc NARROW = MethodTypeDesc.ofDescriptor("(II)I");
  private static final MethodTypeDesc COMPARE = MethodTypeDesc.ofDescriptor("(JJ)I");
  private static final MethodTypeDesc LOAD =
      MethodTypeDesc.ofDescriptor("(" + MACHINE.descriptorString() + "[[[BJIZ)J");
  private static final MethodTypeDesc STORE =
      MethodTypeDesc.ofDescriptor("(" + MACHINE.descriptorString() + "[[[BJJIZ)V");
  private static final MethodTypeDesc LANDING =
      MethodTypeDesc.ofDescriptor("(" + MACHINE.descriptorString() + "J)I");

  private final boolean counting;

  /**
   * @param counting true if accesses count touches for gas
   */
  Rv64Emitter(CodeBuilder out, Code code, RegionPlan plan, boolean counting) {
    super(out, code, plan, true);
    this.counting = counting;
  }

  @Override
  void straight(int at) {
    long c = code.packed()[at];
    int op = Code.op(c);
    if (Op.isStore(op)) {
      memory(c, at, WRITABLE);
      return;
    }
    if (Op.isLoad(op)) {
      memory(c, at, READABLE);
    } else if (Code.rd(c) == Code.SINK) {
      return; // nothing but memory accesses can fail
    } else {
      value(op, c, at);
    }
    store(Code.rd(c));
  }

  private void memory(long c, int at, int pages) {
    int op = Code.op(c);
    out.aload(MACHINE_LOCAL).aload(pages);
    load(Code.rs1(c));
    if (Code.imm(c) != 0) {
      out.loadConstant((long) Code.imm(c)).ladd();
    }
    boolean stores = Op.isStore(op);
    if (stores) {
      load(Code.rs2(c));
    }
    out.loadConstant(at).loadConstant(counting ? 1 : 0);
    out.invokestatic(ACCESS, Op.name(op), stores ? STORE : LOAD);
  }

  /** Leaves an instruction's result on the stack. */
  private void value(int op, long c, int at) {
    switch (op) {
      case Op.LUI -> out.loadConstant((long) Code.imm(c));
      case Op.AUIPC -> out.loadConstant(code.base() + 4L * at + Code.imm(c));
      case Op.ADDI, Op.XORI, Op.ORI, Op.ANDI, Op.SLTI, Op.SLTIU -> {
        load(Code.rs1(c));
        if (op != Op.ADDI || Code.imm(c) != 0) {
          out.loadConstant((long) Code.imm(c));
          combine(op);
        }
      }
      case Op.SLLI, Op.SRLI, Op.SRAI -> {
        load(Code.rs1(c));
        out.loadConstant(Code.imm(c));
        combine(op);
      }
      case Op.ADDIW, Op.SLLIW, Op.SRLIW, Op.SRAIW -> {
        load(Code.rs1(c));
        out.l2i().loadConstant(Code.imm(c));
        combine(op);
        out.i2l();
      }
      case Op.SLL, Op.SRL, Op.SRA -> {
        load(Code.rs1(c));
        load(Code.rs2(c));
        out.l2i();
        combine(op);
      }
      case Op.ADDW, Op.SUBW, Op.MULW, Op.SLLW, Op.SRLW, Op.SRAW -> narrow(op, c);
      case Op.DIVW, Op.DIVUW, Op.REMW, Op.REMUW -> narrow(op, c);
      default -> {
        load(Code.rs1(c));
        load(Code.rs2(c));
        combine(op);
      }
    }
  }

  private void narrow(int op, long c) {
    load(Code.rs1(c));
    out.l2i();
    load(Code.rs2(c));
    out.l2i();
    combine(op);
    out.i2l();
  }

  private void combine(int op) {
    switch (op) {
      case Op.ADD, Op.ADDI -> out.ladd();
      case Op.SUB -> out.lsub();
      case Op.XOR, Op.XORI -> out.lxor();
      case Op.OR, Op.ORI -> out.lor();
      case Op.AND, Op.ANDI -> out.land();
      case Op.SLL, Op.SLLI -> out.lshl();
      case Op.SRL, Op.SRLI -> out.lushr();
      case Op.SRA, Op.SRAI -> out.lshr();
      case Op.SLT, Op.SLTI -> out.lcmp().loadConstant(31).iushr().i2l();
      case Op.SLTU, Op.SLTIU ->
          out.invokestatic(LONG, "compareUnsigned", COMPARE).loadConstant(31).iushr().i2l();
      case Op.MUL -> out.lmul();
      case Op.MULH -> out.invokestatic(MATH, "multiplyHigh", BINARY);
      case Op.MULHU -> out.invokestatic(MATH, "unsignedMultiplyHigh", BINARY);
      case Op.MULHSU -> out.invokestatic(DIVISION, "multiplyHighSignedUnsigned", BINARY);
      case Op.DIV -> out.invokestatic(DIVISION, "divide", BINARY);
      case Op.DIVU -> out.invokestatic(DIVISION, "divideUnsigned", BINARY);
      case Op.REM -> out.invokestatic(DIVISION, "remainder", BINARY);
      case Op.REMU -> out.invokestatic(DIVISION, "remainderUnsigned", BINARY);
      case Op.ADDW, Op.ADDIW -> out.iadd();
      case Op.SUBW -> out.isub();
      case Op.MULW -> out.imul();
      case Op.SLLW, Op.SLLIW -> out.ishl();
      case Op.SRLW, Op.SRLIW -> out.iushr();
      case Op.SRAW, Op.SRAIW -> out.ishr();
      case Op.DIVW -> out.invokestatic(DIVISION, "divide", NARROW);
      case Op.DIVUW -> out.invokestatic(DIVISION, "divideUnsigned", NARROW);
      case Op.REMW -> out.invokestatic(DIVISION, "remainder", NARROW);
      case Op.REMUW -> out.invokestatic(DIVISION, "remainderUnsigned", NARROW);
      default -> throw new IllegalStateException("not a straight-line operation");
    }
  }

  @Override
  void branchIf(long c, Label taken) {
    load(Code.rs1(c));
    load(Code.rs2(c));
    switch (Code.op(c)) {
      case Op.BEQ -> out.lcmp().ifeq(taken);
      case Op.BNE -> out.lcmp().ifne(taken);
      case Op.BLT -> out.lcmp().iflt(taken);
      case Op.BGE -> out.lcmp().ifge(taken);
      case Op.BLTU -> out.invokestatic(LONG, "compareUnsigned", COMPARE).iflt(taken);
      case Op.BGEU -> out.invokestatic(LONG, "compareUnsigned", COMPARE).ifge(taken);
      default -> throw new IllegalStateException("not a branch");
    }
  }

  @Override
  void landing(long c) {
    out.aload(MACHINE_LOCAL);
    load(Code.rs1(c));
    out.loadConstant((long) Code.imm(c)).ladd();
    out.invokestatic(ACCESS, "landing", LANDING);
  }

  @Override
  void link(int at) {
    out.loadConstant(code.base() + 4L * at + 4);
  }
}
