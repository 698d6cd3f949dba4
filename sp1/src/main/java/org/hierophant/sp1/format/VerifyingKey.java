package org.hierophant.sp1.format;

import org.hierophant.sp1.Generation;

/**
 * What identifies a program, or a step of the recursion, to a verifier.
 *
 * <p><b>Source.</b> {@code StarkVerifyingKey} in sp1 v5.0.0 {@code crates/stark/src/machine.rs},
 * {@code MachineVerifyingKey} in sp1 v6.4.0 {@code crates/hypercube/src/verifier/config.rs}.
 */
public sealed interface VerifyingKey permits VerifyingKeyV5, VerifyingKeyV6 {
  /** The machine whose proofs this key checks. */
  Generation generation();

  /**
   * The hash that names this key.
   *
   * @throws IllegalStateException for a key of the wrap layer, whose hash SP1 does not define
   */
  KeyDigest digest();

  /**
   * The hash that proofs of a circuit version carry: SDKs 4.x compute another one.
   *
   * @throws IllegalStateException as above
   */
  default KeyDigest digest(String circuitVersion) {
    return this instanceof VerifyingKeyV5 five && CircuitVersions.isV4(circuitVersion)
        ? five.digestOfV4()
        : digest();
  }

  /** The hash as sp1-sdk 5.0.8 and later send it: eight words, big endian. */
  default byte[] hashBytes() {
    return digest().hashBytes();
  }

  /** The hash as it stands on chain: {@code 0x} and 64 hex digits of the packed words. */
  default String bytes32() {
    return digest().bytes32();
  }

  /** Appends the key as SP1 writes it. */
  void write(BincodeWriter out);

  /** The key as SP1 writes it. */
  default byte[] toByteArray() {
    BincodeWriter out = new BincodeWriter();
    write(out);
    return out.toByteArray();
  }

  /**
   * Reads a key of the given generation.
   *
   * @throws FormatException if the bytes are not such a key
   */
  static VerifyingKey read(BincodeReader in, Generation generation) throws FormatException {
    return switch (generation) {
      case V5 -> VerifyingKeyV5.read(in, DigestShape.FIELD);
      case V6 -> VerifyingKeyV6.read(in, DigestShape.FIELD);
    };
  }

  /**
   * Reads exactly one key.
   *
   * @throws FormatException if the bytes are not such a key, or more than it
   */
  static VerifyingKey parse(byte[] bytes, Generation generation) throws FormatException {
    BincodeReader in = BincodeReader.of(bytes);
    VerifyingKey key = read(in, generation);
    in.end("the verifying key");
    return key;
  }
}
