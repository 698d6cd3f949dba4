package org.hierophant.sp1.executor;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which blocks a region consists of, where it can be entered, and where it looks at the countdown.
 *
 * <p>A region grows from a block along branches, jumps and calls, and to the places that calls
 * return to, over what has run often enough. It looks at the countdown at its <i>heads</i>, one on
 * every circle of blocks, and there for all the blocks that can follow before the next head.
 *
 * <p><b>Limits.</b> {@value #MOST_BYTES} bytes of code, estimated from above, with what the JIT
 * compiler inlines: of more than 8,000 it inlines no further, and larger methods it leaves
 * interpreted.
 */
final class RegionPlan {
  private static final int MOST_BYTES = 7_400;

  /** A longer block is cut: the rest belongs to another region. */
  private static final int LONGEST_BLOCK_BYTES = 6_000;

  /** Prologue, exits and the copies of the registers. */
  private static final int FRAME_BYTES = 900;

  private static final int BLOCK_BYTES = 56;
  private static final int MEMORY_BYTES = 100;
  private static final int CALLED_BYTES = 30;
  private static final int PLAIN_BYTES = 14;
  private static final int SHORT_BYTES = 9;

  private final Code code;
  private final long[] runs;
  private final long enough;
  private final BitSet starts = new BitSet();
  private final BitSet entries = new BitSet();
  private final BitSet heads = new BitSet();
  private final BitSet cuts = new BitSet();
  private final Map<Integer, Long> worst = new HashMap<>();
  private int bytes = FRAME_BYTES;

  private RegionPlan(Code code, long[] runs, long enough) {
    this.code = code;
    this.runs = runs;
    this.enough = enough;
  }

  /**
   * Grows a region.
   *
   * @param runs how often a block ran by its first index
   * @param enough how often a block must have run to belong to the region
   */
  static RegionPlan grow(Code code, int seed, long[] runs, long enough) {
    RegionPlan plan = new RegionPlan(code, runs, enough);
    plan.collect(seed);
    plan.findHeads();
    plan.findWorst();
    return plan;
  }

  /** First indices of the blocks. */
  BitSet starts() {
    return starts;
  }

  /** Where the region can be entered from outside or by an indirect jump; the seed is one. */
  BitSet entries() {
    return entries;
  }

  /** Where blocks are cut off: what follows is not in the region, though accounted for. */
  BitSet cuts() {
    return cuts;
  }

  boolean isHead(int start) {
    return heads.get(start);
  }

  /** The most the countdown can lose from a head to the next. */
  long worst(int start) {
    return worst.getOrDefault(start, 0L);
  }

  /** The last instruction that is only this block's: before the next block, a cut, or its last. */
  int end(int start) {
    int last = code.ends()[start];
    return Math.min(before(starts, start, last), before(cuts, start, last));
  }

  private static int before(BitSet marks, int start, int last) {
    int next = marks.nextSetBit(start + 1);
    return next >= 0 && next <= last ? next - 1 : last;
  }

  /** Index a branch or jump goes to if that is the start of an instruction, else -1. */
  static int target(Code code, int at) {
    int offset = Code.imm(code.packed()[at]);
    long target = at + (offset >> 2);
    return (offset & 3) == 0 && target >= 0 && target < code.size() ? (int) target : -1;
  }

  private void collect(int seed) {
    Deque<Integer> waiting = new ArrayDeque<>();
    waiting.add(seed);
    entries.set(seed);
    while (!waiting.isEmpty()) {
      int start = waiting.remove();
      if (starts.get(start)) {
        continue;
      }
      int size = BLOCK_BYTES;
      int next = start;
      while (next <= code.ends()[start] && size < LONGEST_BLOCK_BYTES) {
        size += bytesOf(Code.op(code.packed()[next++]));
      }
      if (bytes + size > MOST_BYTES) {
        continue;
      }
      bytes += size;
      starts.set(start);
      if (next <= code.ends()[start]) {
        cuts.set(next);
      } else {
        follow(code.ends()[start], waiting);
      }
    }
    entries.and(starts);
  }

  private void follow(int last, Deque<Integer> waiting) {
    long c = code.packed()[last];
    int op = Code.op(c);
    if (Op.isBranch(op)) {
      consider(target(code, last), waiting);
      consider(last + 1, waiting);
    } else if (op == Op.JAL) {
      consider(target(code, last), waiting);
    }
    boolean comesBack = (op == Op.JAL || op == Op.JALR) && Code.rd(c) != Code.SINK;
    if ((comesBack || op == Op.ECALL) && consider(last + 1, waiting)) {
      entries.set(last + 1);
    }
  }

  private boolean consider(int start, Deque<Integer> waiting) {
    boolean wanted = start >= 0 && start < code.size() && runs[start] >= enough;
    if (wanted) {
      waiting.add(start);
    }
    return wanted;
  }

  private static int bytesOf(int op) {
    if (Op.isMemory(op)) {
      return MEMORY_BYTES;
    }
    boolean called = op >= Op.MULH && op <= Op.REMU || op >= Op.DIVW && op <= Op.REMUW;
    if (called || Op.endsBlock(op)) {
      return CALLED_BYTES;
    }
    boolean isShort = op <= Op.SRA || op == Op.ADDI || op == Op.LUI || op == Op.MUL;
    return isShort ? SHORT_BYTES : PLAIN_BYTES;
  }

  /** Blocks that can follow another inside the region, without indirect jumps. */
  private int[] successors(int start) {
    int last = code.ends()[start];
    int op = Code.op(code.packed()[last]);
    if (Op.isBranch(op)) {
      return new int[] {target(code, last), last + 1};
    }
    return op == Op.JAL ? new int[] {target(code, last)} : new int[0];
  }

  private void findHeads() {
    heads.or(entries);
    for (int start = starts.nextSetBit(0); start >= 0; start = starts.nextSetBit(start + 1)) {
      for (int next : successors(start)) {
        if (next >= 0 && next <= start && starts.get(next)) {
          heads.set(next);
        }
      }
    }
  }

  private void findWorst() {
    for (int start = starts.length() - 1;
        start >= 0;
        start = start == 0 ? -1 : starts.previousSetBit(start - 1)) {
      long instructions = 0;
      long accesses = 0;
      for (int next : successors(start)) {
        if (next >= 0 && starts.get(next) && !heads.get(next)) {
          instructions = Math.max(instructions, worst(next) >>> 32);
          accesses = Math.max(accesses, (int) worst(next));
        }
      }
      worst.put(start, code.costs()[start] + (instructions << 32) + accesses);
    }
  }
}
