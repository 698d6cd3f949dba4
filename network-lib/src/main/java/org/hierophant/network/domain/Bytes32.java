package org.hierophant.network.domain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Thirty-two bytes compared by value: the form of request ids, program keys and SHA-256 digests.
 *
 * <p><b>Shape.</b> Four big-endian 64-bit words; text is {@code 0x} and 64 lower-case hex digits.
 */
public record Bytes32(long first, long second, long third, long fourth) {
  public static final int LENGTH = 32;
  public static final Bytes32 ZERO = new Bytes32(0, 0, 0, 0);

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final HexFormat HEX = HexFormat.of();

  /**
   * @throws IllegalArgumentException if {@code bytes} is not 32 bytes long
   */
  public static Bytes32 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("must be 32 bytes, not " + bytes.length);
    }
    return new Bytes32(
        (long) WORD.get(bytes, 0),
        (long) WORD.get(bytes, 8),
        (long) WORD.get(bytes, 16),
        (long) WORD.get(bytes, 24));
  }

  /**
   * Reads 64 hex digits, with or without {@code 0x}, in either case.
   *
   * @throws IllegalArgumentException if {@code text} is anything else
   */
  public static Bytes32 parse(String text) {
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (digits.length() != 2 * LENGTH) {
      throw new IllegalArgumentException("must be 0x and 64 hex digits: " + text);
    }
    return of(HEX.parseHex(digits));
  }

  /** Unguessable bytes. */
  public static Bytes32 random(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return of(bytes);
  }

  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    WORD.set(bytes, 0, first);
    WORD.set(bytes, 8, second);
    WORD.set(bytes, 16, third);
    WORD.set(bytes, 24, fourth);
    return bytes;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(first ^ second ^ third ^ fourth);
  }

  @Override
  public String toString() {
    return "0x" + HEX.formatHex(toBytes());
  }
}
