package org.hierophant.sp1.verifier;

/** The proof systems over BN254 that SP1 wraps its proofs in. */
enum ProofSystem {
  /** Proofs of three points. */
  GROTH16("groth16", 256),
  /** Proofs of ten points and seven scalars. */
  PLONK("plonk", 864);

  private final String resourceName;
  private final int proofBytes;

  ProofSystem(String resourceName, int proofBytes) {
    this.resourceName = resourceName;
    this.proofBytes = proofBytes;
  }

  String resourceName() {
    return resourceName;
  }

  /** Length of a proof as a contract reads it, without what SP1 puts before it. */
  int proofBytes() {
    return proofBytes;
  }
}
