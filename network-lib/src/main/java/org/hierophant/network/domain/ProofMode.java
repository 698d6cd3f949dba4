package org.hierophant.network.domain;

import java.util.Optional;

/** What kind of SP1 proof is asked for; numbers as in the network API. */
public enum ProofMode {
  CORE(1),
  COMPRESSED(2),
  PLONK(3),
  GROTH16(4);

  private final int number;

  ProofMode(int number) {
    this.number = number;
  }

  /** Empty for 0 (unspecified) and for numbers nobody knows. */
  public static Optional<ProofMode> ofNumber(int number) {
    return switch (number) {
      case 1 -> Optional.of(CORE);
      case 2 -> Optional.of(COMPRESSED);
      case 3 -> Optional.of(PLONK);
      case 4 -> Optional.of(GROTH16);
      default -> Optional.empty();
    };
  }

  public int number() {
    return number;
  }

  /** True for the modes that end on a chain: they finish what others wait for. */
  public boolean isWrapped() {
    return this == PLONK || this == GROTH16;
  }
}
