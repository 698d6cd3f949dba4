package org.hierophant.sp1.executor;

import java.util.function.ObjIntConsumer;

/**
 * One item of the input queue.
 *
 * <p><b>Shape.</b> The caller's items are one array. What the guest itself queues may be as large
 * as all of its memory, so it is kept in pieces: making one array of that size takes the host
 * longer than a run may go without looking at its observers.
 */
final class Hint {
  private static final int PIECE_BITS = 20;
  private static final int ONE_PIECE = 31;

  private final byte[][] pieces;
  private final int bits;
  private final int length;

  private Hint(byte[][] pieces, int bits, int length) {
    this.pieces = pieces;
    this.bits = bits;
    this.length = length;
  }

  /** An item that is one array, which is not copied. */
  static Hint of(byte[] bytes) {
    return new Hint(new byte[][] {bytes}, ONE_PIECE, bytes.length);
  }

  /**
   * An item in pieces.
   *
   * @param fill fills a piece, given where it starts
   */
  static Hint inPieces(int length, ObjIntConsumer<byte[]> fill) {
    byte[][] pieces = new byte[(int) ((length + (1L << PIECE_BITS) - 1) >> PIECE_BITS)][];
    for (int i = 0; i < pieces.length; i++) {
      int from = i << PIECE_BITS;
      pieces[i] = new byte[Math.min(length - from, 1 << PIECE_BITS)];
      fill.accept(pieces[i], from);
    }
    return new Hint(pieces, PIECE_BITS, length);
  }

  int length() {
    return length;
  }

  /** Copies up to eight bytes, from a multiple of their number on. */
  void copy(int from, byte[] into, int at, int count) {
    if (count > 0) {
      System.arraycopy(pieces[from >>> bits], from & (1 << bits) - 1, into, at, count);
    }
  }
}
