package org.hierophant.network.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The hash that a wallet signs for a message: Keccak-256 over {@code 0x19}, {@code "Ethereum Signed
 * Message:\n"}, the message's length in decimal digits, and the message itself.
 *
 * <p><b>Source.</b> EIP-191 version 0x45; {@code eip191_hash_message} of alloy-primitives 0.8 to
 * 1.7, which every sp1-sdk since 4.0 signs with.
 */
public final class SignedMessageHash {
  private static final byte[] PREFIX = "\u0019Ethereum Signed Message:\n".getBytes(US_ASCII);

  private SignedMessageHash() {}

  /** 32 bytes. */
  public static byte[] of(byte[] message) {
    return Keccak256.digest(PREFIX, Integer.toString(message.length).getBytes(US_ASCII), message);
  }
}
