package org.hierophant.network.domain;

/**
 * Identity of a proof request. Shape: 32 bytes, written as {@code 0x} and 64 lower-case hex digits.
 */
public record RequestId(Bytes32 value) {
  public static RequestId of(byte[] bytes) {
    return new RequestId(Bytes32.of(bytes));
  }

  public static RequestId parse(String text) {
    return new RequestId(Bytes32.parse(text));
  }

  public byte[] toBytes() {
    return value.toBytes();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
