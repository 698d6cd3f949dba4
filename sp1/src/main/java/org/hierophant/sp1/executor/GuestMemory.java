package org.hierophant.sp1.executor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * Sparse guest memory below 2^40, in pages made when first touched.
 *
 * <p><b>Shape.</b> A page is one array: {@value #PAGE_BYTES} bytes of data, then one flag byte per
 * machine word (4 bytes in v5, 8 in v6). Bit 0 of a flag: the word is touched (v5: it exists; v6:
 * it was accessed in this gas chunk). Bit 1 (v5): the word was hinted once.
 *
 * <p><b>Limits.</b> Pages count against the run's memory budget.
 */
final class GuestMemory {
  static final int PAGE_BITS = 16;
  static final int PAGE_BYTES = 1 << PAGE_BITS;
  static final int PAGE_MASK = PAGE_BYTES - 1;
  static final int TOUCHED = 1;
  static final int HINTED = 2;
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LEAF_BITS = 12;
  private static final int LEAF_MASK = (1 << LEAF_BITS) - 1;
  static final byte[][] EMPTY_LEAF = new byte[1 << LEAF_BITS][];
  private static final long LEAF_BYTES = 8L << LEAF_BITS;
  private static final byte[] NEW_PAGE = new byte[0];

  /** What making or copying a page costs, in guest instructions. */
  private static final int PAGE_STEPS = 2_000;

  private final GuestProgram program;
  private final MemoryBudget budget;
  private final StepMeter meter;
  private final boolean v5;
  private final int wordBits;

  /** Pages that may be read. */
  byte[][][] readable;

  /** Pages that may be written; inside an unconstrained block only those already set aside. */
  byte[][][] writable;

  private final byte[][][] everything = directory();
  private byte @Nullable [][][] block;
  private boolean unconstrained;

  /** By page number, what a page was when the unconstrained block first changed it. */
  private final Map<Long, byte[]> setAside = new HashMap<>();

  GuestMemory(GuestProgram program, MemoryBudget budget, StepMeter meter) {
    this.program = program;
    this.budget = budget;
    this.meter = meter;
    this.v5 = program.generation() == Generation.V5;
    this.wordBits = v5 ? 2 : 3;
    this.readable = everything;
    this.writable = everything;
  }

  private static byte[][][] directory() {
    byte[][][] directory = new byte[1 << 12][][];
    Arrays.fill(directory, EMPTY_LEAF);
    return directory;
  }

  /** The page of an address, for reading. */
  byte[] read(long address) {
    byte[] page = readable[(int) (address >>> 28)][(int) (address >>> PAGE_BITS) & LEAF_MASK];
    return page != null ? page : open(address);
  }

  /** The page of an address, for writing or for changing its flags. */
  byte[] write(long address) {
    byte[] page = writable[(int) (address >>> 28)][(int) (address >>> PAGE_BITS) & LEAF_MASK];
    return page != null ? page : openForWrite(address);
  }

  private byte[] open(long address) {
    byte[] page = new byte[budget.takeArray(PAGE_BYTES + (PAGE_BYTES >> wordBits))];
    meter.spend(PAGE_STEPS);
    long base = address & -PAGE_BYTES;
    program.copyImage(base, page, 0, PAGE_BYTES);
    if (v5) {
      markImage(base, page);
    }
    put(readable, address, page);
    if (unconstrained) {
      setAside.put(address >>> PAGE_BITS, NEW_PAGE);
      put(writable, address, page);
    }
    return page;
  }

  private void markImage(long base, byte[] page) {
    for (Segment segment : program.segments()) {
      long from = Math.max(base, segment.address());
      long to = Math.min(base + PAGE_BYTES, segment.end());
      if (from < to) {
        int first = PAGE_BYTES + ((int) (from - base) >> 2);
        int last = PAGE_BYTES + ((int) (to - base) >> 2);
        Arrays.fill(page, first, last, (byte) TOUCHED);
      }
    }
  }

  private byte[] openForWrite(long address) {
    byte[] page = read(address);
    if (unconstrained && !setAside.containsKey(address >>> PAGE_BITS)) {
      budget.take(page.length);
      meter.spend(PAGE_STEPS);
      setAside.put(address >>> PAGE_BITS, page.clone());
      put(writable, address, page);
    }
    return page;
  }

  private void put(byte[][][] directory, long address, byte[] page) {
    int slot = (int) (address >>> 28);
    if (directory[slot] == EMPTY_LEAF) {
      budget.take(LEAF_BYTES);
      directory[slot] = new byte[1 << LEAF_BITS][];
    }
    directory[slot][leafIndex(address)] = page;
  }

  private static int leafIndex(long address) {
    return (int) (address >>> PAGE_BITS) & LEAF_MASK;
  }

  /** From here on every change can be undone. */
  void enterUnconstrained() {
    if (block == null) {
      block = directory();
    }
    unconstrained = true;
    writable = block;
  }

  /** Undoes every change since the block was entered. */
  void exitUnconstrained() {
    setAside.forEach(
        (number, original) -> {
          long address = number << PAGE_BITS;
          int slot = (int) (address >>> 28);
          byte[][] leaf = readable[slot];
          budget.give(leaf[leafIndex(address)].length);
          leaf[leafIndex(address)] = original == NEW_PAGE ? null : original;
          writable[slot][leafIndex(address)] = null;
        });
    setAside.clear();
    unconstrained = false;
    writable = readable;
  }

  /**
   * Copies bytes of one page without touching them: words that do not exist are zero, and so are
   * v5's untouched ones.
   */
  void copy(long address, byte[] into, int at, int count) {
    byte[] page = readable[(int) (address >>> 28)][leafIndex(address)];
    if (page == null) {
      Arrays.fill(into, at, at + count, (byte) 0);
      program.copyImage(address, into, at, count);
      return;
    }
    System.arraycopy(page, (int) address & PAGE_MASK, into, at, count);
    if (v5) {
      hideUntouched(page, (int) address & PAGE_MASK, into, at, count);
    }
  }

  private static void hideUntouched(byte[] page, int offset, byte[] into, int at, int count) {
    for (int word = offset & -4; word < offset + count; word += 4) {
      if ((page[PAGE_BYTES + (word >> 2)] & TOUCHED) == 0) {
        int from = Math.max(offset, word);
        int to = Math.min(offset + count, word + 4);
        Arrays.fill(into, at + from - offset, at + to - offset, (byte) 0);
      }
    }
  }

  /** Clears the touched bit of every word. */
  void forgetTouches() {
    for (byte[][] leaf : readable) {
      if (leaf != EMPTY_LEAF) {
        for (byte[] page : leaf) {
          if (page != null) {
            Arrays.fill(page, PAGE_BYTES, page.length, (byte) 0);
          }
        }
      }
    }
  }

  /** Where on its page the flag of an address's word is. */
  int flagIndex(long address) {
    return PAGE_BYTES + (((int) address & PAGE_MASK) >> wordBits);
  }
}
