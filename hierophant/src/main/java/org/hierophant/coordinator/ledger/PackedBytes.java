package org.hierophant.coordinator.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.hierophant.network.domain.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * Short byte strings by id, laid out for the processor's caches: to find one takes a look into a
 * table that stays in them, and one walk along memory in order. A hash map of objects has five
 * places that lie anywhere, each a wait for main memory once there are more than fit a cache.
 *
 * <p><b>Shape.</b> {@value #BUCKETS} arrays that never change, chosen by the id's first bits; in
 * each, one after the other: id, length (two bytes, big-endian), bytes. A change replaces an array.
 *
 * <p><b>Limits.</b> Made for some hundred thousand entries; a bucket is walked from its start, so
 * ids have to be spread evenly, as hashes are.
 *
 * <p><b>Thread.</b> Any.
 */
final class PackedBytes {
  static final int MAX_BYTES = 0xffff;

  private static final int BUCKETS = 1 << 16;
  private static final int BYTES = Bytes32.LENGTH + Short.BYTES;
  private static final byte[] EMPTY = {};
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LENGTH =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private final AtomicReferenceArray<byte @Nullable []> buckets =
      new AtomicReferenceArray<>(BUCKETS);

  /** A copy, or null where there is nothing. */
  byte @Nullable [] get(Bytes32 id) {
    byte[] bucket = bucket(index(id));
    int start = find(bucket, id);
    return start < 0 ? null : Arrays.copyOfRange(bucket, start + BYTES, end(bucket, start));
  }

  /**
   * In place of what was there under this id.
   *
   * @throws IllegalArgumentException if there are more than {@value #MAX_BYTES} bytes
   */
  void put(Bytes32 id, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("too many bytes: " + bytes.length);
    }
    buckets.updateAndGet(
        index(id), bucket -> with(bucket == null ? EMPTY : without(bucket, id), id, bytes));
  }

  void remove(Bytes32 id) {
    buckets.updateAndGet(
        index(id), bucket -> bucket == null ? null : nullIfEmpty(without(bucket, id)));
  }

  private static byte @Nullable [] nullIfEmpty(byte[] bucket) {
    return bucket.length == 0 ? null : bucket;
  }

  private static int index(Bytes32 id) {
    return (int) (id.first() >>> 48);
  }

  private byte[] bucket(int index) {
    byte[] bucket = buckets.get(index);
    return bucket == null ? EMPTY : bucket;
  }

  /** Where the entry starts, or -1. */
  private static int find(byte[] bucket, Bytes32 id) {
    for (int start = 0; start < bucket.length; start = end(bucket, start)) {
      if ((long) WORD.get(bucket, start) == id.first()
          && (long) WORD.get(bucket, start + 8) == id.second()
          && (long) WORD.get(bucket, start + 16) == id.third()
          && (long) WORD.get(bucket, start + 24) == id.fourth()) {
        return start;
      }
    }
    return -1;
  }

  private static int end(byte[] bucket, int start) {
    return start + BYTES + ((short) LENGTH.get(bucket, start + Bytes32.LENGTH) & 0xffff);
  }

  private static byte[] without(byte[] bucket, Bytes32 id) {
    int start = find(bucket, id);
    if (start < 0) {
      return bucket;
    }
    int end = end(bucket, start);
    byte[] left = Arrays.copyOf(bucket, bucket.length - (end - start));
    System.arraycopy(bucket, end, left, start, bucket.length - end);
    return left;
  }

  private static byte[] with(byte[] bucket, Bytes32 id, byte[] bytes) {
    byte[] all = Arrays.copyOf(bucket, bucket.length + BYTES + bytes.length);
    System.arraycopy(id.toBytes(), 0, all, bucket.length, Bytes32.LENGTH);
    LENGTH.set(all, bucket.length + Bytes32.LENGTH, (short) bytes.length);
    System.arraycopy(bytes, 0, all, bucket.length + BYTES, bytes.length);
    return all;
  }
}
