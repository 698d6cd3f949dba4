package org.hierophant.sp1.executor;

import java.util.List;

/**
 * Operations of both machines as small numbers, so that they can be case labels and array indices.
 *
 * <p>The order matters: loads are the range LB–LD, stores SB–SD, and everything from BEQ on ends a
 * block.
 */
final class Op {
  static final int ADD = 0;
  static final int SUB = 1;
  static final int XOR = 2;
  static final int OR = 3;
  static final int AND = 4;
  static final int SLL = 5;
  static final int SRL = 6;
  static final int SRA = 7;
  static final int SLT = 8;
  static final int SLTU = 9;
  static final int ADDI = 10;
  static final int XORI = 11;
  static final int ORI = 12;
  static final int ANDI = 13;
  static final int SLLI = 14;
  static final int SRLI = 15;
  static final int SRAI = 16;
  static final int SLTI = 17;
  static final int SLTIU = 18;
  static final int LUI = 19;
  static final int AUIPC = 20;
  static final int MUL = 21;
  static final int MULH = 22;
  static final int MULHSU = 23;
  static final int MULHU = 24;
  static final int DIV = 25;
  static final int DIVU = 26;
  static final int REM = 27;
  static final int REMU = 28;
  static final int ADDW = 29;
  static final int SUBW = 30;
  static final int SLLW = 31;
  static final int SRLW = 32;
  static final int SRAW = 33;
  static final int ADDIW = 34;
  static final int SLLIW = 35;
  static final int SRLIW = 36;
  static final int SRAIW = 37;
  static final int MULW = 38;
  static final int DIVW = 39;
  static final int DIVUW = 40;
  static final int REMW = 41;
  static final int REMUW = 42;
  static final int LB = 43;
  static final int LH = 44;
  static final int LW = 45;
  static final int LBU = 46;
  static final int LHU = 47;
  static final int LWU = 48;
  static final int LD = 49;
  static final int SB = 50;
  static final int SH = 51;
  static final int SW = 52;
  static final int SD = 53;
  static final int BEQ = 54;
  static final int BNE = 55;
  static final int BLT = 56;
  static final int BGE = 57;
  static final int BLTU = 58;
  static final int BGEU = 59;
  static final int JAL = 60;
  static final int JALR = 61;
  static final int ECALL = 62;
  static final int EBREAK = 63;
  static final int UNIMP = 64;

  static final int COUNT = 65;

  /** Upstream's mnemonics: immediate forms share the name of the register form. */
  private static final List<String> NAMES =
      List.of(
          "add", "sub", "xor", "or", "and", "sll", "srl", "sra", "slt", "sltu", "addi", "xor", "or",
          "and", "sll", "srl", "sra", "slt", "sltu", "lui", "auipc", "mul", "mulh", "mulhsu",
          "mulhu", "div", "divu", "rem", "remu", "addw", "subw", "sllw", "srlw", "sraw", "addw",
          "sllw", "srlw", "sraw", "mulw", "divw", "divuw", "remw", "remuw", "lb", "lh", "lw", "lbu",
          "lhu", "lwu", "ld", "sb", "sh", "sw", "sd", "beq", "bne", "blt", "bge", "bltu", "bgeu",
          "jal", "jalr", "ecall", "ebreak", "unimp");

  private Op() {}

  /** Name under which v6 counts an operation. */
  static String name(int op) {
    return NAMES.get(op);
  }

  static boolean isLoad(int op) {
    return op >= LB && op <= LD;
  }

  static boolean isStore(int op) {
    return op >= SB && op <= SD;
  }

  static boolean isMemory(int op) {
    return op >= LB && op <= SD;
  }

  static boolean endsBlock(int op) {
    return op >= BEQ;
  }

  static boolean isBranch(int op) {
    return op >= BEQ && op <= BGEU;
  }

  /** True for the forms that read rs2: register arithmetic, stores and branches. */
  static boolean readsRs2(int op) {
    return op <= SLTU
        || (op >= MUL && op <= SRAW)
        || (op >= MULW && op <= REMUW)
        || isStore(op)
        || isBranch(op);
  }

  /** True for the forms that read rs1: all but the upper immediates, jal and the system calls. */
  static boolean readsRs1(int op) {
    return op != LUI && op != AUIPC && op != JAL && op < ECALL;
  }

  /** True for the forms that name a destination, x0 included. */
  static boolean writesRd(int op) {
    return !isStore(op) && !isBranch(op) && op < ECALL;
  }
}
