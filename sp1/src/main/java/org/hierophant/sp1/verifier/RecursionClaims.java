package org.hierophant.sp1.verifier;

import java.util.Arrays;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * What the public values of a v6 recursion proof say, checked against what is to be believed.
 *
 * <p><b>Shape.</b> 187 canonical elements: the digest of the program's public values, a byte in
 * each, at 32; the program's key digest at 136; the root of the recursion's keys at 144; whether
 * the whole execution is covered at 168; the exit code at 170; the hash of the first 175 at 175. A
 * nonce follows, which means nothing here.
 *
 * <p><b>Source.</b> {@code RecursionPublicValues} in {@code
 * crates/recursion/executor/src/public_values.rs}, {@code verify_compressed} in {@code
 * crates/verifier/src/compressed/internal.rs}, sp1 v6.4.0.
 */
record RecursionClaims(int[] elements) {
  private static final int COUNT = 187;
  private static final int COMMITTED = 32;
  private static final int COMMITTED_BYTES = 32;
  private static final int PROGRAM = 136;
  private static final int ROOT = 144;
  private static final int COMPLETE = 168;
  private static final int EXIT_CODE = 170;
  private static final int HASH = 175;
  private static final int DIGEST = 8;

  /** Checks all of it. */
  void check(Checks checks, KeyDigest program, byte[] publicValues, RecursionTree tree)
      throws Checks.Broken {
    checks.hold("claims", elements.length == COUNT, elements.length + " elements, not " + COUNT);
    checks.hold("exit code", elements[EXIT_CODE] == 0, "exit code " + elements[EXIT_CODE]);
    checks.hold("complete", elements[COMPLETE] == 1, "covers a part of an execution");
    checks.hold("program", is(PROGRAM, program.words()), "proves another program");
    checks.make(
        "public values",
        () ->
            Checks.require(
                PublicValuesDigest.unmasked(publicValues).stream().anyMatch(this::commitsTo),
                "proves other public values"));
    checks.hold("recursion root", is(ROOT, tree.root()), "another set of recursion keys");
    checks.make(
        "claims hash",
        () ->
            Checks.require(
                is(HASH, Poseidon2.KOALA_BEAR.hash(elements, 0, HASH)),
                "not the hash of the other elements"));
  }

  private boolean is(int start, int[] expected) {
    return Arrays.equals(elements, start, start + DIGEST, expected, 0, DIGEST);
  }

  private boolean commitsTo(byte[] digest) {
    for (int i = 0; i < COMMITTED_BYTES; i++) {
      if (elements[COMMITTED + i] != Byte.toUnsignedInt(digest[i])) {
        return false;
      }
    }
    return true;
  }
}
