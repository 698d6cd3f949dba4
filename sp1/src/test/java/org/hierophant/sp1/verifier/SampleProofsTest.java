package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.MockProofs;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.ProofSummary;
import org.hierophant.sp1.format.SampleProofs;
import org.junit.jupiter.api.Test;

/** The genuine proofs of our own sample, which every checkout has. */
class SampleProofsTest {
  private static final byte[] PUBLISHED = HexFormat.of().parseHex("e80300004b60c05ced60954e");

  private final Verifier verifier =
      Circuit.of("v6.1.0").orElseThrow().verifier(ProofKind.COMPRESSED).orElseThrow();
  private final KeyDigest program = SampleProofs.key("fibonacci", Generation.V6).digest();
  private final byte[] downloaded = SampleProofs.compressed();

  @Test
  void theCompressedProofHolds() throws FormatException {
    ProofFromNetwork proof = ProofFromNetwork.parse(downloaded);

    Verdict verdict = verifier.verify(proof, program);

    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    assertThat(verdict.checks()).hasSize(27);
    assertThat(proof.publicValues()).isEqualTo(PUBLISHED);
    assertThat(proof.toByteArray()).isEqualTo(downloaded);
  }

  /** Nothing here checks a Core proof: it is read whole, and no verifier takes it. */
  @Test
  void theCoreProofIsReadAndNotBelieved() throws FormatException {
    byte[] bytes = SampleProofs.core();
    ProofFromNetwork proof = ProofFromNetwork.parse(bytes);

    ProofSummary summary = ProofSummary.parse(bytes);

    assertThat(summary.kind()).isEqualTo(ProofKind.CORE);
    assertThat(summary.shards()).isPositive();
    assertThat(summary.mock()).isFalse();
    assertThat(MockProofs.isMock(proof.proof())).isFalse();
    assertThat(summary.publicValues()).isEqualTo(PUBLISHED);
    assertThat(proof.toByteArray()).isEqualTo(bytes);
    assertFailed(verifier.verify(proof, program), "proof kind");
    assertThat(Circuit.of("v6.1.0").orElseThrow().verifier(ProofKind.CORE)).isEmpty();
  }

  @Test
  void itIsNoProofOfAnotherSample() throws FormatException {
    KeyDigest echo = SampleProofs.key("echo", Generation.V6).digest();

    Verdict verdict = verifier.verify(ProofFromNetwork.parse(downloaded), echo);

    assertFailed(verdict, "program");
  }

  @Test
  void itShowsNoOtherPublicValues() throws FormatException {
    ProofFromNetwork proof = ProofFromNetwork.parse(downloaded);
    byte[] other = PUBLISHED.clone();
    other[4] ^= 1;

    ProofFromNetwork swapped = new ProofFromNetwork(proof.proof(), other, proof.version());
    ProofFromNetwork none = new ProofFromNetwork(proof.proof(), new byte[0], proof.version());

    assertFailed(verifier.verify(swapped, program), "public values");
    assertFailed(verifier.verify(none, program), "public values");
  }

  /** {@code -Dflips=10000} takes more bits, {@code -Dseed=1} others. */
  @Test
  void everyFlippedBitIsRefused() {
    Random random = new Random(Long.getLong("seed", 62));
    int flips = Integer.getInteger("flips", 200);
    for (int i = 0; i < flips; i++) {
      int byteAt = random.nextInt(downloaded.length);
      byte genuine = downloaded[byteAt];
      int bit = random.nextInt(8);

      downloaded[byteAt] ^= (byte) (1 << bit);

      assertThat(holds()).as("bit %d of byte %d", bit, byteAt).isFalse();
      downloaded[byteAt] = genuine;
    }
    assertThat(holds()).isTrue();
  }

  private boolean holds() {
    try {
      return verifier.verify(ProofFromNetwork.parse(downloaded), program).isValid();
    } catch (FormatException e) {
      return false;
    }
  }

  private static void assertFailed(Verdict verdict, String check) {
    assertThat(verdict)
        .asInstanceOf(InstanceOfAssertFactories.type(Verdict.Invalid.class))
        .extracting(Verdict.Invalid::failed)
        .isEqualTo(check);
  }
}
