package org.hierophant.sp1.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes bad inputs of good ones; the same seed makes the same. */
final class Mutations {
  /** Counts, sizes and elements at which readers decide. */
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    7,
    8,
    -1,
    -8,
    64,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    (1L << 61) + 1,
    0x7f000001L, // the order of KoalaBear
    0x78000001L // the order of BabyBear
  };

  private final List<byte[]> pool;
  private final RandomGenerator random;

  Mutations(List<byte[]> pool, RandomGenerator random) {
    this.pool = pool;
    this.random = random;
  }

  /** A copy of one of the pool with one to four things changed. */
  byte[] next() {
    byte[] bytes = any().clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] any() {
    return pool.get(random.nextInt(pool.size()));
  }

  private byte[] changed(byte[] bytes) {
    int at = place(bytes.length);
    return switch (random.nextInt(9)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(16));
      case 2 -> spliced(bytes, at, bytes, at + random.nextInt(64)); // left out
      case 3 -> spliced(bytes, at, bytes, Math.max(0, at - random.nextInt(64))); // repeated
      case 4 -> {
        byte[] other = any();
        yield spliced(bytes, at, other, place(other.length));
      }
      case 5 -> written(bytes, at & -4, 4, NUMBERS[random.nextInt(NUMBERS.length)]);
      case 6 -> written(bytes, at & -4, 8, NUMBERS[random.nextInt(NUMBERS.length)]);
      case 7 -> written(bytes, at, 8, random.nextInt(1 << (1 + random.nextInt(24))));
      default -> {
        if (at < bytes.length) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        yield bytes;
      }
    };
  }

  /** Where it matters more often than elsewhere: near both ends. */
  private int place(int length) {
    int near = Math.min(length, 256);
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(near + 1);
      case 1 -> length - random.nextInt(near + 1);
      default -> random.nextInt(length + 1);
    };
  }

  private static byte[] spliced(byte[] head, int headEnd, byte[] tail, int tailStart) {
    int from = Math.min(tailStart, tail.length);
    byte[] all = Arrays.copyOf(head, headEnd + tail.length - from);
    System.arraycopy(tail, from, all, headEnd, tail.length - from);
    return all;
  }

  private static byte[] written(byte[] bytes, int at, int size, long number) {
    byte[] word = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    System.arraycopy(word, 0, bytes, at, Math.min(size, bytes.length - at));
    return bytes;
  }
}
