package org.hierophant.testing.sdk;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a PUT: bincode, from sp1-sdk 6 on in one zstd frame without a content size. */
final class Uploads {
  private static final int LEVEL = 3;

  private Uploads() {}

  /** bincode of a byte slice: little-endian u64 length, then the bytes. */
  static byte[] bincode(byte[] elf) {
    return ByteBuffer.allocate(Long.BYTES + elf.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(elf.length)
        .put(elf)
        .array();
  }

  static byte[] encode(byte[] bincode, boolean zstd) {
    if (!zstd) {
      return bincode;
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ZstdOutputStream stream = new ZstdOutputStream(compressed, LEVEL)) {
      stream.write(bincode);
    } catch (IOException e) {
      throw new UncheckedIOException("a memory stream does not fail", e);
    }
    return compressed.toByteArray();
  }
}
