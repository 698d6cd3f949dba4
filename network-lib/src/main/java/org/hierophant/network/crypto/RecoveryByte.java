package org.hierophant.network.crypto;

import java.util.OptionalInt;

/**
 * The three ways in which SDKs spell the parity of a signature's curve point in its last byte.
 *
 * <p>There is no fourth. In particular a byte of 35 and above is never read by the rule of EIP-155:
 * it would turn 54 and 55 around and recover somebody else without any error.
 *
 * <p><b>Source.</b> sp1 crates/sdk/src/network/{client,utils}.rs: v4.0.0, v5.0.0 and v5.1.1.
 */
public enum RecoveryByte {
  /** 0 or 1: bodies signed by sp1-sdk 5.0.0 to 5.1.0. */
  BARE(0),
  /** 27 or 28: all other bodies, and CreateArtifact up to 5.1.0. */
  ETHEREUM(27),
  /** 54 or 55: CreateArtifact since 5.1.1, which adds 27 twice. */
  SHIFTED_TWICE(54);

  private final int base;

  RecoveryByte(int base) {
    this.base = base;
  }

  /** The byte for a point whose y coordinate is odd (1) or even (0). */
  byte of(int parity) {
    return (byte) (base + parity);
  }

  /** 1 if the point's y coordinate is odd, 0 if even; empty for a byte that no SDK sends. */
  static OptionalInt parity(byte v) {
    for (RecoveryByte form : values()) {
      int parity = Byte.toUnsignedInt(v) - form.base;
      if (parity == 0 || parity == 1) {
        return OptionalInt.of(parity);
      }
    }
    return OptionalInt.empty();
  }
}
