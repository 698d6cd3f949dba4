package org.hierophant.sp1.hash;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * BLAKE3 without a key, 32 bytes long: the other hash that a guest may put its public values under.
 *
 * <p><b>Source.</b> The BLAKE3 paper, sections 2.1 to 2.5.
 */
public final class Blake3 {
  private static final int BLOCK_BYTES = 64;
  private static final int CHUNK_BYTES = 1024;
  private static final int CHUNK_START = 1;
  private static final int CHUNK_END = 2;
  private static final int PARENT = 4;
  private static final int ROOT = 8;
  private static final int[] INITIAL = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };
  private static final int[] SCHEDULE = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  private static final int ROUNDS = 7;

  private Blake3() {}

  /** The hash, 32 bytes. */
  public static byte[] hash(byte[] message) {
    ByteBuffer out =
        ByteBuffer.allocate(Integer.BYTES * INITIAL.length).order(ByteOrder.LITTLE_ENDIAN);
    out.asIntBuffer().put(subtree(message, 0, message.length, 0, ROOT));
    return out.array();
  }

  /** Chaining value of a part; all but the last chunk of the left half are complete subtrees. */
  private static int[] subtree(byte[] message, int from, int to, long firstChunk, int flags) {
    int length = to - from;
    if (length <= CHUNK_BYTES) {
      return chunk(message, from, to, firstChunk, flags);
    }
    int chunksBeforeLast = (length - 1) / CHUNK_BYTES;
    int leftChunks = Integer.highestOneBit(chunksBeforeLast);
    int middle = from + leftChunks * CHUNK_BYTES;
    int[] block = new int[16];
    System.arraycopy(subtree(message, from, middle, firstChunk, 0), 0, block, 0, 8);
    System.arraycopy(subtree(message, middle, to, firstChunk + leftChunks, 0), 0, block, 8, 8);
    return compress(INITIAL, block, 0, BLOCK_BYTES, PARENT | flags);
  }

  private static int[] chunk(byte[] message, int from, int to, long index, int flags) {
    int[] value = INITIAL;
    int position = from;
    int start = CHUNK_START;
    do {
      int length = Math.min(BLOCK_BYTES, to - position);
      byte[] block = new byte[BLOCK_BYTES];
      System.arraycopy(message, position, block, 0, length);
      int[] words = new int[16];
      ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
      position += length;
      int end = position == to ? CHUNK_END | flags : 0;
      value = compress(value, words, index, length, start | end);
      start = 0;
    } while (position < to);
    return value;
  }

  private static int[] compress(int[] chaining, int[] block, long counter, int length, int flags) {
    int[] state = new int[16];
    System.arraycopy(chaining, 0, state, 0, 8);
    System.arraycopy(INITIAL, 0, state, 8, 4);
    state[12] = (int) counter;
    state[13] = (int) (counter >>> 32);
    state[14] = length;
    state[15] = flags;
    int[] words = block;
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < 4; i++) { // columns
        mix(state, i, 4 + i, 8 + i, 12 + i, words[2 * i], words[2 * i + 1]);
      }
      for (int i = 0; i < 4; i++) { // diagonals
        int x = words[8 + 2 * i];
        int y = words[9 + 2 * i];
        mix(state, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, x, y);
      }
      int[] permuted = new int[16];
      for (int i = 0; i < permuted.length; i++) {
        permuted[i] = words[SCHEDULE[i]];
      }
      words = permuted;
    }
    int[] result = new int[8];
    for (int i = 0; i < result.length; i++) {
      result[i] = state[i] ^ state[i + 8];
    }
    return result;
  }

  private static void mix(int[] s, int a, int b, int c, int d, int x, int y) {
    s[a] += s[b] + x;
    s[d] = Integer.rotateRight(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = Integer.rotateRight(s[b] ^ s[c], 12);
    s[a] += s[b] + y;
    s[d] = Integer.rotateRight(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = Integer.rotateRight(s[b] ^ s[c], 7);
  }
}
