package org.hierophant.sp1.format;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Hash of a verifying key: eight field elements, from which every spelling of a "vk hash" derives.
 *
 * <p><b>Shape.</b> Two 32-byte spellings exist and differ: {@link #hashBytes} is the eight words,
 * big endian, one after the other; {@link #bytes32} packs them with 31 bits each into an integer
 * below 2^248. Clients of the network send the second up to sp1-sdk 5.0.5 and the first since
 * 5.0.8.
 *
 * <p><b>Source.</b> {@code HashableKey} in sp1 v5.0.0 {@code crates/prover/src/types.rs} and v6.4.0
 * {@code crates/hypercube/src/verifier/hashable_key.rs}; unlike there, a digest whose first word is
 * small is padded and not refused.
 */
public final class KeyDigest {
  private static final int WORDS = 8;
  private static final int BYTES = 32;

  private final int[] words;

  private KeyDigest(int[] words) {
    this.words = words;
  }

  /** From eight canonical field elements. */
  public static KeyDigest ofWords(int[] words) {
    if (words.length != WORDS || Arrays.stream(words).anyMatch(word -> word < 0)) {
      throw new IllegalArgumentException("a key digest is eight words below 2^31");
    }
    return new KeyDigest(words.clone());
  }

  /** From the words one after the other, big endian; each must be below 2^31. */
  public static KeyDigest ofHashBytes(byte[] hashBytes) {
    if (hashBytes.length != BYTES) {
      throw new IllegalArgumentException("a key digest has 32 bytes, not " + hashBytes.length);
    }
    int[] words = new int[WORDS];
    ByteBuffer.wrap(hashBytes).asIntBuffer().get(words);
    return ofWords(words);
  }

  /** From the packed form, below 2^248. */
  public static KeyDigest ofBn254(BigInteger packed) {
    if (packed.signum() < 0 || packed.bitLength() > 31 * WORDS) {
      throw new IllegalArgumentException("a packed key digest has at most 248 bits");
    }
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = packed.shiftRight(31 * (WORDS - 1 - i)).intValue() & Integer.MAX_VALUE;
    }
    return new KeyDigest(words);
  }

  /** The eight words, copied. */
  public int[] words() {
    return words.clone();
  }

  /** The words one after the other, each big endian: 32 bytes. */
  public byte[] hashBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }

  /**
   * The words packed with 31 bits each, the first one highest: an element of BN254's scalar field.
   */
  public BigInteger bn254() {
    BigInteger packed = BigInteger.ZERO;
    for (int word : words) {
      packed = packed.shiftLeft(31).or(BigInteger.valueOf(word));
    }
    return packed;
  }

  /** The packed form as 32 bytes, big endian, padded on the left. */
  public byte[] bytes32Raw() {
    byte[] digits = bn254().toByteArray();
    byte[] padded = new byte[BYTES];
    System.arraycopy(digits, 0, padded, BYTES - digits.length, digits.length);
    return padded;
  }

  /** The packed form as {@code 0x} and 64 lower-case hex digits. */
  public String bytes32() {
    return "0x" + HexFormat.of().formatHex(bytes32Raw());
  }

  /** True if {@code vkHash} is either spelling of this digest. */
  public boolean matches(byte[] vkHash) {
    return Arrays.equals(vkHash, hashBytes()) || Arrays.equals(vkHash, bytes32Raw());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyDigest digest && Arrays.equals(words, digest.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  /** The form {@link #bytes32} gives. */
  @Override
  public String toString() {
    return bytes32();
  }
}
