package org.hierophant.network.crypto;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum uses it: the padding of the original submission, not SHA-3's. */
public final class Keccak256 {
  private static final int BITS = 256;

  private Keccak256() {}

  /** The 32-byte digest of the parts one after the other. */
  public static byte[] digest(byte[]... parts) {
    KeccakDigest keccak = new KeccakDigest(BITS);
    for (byte[] part : parts) {
      keccak.update(part, 0, part.length);
    }
    byte[] digest = new byte[BITS / Byte.SIZE];
    keccak.doFinal(digest, 0);
    return digest;
  }
}
