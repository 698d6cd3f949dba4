package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads bincode as SP1 writes it, believing nothing.
 *
 * <p><b>Shape.</b> Little-endian integers of fixed width; a {@code u64} count before sequences,
 * maps and strings, none before arrays and structs; a one-byte tag before an option, a {@code u32}
 * before the variant of an enum.
 *
 * <p><b>Limits.</b> Every count is held against the bytes that remain before anything is allocated,
 * so what is allocated is bounded by a small multiple of the input. None of SP1's types contains
 * itself, so nesting is as deep as the code that reads it. The input may be longer than 2 GiB; a
 * single sequence may not.
 *
 * <p><b>Thread.</b> For one thread; the bytes must not change while they are read.
 *
 * <p><b>Source.</b> bincode 1.3.3, its top-level {@code serialize} and {@code deserialize}.
 */
public final class BincodeReader {
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int[] NO_INTS = {};
  private static final byte[] NO_BYTES = {};

  private final MemorySegment input;
  private final long end;
  private long offset;

  /** Reads all of the segment, which may be a mapped file. */
  public BincodeReader(MemorySegment input) {
    this.input = input;
    this.end = input.byteSize();
  }

  /** Reads all of the array. */
  public static BincodeReader of(byte[] input) {
    return new BincodeReader(MemorySegment.ofArray(input));
  }

  /** Bytes read so far. */
  public long offset() {
    return offset;
  }

  /** Bytes not read yet. */
  public long remaining() {
    return end - offset;
  }

  /** A refusal of the value that begins at {@code at}. */
  FormatException refuse(long at, String what) {
    return new FormatException(at, what);
  }

  /** One byte, 0 to 255. */
  public int u8(String what) throws FormatException {
    need(1, what);
    return Byte.toUnsignedInt(input.get(ValueLayout.JAVA_BYTE, offset++));
  }

  /** Four bytes; to be taken as unsigned. */
  public int u32(String what) throws FormatException {
    need(4, what);
    int value = input.get(U32, offset);
    offset += 4;
    return value;
  }

  /** Eight bytes; to be taken as unsigned. */
  public long u64(String what) throws FormatException {
    need(8, what);
    long value = input.get(U64, offset);
    offset += 8;
    return value;
  }

  /** A {@code u64} of at most {@code limit}, which is not negative. */
  public long u64AtMost(long limit, String what) throws FormatException {
    long at = offset;
    long value = u64(what);
    if (value < 0 || value > limit) {
      throw refuse(at, what + " is " + Long.toUnsignedString(value) + ", more than " + limit);
    }
    return value;
  }

  /** The tag of an option: true if a value follows. */
  public boolean option(String what) throws FormatException {
    long at = offset;
    int tag = u8(what);
    if (tag > 1) {
      throw refuse(at, what + " has option tag " + tag);
    }
    return tag == 1;
  }

  /** The variant of an enum of {@code variants} variants. */
  public int variant(int variants, String what) throws FormatException {
    long at = offset;
    int tag = u32(what);
    if (Integer.compareUnsigned(tag, variants) >= 0) {
      throw refuse(at, what + " has unknown variant " + Integer.toUnsignedString(tag));
    }
    return tag;
  }

  /**
   * The count before a sequence whose elements take at least {@code elementBytes} bytes each.
   *
   * @throws FormatException if so many elements cannot be in what remains
   */
  public int count(long elementBytes, String what) throws FormatException {
    long at = offset;
    long count = u64(what);
    if (count < 0 || count > remaining() / elementBytes) {
      throw refuse(
          at,
          "%s announces %s elements of at least %d bytes, %d bytes remain"
              .formatted(what, Long.toUnsignedString(count), elementBytes, remaining()));
    }
    if (count > Integer.MAX_VALUE / 2 / Math.min(8, elementBytes)) {
      throw refuse(at, what + " announces " + count + " elements, more than this reader takes");
    }
    return (int) count;
  }

  /** {@code n} raw bytes, without a count. */
  public byte[] raw(int n, String what) throws FormatException {
    need(n, what);
    byte[] bytes = n == 0 ? NO_BYTES : new byte[n];
    MemorySegment.copy(input, ValueLayout.JAVA_BYTE, offset, bytes, 0, n);
    offset += n;
    return bytes;
  }

  /** Counted bytes, copied. */
  public byte[] bytes(String what) throws FormatException {
    return raw(count(1, what), what);
  }

  /** Counted bytes of any length, as a view of the input. */
  public MemorySegment view(String what) throws FormatException {
    long length = skip(what);
    return input.asSlice(offset - length, length).asReadOnly();
  }

  /** Passes over counted bytes of any length, and says how many they are. */
  public long skip(String what) throws FormatException {
    long at = offset;
    long length = u64(what);
    if (length < 0 || length > remaining()) {
      throw refuse(
          at,
          "%s announces %s bytes, %d remain"
              .formatted(what, Long.toUnsignedString(length), remaining()));
    }
    offset += length;
    return length;
  }

  /** Text of at most {@code limit} bytes of UTF-8. */
  public String text(int limit, String what) throws FormatException {
    long at = offset;
    int length = count(1, what);
    if (length > limit) {
      throw refuse(at, what + " has " + length + " bytes, more than " + limit);
    }
    byte[] bytes = raw(length, what);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw refuse(at + 8, what + " is not UTF-8");
    }
  }

  /** {@code n} elements of the prime field of {@code modulus}, each in canonical form. */
  public int[] elements(int n, int modulus, String what) throws FormatException {
    need(4L * n, what);
    int[] elements = n == 0 ? NO_INTS : new int[n];
    MemorySegment.copy(input, U32, offset, elements, 0, n);
    for (int i = 0; i < n; i++) {
      if (Integer.compareUnsigned(elements[i], modulus) >= 0) {
        throw refuse(
            offset + 4L * i,
            what + " has element " + Integer.toUnsignedString(elements[i]) + " >= " + modulus);
      }
    }
    offset += 4L * n;
    return elements;
  }

  /** One element of the prime field of {@code modulus}, in canonical form. */
  public int element(int modulus, String what) throws FormatException {
    long at = offset;
    int element = u32(what);
    if (Integer.compareUnsigned(element, modulus) >= 0) {
      throw refuse(at, what + " is " + Integer.toUnsignedString(element) + " >= " + modulus);
    }
    return element;
  }

  /** Refuses bytes after the last value. */
  public void end(String what) throws FormatException {
    if (remaining() != 0) {
      throw refuse(offset, remaining() + " bytes after " + what);
    }
  }

  private void need(long n, String what) throws FormatException {
    if (remaining() < n) {
      throw refuse(offset, "%s needs %d bytes, %d remain".formatted(what, n, remaining()));
    }
  }
}
