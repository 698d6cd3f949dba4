package org.hierophant.network.domain;

import java.util.HexFormat;

/**
 * An Ethereum address: who signed. Shape: 20 bytes, written as {@code 0x} and 40 lower-case hex
 * digits.
 */
public record Address(String hex) {
  public static final int LENGTH = 20;
  public static final Address ZERO = of(new byte[LENGTH]);

  public Address {
    if (!isWellFormed(hex)) {
      throw new IllegalArgumentException("address must be 0x and 40 lower-case hex digits: " + hex);
    }
  }

  /**
   * @throws IllegalArgumentException if {@code bytes} is not 20 bytes long
   */
  public static Address of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("must be 20 bytes, not " + bytes.length);
    }
    return new Address("0x" + HexFormat.of().formatHex(bytes));
  }

  public byte[] toBytes() {
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }

  private static boolean isWellFormed(String hex) {
    if (hex.length() != 2 + 2 * LENGTH || !hex.startsWith("0x")) {
      return false;
    }
    for (int i = 2; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return hex;
  }
}
