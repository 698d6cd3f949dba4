package org.hierophant.sp1.executor;

/** Decodes RV32IM as v5 does: funct7 of slli is ignored, of srli and srai it is not. */
final class Rv32Decoder implements CodeSegments.Decoder {
  private static final int[] LOADS = {Op.LB, Op.LH, Op.LW, -1, Op.LBU, Op.LHU, -1, -1};
  private static final int[] STORES = {Op.SB, Op.SH, Op.SW, -1, -1, -1, -1, -1};

  @Override
  public long decode(int word) {
    int funct3 = Encoding.funct3(word);
    return switch (Encoding.opcode(word)) {
      case 0x03 -> Encoding.immediate(LOADS[funct3], word, Encoding.immI(word));
      case 0x23 -> Encoding.store(STORES[funct3], word);
      case 0x13 ->
          funct3 == 1 || funct3 == 5
              ? Encoding.immediate(shift(word), word, Encoding.rs2(word))
              : Encoding.common(word);
      default -> Encoding.common(word);
    };
  }

  private static int shift(int word) {
    if (Encoding.funct3(word) == 1) {
      return Op.SLLI;
    }
    return switch (Encoding.funct7(word)) {
      case 0x00 -> Op.SRLI;
      case 0x20 -> Op.SRAI;
      default -> -1;
    };
  }
}
