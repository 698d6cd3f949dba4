package org.hierophant.network.domain;

/**
 * Key of a program: the hash of its verifying key as the client computed it. Opaque: one program
 * has two of them, before and since sp1-sdk 5.0.8. Shape: 32 bytes, written as {@code 0x} and 64
 * lower-case hex digits.
 */
public record VkHash(Bytes32 value) {
  public static VkHash of(byte[] bytes) {
    return new VkHash(Bytes32.of(bytes));
  }

  public byte[] toBytes() {
    return value.toBytes();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
