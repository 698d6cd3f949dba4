package org.hierophant.sp1.executor;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Translates RV32IM: registers are {@code int}. */
final class Rv32Emitter extends RegionEmitter {
  private static final ClassDesc ACCESS = describe(Rv32Access.class);
  private static final ClassDesc DIVISION = describe(Division.class);
  private static final ClassDesc INTEGER = describe(Integer.class);
  private static final MethodTypeDesc BINARY = MethodTypeDesc.ofDescriptor("(II)I");
  private static final MethodTypeDesc LOAD =
      MethodTypeDesc.ofDescriptor("(" + MACHINE.descriptorString() + "[[[BII)I");
  private static final MethodTypeDesc STORE =
      MethodTypeDesc.ofDescriptor("(" + MACHINE.descriptorString() + "[[[BIII)V");
  private static final MethodTypeDesc LANDING =
      MethodTypeDesc.ofDescriptor("(" + MACHINE.descriptorString() + "I)I");

  Rv32Emitter(CodeBuilder out, Code code, RegionPlan plan) {
    super(out, code, plan, false);
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
      out.loadConstant(Code.imm(c)).iadd();
    }
    boolean stores = Op.isStore(op);
    if (stores) {
      load(Code.rs2(c));
    }
    out.loadConstant(at).invokestatic(ACCESS, Op.name(op), stores ? STORE : LOAD);
  }

  /** Leaves an instruction's result on the stack. */
  private void value(int op, long c, int at) {
    switch (op) {
      case Op.LUI -> out.loadConstant(Code.imm(c));
      case Op.AUIPC -> out.loadConstant((int) code.base() + 4 * at + Code.imm(c));
      default -> {
        load(Code.rs1(c));
        if (Op.readsRs2(op)) {
          load(Code.rs2(c));
          combine(op);
        } else if (op != Op.ADDI || Code.imm(c) != 0) {
          out.loadConstant(Code.imm(c));
          combine(op);
        }
      }
    }
  }

  private void combine(int op) {
    switch (op) {
      case Op.ADD, Op.ADDI -> out.iadd();
      case Op.SUB -> out.isub();
      case Op.XOR, Op.XORI -> out.ixor();
      case Op.OR, Op.ORI -> out.ior();
      case Op.AND, Op.ANDI -> out.iand();
      case Op.SLL, Op.SLLI -> out.ishl();
      case Op.SRL, Op.SRLI -> out.iushr();
      case Op.SRA, Op.SRAI -> out.ishr();
      case Op.SLT, Op.SLTI -> out.invokestatic(INTEGER, "compare", BINARY).loadConstant(31).iushr();
      case Op.SLTU, Op.SLTIU ->
          out.invokestatic(INTEGER, "compareUnsigned", BINARY).loadConstant(31).iushr();
      case Op.MUL -> out.imul();
      case Op.MULH -> out.invokestatic(ACCESS, "multiplyHigh", BINARY);
      case Op.MULHU -> out.invokestatic(ACCESS, "unsignedMultiplyHigh", BINARY);
      case Op.MULHSU -> out.invokestatic(ACCESS, "multiplyHighSignedUnsigned", BINARY);
      case Op.DIV -> out.invokestatic(DIVISION, "divide", BINARY);
      case Op.DIVU -> out.invokestatic(DIVISION, "divideUnsigned", BINARY);
      case Op.REM -> out.invokestatic(DIVISION, "remainder", BINARY);
      case Op.REMU -> out.invokestatic(DIVISION, "remainderUnsigned", BINARY);
      default -> throw new IllegalStateException("not a straight-line operation");
    }
  }

  @Override
  void branchIf(long c, Label taken) {
    load(Code.rs1(c));
    load(Code.rs2(c));
    switch (Code.op(c)) {
      case Op.BEQ -> out.if_icmpeq(taken);
      case Op.BNE -> out.if_icmpne(taken);
      case Op.BLT -> out.if_icmplt(taken);
      case Op.BGE -> out.if_icmpge(taken);
      case Op.BLTU -> out.invokestatic(INTEGER, "compareUnsigned", BINARY).iflt(taken);
      case Op.BGEU -> out.invokestatic(INTEGER, "compareUnsigned", BINARY).ifge(taken);
      default -> throw new IllegalStateException("not a branch");
    }
  }

  @Override
  void landing(long c) {
    out.aload(MACHINE_LOCAL);
    load(Code.rs1(c));
    out.loadConstant(Code.imm(c)).iadd();
    out.invokestatic(ACCESS, "landing", LANDING);
  }

  @Override
  void link(int at) {
    out.loadConstant((int) code.base() + 4 * at + 4);
  }
}
