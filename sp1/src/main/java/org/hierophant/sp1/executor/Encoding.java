package org.hierophant.sp1.executor;

/**
 * Fields of 32-bit RISC-V instruction words, and the decoding both machines share.
 *
 * <p><b>Source.</b> RISC-V unprivileged specification; strictness as crates rrs-succinct 0.1.0 and
 * 0.2.0.
 */
final class Encoding {
  /** What a decoder returns for a word that is no instruction. */
  static final long UNDECODABLE = -1;

  private static final int[] BRANCHES = {
    Op.BEQ, Op.BNE, -1, -1, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU,
  };
  private static final int[] PLAIN = {
    Op.ADD, Op.SLL, Op.SLT, Op.SLTU, Op.XOR, Op.SRL, Op.OR, Op.AND,
  };
  private static final int[] MULTIPLY = {
    Op.MUL, Op.MULH, Op.MULHSU, Op.MULHU, Op.DIV, Op.DIVU, Op.REM, Op.REMU,
  };
  private static final int[] IMMEDIATE = {
    Op.ADDI, -1, Op.SLTI, Op.SLTIU, Op.XORI, -1, Op.ORI, Op.ANDI,
  };

  private Encoding() {}

  static int opcode(int word) {
    return word & 0x7f;
  }

  static int rd(int word) {
    return word >>> 7 & 0x1f;
  }

  static int funct3(int word) {
    return word >>> 12 & 7;
  }

  static int rs1(int word) {
    return word >>> 15 & 0x1f;
  }

  static int rs2(int word) {
    return word >>> 20 & 0x1f;
  }

  static int funct7(int word) {
    return word >>> 25;
  }

  static int immI(int word) {
    return word >> 20;
  }

  /** An instruction of the register form, or UNDECODABLE for operation -1. */
  static long register(int op, int word) {
    return op < 0 ? UNDECODABLE : Code.pack(op, rd(word), rs1(word), rs2(word), 0);
  }

  /** An instruction of the immediate form, or UNDECODABLE for operation -1. */
  static long immediate(int op, int word, int value) {
    return op < 0 ? UNDECODABLE : Code.pack(op, rd(word), rs1(word), 0, value);
  }

  static long store(int op, int word) {
    int imm = word >> 25 << 5 | rd(word);
    return op < 0 ? UNDECODABLE : Code.pack(op, 0, rs1(word), rs2(word), imm);
  }

  /** Decodes what is the same in both machines; UNDECODABLE for anything else. */
  static long common(int word) {
    return switch (opcode(word)) {
      case 0x33 -> register(arithmetic(word), word);
      case 0x13 -> immediate(IMMEDIATE[funct3(word)], word, immI(word));
      case 0x37 -> Code.pack(Op.LUI, rd(word), 0, 0, word & 0xffff_f000);
      case 0x17 -> Code.pack(Op.AUIPC, rd(word), 0, 0, word & 0xffff_f000);
      case 0x63 -> branch(word);
      case 0x6f -> Code.pack(Op.JAL, rd(word), 0, 0, immJ(word));
      case 0x67 -> immediate(Op.JALR, word, immI(word));
      case 0x0f -> funct3(word) == 0 ? unimplemented(word) : UNDECODABLE;
      case 0x73 -> system(word);
      default -> UNDECODABLE;
    };
  }

  private static int arithmetic(int word) {
    return switch (funct7(word)) {
      case 0x00 -> PLAIN[funct3(word)];
      case 0x01 -> MULTIPLY[funct3(word)];
      case 0x20 -> funct3(word) == 0 ? Op.SUB : funct3(word) == 5 ? Op.SRA : -1;
      default -> -1;
    };
  }

  private static long branch(int word) {
    int op = BRANCHES[funct3(word)];
    int imm =
        word >> 31 << 12
            | (word >>> 7 & 1) << 11
            | (word >>> 25 & 0x3f) << 5
            | (word >>> 8 & 0xf) << 1;
    return op < 0 ? UNDECODABLE : Code.pack(op, 0, rs1(word), rs2(word), imm);
  }

  private static int immJ(int word) {
    return word >> 31 << 20
        | (word >>> 12 & 0xff) << 12
        | (word >>> 20 & 1) << 11
        | (word >>> 21 & 0x3ff) << 1;
  }

  private static long system(int word) {
    if (funct3(word) == 4) {
      return UNDECODABLE;
    }
    if (funct3(word) != 0) {
      return unimplemented(word);
    }
    return switch (word) {
      case 0x0000_0073 -> Code.pack(Op.ECALL, 0, 0, 0, 0);
      case 0x0010_0073 -> Code.pack(Op.EBREAK, 0, 0, 0, 0);
      case 0x1050_0073, 0x3020_0073 -> unimplemented(word);
      default -> UNDECODABLE;
    };
  }

  private static long unimplemented(int word) {
    return Code.pack(Op.UNIMP, 0, 0, 0, word);
  }
}
