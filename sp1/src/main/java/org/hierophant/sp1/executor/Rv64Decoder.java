package org.hierophant.sp1.executor;

/**
 * Decodes RV64IM as v6 does: funct7 is ignored by slli, slliw, sllw, divw, remw and remuw, and its
 * lowest bit belongs to the shift of srli and srai.
 */
final class Rv64Decoder implements CodeSegments.Decoder {
  private static final int[] LOADS = {
    Op.LB, Op.LH, Op.LW, Op.LD, Op.LBU, Op.LHU, Op.LWU, -1,
  };
  private static final int[] STORES = {Op.SB, Op.SH, Op.SW, Op.SD, -1, -1, -1, -1};

  @Override
  public long decode(int word) {
    int funct3 = Encoding.funct3(word);
    return switch (Encoding.opcode(word)) {
      case 0x03 -> Encoding.immediate(LOADS[funct3], word, Encoding.immI(word));
      case 0x23 -> Encoding.store(STORES[funct3], word);
      case 0x13 ->
          funct3 == 1 || funct3 == 5
              ? Encoding.immediate(shift(word), word, word >>> 20 & 0x3f)
              : Encoding.common(word);
      case 0x1b -> immediate32(word);
      case 0x3b -> Encoding.register(register32(word), word);
      default -> Encoding.common(word);
    };
  }

  private static int shift(int word) {
    if (Encoding.funct3(word) == 1) {
      return Op.SLLI;
    }
    return switch (Encoding.funct7(word)) {
      case 0x00, 0x01 -> Op.SRLI;
      case 0x20, 0x21 -> Op.SRAI;
      default -> -1;
    };
  }

  private static long immediate32(int word) {
    return switch (Encoding.funct3(word)) {
      case 0 -> Encoding.immediate(Op.ADDIW, word, Encoding.immI(word));
      case 1 -> Encoding.immediate(Op.SLLIW, word, Encoding.rs2(word));
      case 5 ->
          switch (Encoding.funct7(word)) {
            case 0x00 -> Encoding.immediate(Op.SRLIW, word, Encoding.rs2(word));
            case 0x20 -> Encoding.immediate(Op.SRAIW, word, Encoding.rs2(word));
            default -> Encoding.UNDECODABLE;
          };
      default -> Encoding.UNDECODABLE;
    };
  }

  private static int register32(int word) {
    int funct7 = Encoding.funct7(word);
    return switch (Encoding.funct3(word)) {
      case 0 ->
          switch (funct7) {
            case 0x00 -> Op.ADDW;
            case 0x20 -> Op.SUBW;
            case 0x01 -> Op.MULW;
            default -> -1;
          };
      case 1 -> Op.SLLW;
      case 4 -> Op.DIVW;
      case 5 ->
          switch (funct7) {
            case 0x00 -> Op.SRLW;
            case 0x20 -> Op.SRAW;
            case 0x01 -> Op.DIVUW;
            default -> -1;
          };
      case 6 -> Op.REMW;
      case 7 -> Op.REMUW;
      default -> -1;
    };
  }
}
