package org.hierophant.sp1.verifier;

import java.nio.ByteBuffer;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.G2Point;
import org.hierophant.sp1.curve.PointException;
import org.hierophant.sp1.curve.Scalar;

/** Reads gnark's verifying keys from front to back; these are our own resources, not input. */
final class KeyReader {
  private final byte[] bytes;
  private int position;

  KeyReader(byte[] bytes) {
    this.bytes = bytes;
  }

  G1Point g1() throws PointException {
    return G1Point.parseCompressed(bytes, advance(G1Point.COMPRESSED_BYTES));
  }

  G2Point g2() throws PointException {
    return G2Point.parseCompressed(bytes, advance(G2Point.COMPRESSED_BYTES));
  }

  Scalar scalar() throws PointException {
    return Scalar.parse(bytes, advance(Scalar.BYTES));
  }

  int u32() {
    return ByteBuffer.wrap(bytes).getInt(advance(Integer.BYTES));
  }

  long u64() {
    return ByteBuffer.wrap(bytes).getLong(advance(Long.BYTES));
  }

  void skip(int count) {
    advance(count);
  }

  void expect(int value, String what) {
    int found = u32();
    if (found != value) {
      throw new IllegalStateException("%s: %d, not %d".formatted(what, found, value));
    }
  }

  void end() {
    if (position != bytes.length) {
      throw new IllegalStateException(
          "%d bytes after the end of the key".formatted(bytes.length - position));
    }
  }

  private int advance(int count) {
    int start = position;
    position += count;
    return start;
  }
}
