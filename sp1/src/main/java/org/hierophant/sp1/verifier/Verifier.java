package org.hierophant.sp1.verifier;

import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;

/** Checks proofs of one proof system under one circuit version. Any thread. */
public interface Verifier {
  /**
   * Decides whether the proof shows that the program ended with exit code 0 and committed to the
   * public values that come with the proof.
   */
  Verdict verify(ProofFromNetwork proof, KeyDigest program);
}
