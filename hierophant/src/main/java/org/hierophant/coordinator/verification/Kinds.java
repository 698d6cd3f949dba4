package org.hierophant.coordinator.verification;

import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.format.ProofKind;

/** What a proof of a mode is called in its file. */
final class Kinds {
  private Kinds() {}

  static ProofKind of(ProofMode mode) {
    return switch (mode) {
      case CORE -> ProofKind.CORE;
      case COMPRESSED -> ProofKind.COMPRESSED;
      case PLONK -> ProofKind.PLONK;
      case GROTH16 -> ProofKind.GROTH16;
    };
  }
}
