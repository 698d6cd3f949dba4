package org.hierophant.coordinator.ledger.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;

/**
 * Several columns of one row, put end to end by the query and read from left to right: one call
 * into SQLite instead of one for each.
 *
 * <p>Every method throws IndexOutOfBoundsException where the bytes end too early.
 */
final class RowImage {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int next;

  RowImage(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  private RowImage(Part part) {
    bytes = part.bytes;
    next = part.start;
    end = part.end;
  }

  Bytes32 hash() {
    return new Bytes32(number(), number(), number(), number());
  }

  ArtifactUri uri() {
    ArtifactUri uri = UriBytes.toUri(bytes, next);
    next += UriBytes.LENGTH;
    return uri;
  }

  Address address() {
    Address address = Address.of(Arrays.copyOfRange(bytes, next, next + Address.LENGTH));
    next += Address.LENGTH;
    return address;
  }

  /** Up to the next space, which is left out. */
  Part word() {
    int start = next;
    while (bytes[next] != ' ') {
      next++;
    }
    return new Part(bytes, start, next++);
  }

  /** All that is left. */
  Part rest() {
    return new Part(bytes, next, end);
  }

  boolean isAtEnd() {
    return next >= end;
  }

  private long number() {
    long number = (long) WORD.get(bytes, next);
    next += Long.BYTES;
    return number;
  }

  /** Some bytes of an image, compared by value; it keeps the whole image in memory. */
  static final class Part {
    private final byte[] bytes;
    private final int start;
    private final int end;

    private Part(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.start = start;
      this.end = end;
    }

    RowImage image() {
      return new RowImage(this);
    }

    String text() {
      return new String(bytes, start, end - start, UTF_8);
    }

    long number() {
      return Long.parseLong(text());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Part that
          && Arrays.equals(bytes, start, end, that.bytes, that.start, that.end);
    }

    /** Eight bytes a step: this is asked for every row. */
    @Override
    public int hashCode() {
      long hash = end - start;
      int at = start;
      for (; at + Long.BYTES <= end; at += Long.BYTES) {
        hash = 31 * hash + (long) WORD.get(bytes, at);
      }
      for (; at < end; at++) {
        hash = 31 * hash + bytes[at];
      }
      return Long.hashCode(hash);
    }
  }
}
