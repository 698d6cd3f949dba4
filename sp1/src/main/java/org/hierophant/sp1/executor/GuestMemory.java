package org.hierophant.sp1.executor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.hierophant.sp1.Generation;

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
  private static final byte[][] EMPTY_LEAF = new byte[1 << LEAF_BITS][];

  private final GuestProgram program;
  private final MemoryBudget budget;
  private final int wordBits;

  /** Pages that may be read. */
  byte[][][] readable = directory();

  /** Pages that may be written; inside an unconstrained block only those already set aside. */
  byte[][][] writable = readable;

  private boolean unconstrained;
  private final Map<Long, byte[]> setAside = new HashMap<>();
  private static final byte[] NEW_PAGE = new byte[0];

  GuestMemory(GuestProgram program, MemoryBudget budget) {
    this.program = program;
    this.budget = budget;
    this.wordBits = program.generation() == Generation.V5 ? 2 : 3;
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
    int pageBytes = PAGE_BYTES + (PAGE_BYTES >> wordBits);
    budget.take(pageBytes);
    byte[] page = new byte[pageBytes];
    long base = address & -PAGE_BYTES;
    program.copyImage(base, page, PAGE_BYTES);
    if (program.generation() == Generation.V5) {
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
      setAside.put(address >>> PAGE_BITS, page.clone());
      put(writable, address, page);
    }
    return page;
  }

  private static void put(byte[][][] directory, long address, byte[] page) {
    int slot = (int) (address >>> 28);
    if (directory[slot] == EMPTY_LEAF) {
      directory[slot] = new byte[1 << LEAF_BITS][];
    }
    directory[slot][(int) (address >>> PAGE_BITS) & LEAF_MASK] = page;
  }

  /** From here on every change can be undone. */
  void enterUnconstrained() {
    unconstrained = true;
    writable = directory();
  }

  /** Undoes every change since the block was entered. */
  void exitUnconstrained() {
    unconstrained = false;
    setAside.forEach(
        (number, original) -> {
          long address = number << PAGE_BITS;
          byte[] current = read(address);
          budget.give(current.length);
          if (original == NEW_PAGE) {
            readable[(int) (address >>> 28)][(int) (address >>> PAGE_BITS) & LEAF_MASK] = null;
          } else {
            put(readable, address, original);
          }
        });
    setAside.clear();
    writable = readable;
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

  /** Flag byte of the word at an address. */
  int flag(byte[] page, long address) {
    return page[flagIndex(address)];
  }

  int flagIndex(long address) {
    return PAGE_BYTES + ((int) address & PAGE_MASK) / (1 << wordBits);
  }
}
