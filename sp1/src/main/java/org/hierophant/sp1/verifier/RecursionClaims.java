package org.hierophant.sp1.verifier;

import java.util.Arrays;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.hash.Poseidon2;

/**
 * What the public values of a recursion proof say, checked against what is to be believed.
 *
 * <p><b>Shape.</b> Canonical elements, as many and at such places as the generation has them: the
 * digest of the program's public values, a byte in each; the program's key digest; the root of the
 * recursion's keys; whether the whole execution is covered; the exit code; the hash of all before
 * it. In v6 a nonce follows, which means nothing here.
 *
 * <p><b>Source.</b> {@code RecursionPublicValues} in {@code
 * crates/recursion/core/src/air/public_values.rs} (sp1 v5.2.4) and {@code
 * crates/recursion/executor/src/public_values.rs} (v6.4.0); {@code
 * crates/verifier/src/compressed/internal.rs} of both.
 */
record RecursionClaims(int[] elements, Places places) {
  private static final int COMMITTED_BYTES = 32;
  private static final int DIGEST = 8;

  /** How a generation arranges them. */
  enum Places {
    V5(231, 0, 190, 198, 220, 222, 223, Poseidon2.BABY_BEAR),
    V6(187, 32, 136, 144, 168, 170, 175, Poseidon2.KOALA_BEAR);

    private final int count;
    private final int committed;
    private final int program;
    private final int root;
    private final int complete;
    private final int exitCode;
    private final int hash;
    private final Poseidon2 poseidon;

    Places(
        int count,
        int committed,
        int program,
        int root,
        int complete,
        int exitCode,
        int hash,
        Poseidon2 poseidon) {
      this.count = count;
      this.committed = committed;
      this.program = program;
      this.root = root;
      this.complete = complete;
      this.exitCode = exitCode;
      this.hash = hash;
      this.poseidon = poseidon;
    }
  }

  /**
   * Checks all of it.
   *
   * @param root of the recursion's keys
   */
  void check(Checks checks, KeyDigest program, byte[] publicValues, int[] root)
      throws Checks.Broken {
    checks.hold(
        "claims",
        elements.length == places.count,
        elements.length + " elements, not " + places.count);
    int exitCode = elements[places.exitCode];
    checks.hold("exit code", exitCode == 0, "exit code " + exitCode);
    checks.hold("complete", elements[places.complete] == 1, "covers a part of an execution");
    checks.hold("program", is(places.program, program.words()), "proves another program");
    checks.hold(
        "public values",
        () -> PublicValuesDigest.unmasked(publicValues).stream().anyMatch(this::commitsTo),
        "proves other public values");
    checks.hold("recursion root", is(places.root, root), "another set of recursion keys");
    checks.hold(
        "claims hash",
        () -> is(places.hash, places.poseidon.hash(elements, 0, places.hash)),
        "not the hash of the other elements");
  }

  private boolean is(int start, int[] expected) {
    return Arrays.equals(elements, start, start + DIGEST, expected, 0, DIGEST);
  }

  private boolean commitsTo(byte[] digest) {
    for (int i = 0; i < COMMITTED_BYTES; i++) {
      if (elements[places.committed + i] != Byte.toUnsignedInt(digest[i])) {
        return false;
      }
    }
    return true;
  }
}
