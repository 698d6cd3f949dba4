package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes bincode as SP1 does; the mirror of {@link BincodeReader}.
 *
 * <p><b>Limits.</b> Up to 2 GiB, held in memory. <b>Thread.</b> For one thread.
 */
public final class BincodeWriter {
  private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  /** What was written so far, copied. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  public BincodeWriter u8(int value) {
    room(1).put((byte) value);
    return this;
  }

  public BincodeWriter u32(int value) {
    room(4).putInt(value);
    return this;
  }

  public BincodeWriter u64(long value) {
    room(8).putLong(value);
    return this;
  }

  /** Bytes without a count. */
  public BincodeWriter raw(byte[] bytes) {
    room(bytes.length).put(bytes);
    return this;
  }

  /** Bytes after their count. */
  public BincodeWriter bytes(byte[] bytes) {
    return u64(bytes.length).raw(bytes);
  }

  /** Bytes after their count. */
  public BincodeWriter bytes(MemorySegment bytes) {
    int length = Math.toIntExact(bytes.byteSize());
    u64(length);
    room(length);
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, buffer.array(), buffer.position(), length);
    buffer.position(buffer.position() + length);
    return this;
  }

  /** Text after the count of its UTF-8 bytes. */
  public BincodeWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Field elements without a count. */
  public BincodeWriter elements(int[] elements) {
    room(4L * elements.length);
    for (int element : elements) {
      buffer.putInt(element);
    }
    return this;
  }

  private ByteBuffer room(long n) {
    if (buffer.remaining() < n) {
      int capacity = Math.toIntExact(Math.max(buffer.position() + n, 2L * buffer.capacity()));
      buffer =
          ByteBuffer.wrap(Arrays.copyOf(buffer.array(), capacity))
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(buffer.position());
    }
    return buffer;
  }
}
