package org.hierophant.sp1.precompile;

/** The curves whose points guests can add by system call. */
public enum Curve {
  SECP256K1(32),
  SECP256R1(32),
  BN254(32),
  BLS12381(48),
  ED25519(32);

  private final int coordinateBytes;

  Curve(int coordinateBytes) {
    this.coordinateBytes = coordinateBytes;
  }

  /** Bytes of one coordinate; a point is two of them. */
  public int coordinateBytes() {
    return coordinateBytes;
  }
}
