package org.hierophant.sp1.executor;

/**
 * Decoded instructions, and where each straight run of them ends.
 *
 * <p><b>Shape.</b> One {@code long} per instruction: operation in bits 0–7, rd in 8–15, rs1 in
 * 16–23, rs2 in 24–31, immediate in 32–63 (signed). A destination of x0 is written as register
 * {@value #SINK}, which nobody reads. A block may start anywhere; it ends with the next instruction
 * that can change the flow, or with the last of the code.
 */
final class Code {
  static final int SINK = 32;

  private final long base;
  private final long[] packed;
  private final int[] end;
  private final long[] cost;

  Code(long base, long[] packed) {
    this.base = base;
    this.packed = packed;
    this.end = new int[packed.length];
    this.cost = new long[packed.length];
    int last = packed.length - 1;
    int accesses = 0;
    for (int i = packed.length - 1; i >= 0; i--) {
      int op = op(packed[i]);
      if (Op.endsBlock(op)) {
        last = i;
        accesses = 0;
      }
      accesses += Op.isMemory(op) ? 1 : 0;
      end[i] = last;
      cost[i] = ((long) (last - i + 1) << 32) + accesses;
    }
  }

  static long pack(int op, int rd, int rs1, int rs2, int imm) {
    int target = rd == 0 ? SINK : rd;
    return ((long) imm << 32) | ((long) rs2 << 24) | (rs1 << 16) | (target << 8) | op;
  }

  static int op(long instruction) {
    return (int) instruction & 0xff;
  }

  static int rd(long instruction) {
    return (int) instruction >>> 8 & 0x3f;
  }

  static int rs1(long instruction) {
    return (int) instruction >>> 16 & 0x1f;
  }

  static int rs2(long instruction) {
    return (int) instruction >>> 24 & 0x1f;
  }

  static int imm(long instruction) {
    return (int) (instruction >> 32);
  }

  long base() {
    return base;
  }

  int size() {
    return packed.length;
  }

  /** Bytes of the tables, with those of the translator. */
  long tableBytes() {
    return 28L * packed.length;
  }

  long[] packed() {
    return packed;
  }

  /** Index of the last instruction of the block that starts at each index. */
  int[] ends() {
    return end;
  }

  /**
   * Per starting index: instructions of the block in the upper half, its loads and stores below.
   */
  long[] costs() {
    return cost;
  }
}
