package org.hierophant.sp1.format;

/**
 * Which of SP1's four proofs a file holds. Shape: the constants stand in the order of the variants
 * of {@code SP1Proof}, so the ordinal is the tag in the file; the network API counts from one.
 */
public enum ProofKind {
  /** One STARK per shard of the execution. */
  CORE,
  /** One STARK of constant size. */
  COMPRESSED,
  /** Plonk over BN254. */
  PLONK,
  /** Groth16 over BN254. */
  GROTH16
}
