package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.BincodeReader;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.KeyMapV5;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.SampleProofs;
import org.hierophant.sp1.format.ShardProof;
import org.hierophant.sp1.format.ShardProofV5;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.format.VerifyingKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Genuine proofs put together from parts of two: every part belongs to its own. */
class OtherProofsPartsTest {
  /** Where points and scalars of gnark's encoding for the chain begin. */
  private static int[] parts(ProofSystem system) {
    return switch (system) {
      case GROTH16 -> new int[] {0, 64, 192, 256};
      case PLONK -> {
        IntStream points = IntStream.of(0, 64, 128, 192, 256, 320);
        IntStream values = IntStream.of(384, 416, 448, 480, 512, 544, 608, 640, 704, 768, 800, 864);
        yield IntStream.concat(points, values).toArray();
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void noPartOfASnarkStandsInAnother(ProofSystem system) {
    List<ChainProof> proofs =
        ChainProof.all().stream().filter(proof -> proof.system() == system).toList();
    int[] parts = parts(system);
    assertThat(parts[parts.length - 1]).isEqualTo(system.proofBytes());
    for (ChainProof proof : proofs) {
      for (ChainProof other : proofs) {
        for (int part = 0; part + 1 < parts.length && !proof.equals(other); part++) {
          byte[] mixed = proof.bytes().clone();
          int from = system.proofBytes() - parts[part];
          System.arraycopy(
              other.bytes(),
              other.bytes().length - from,
              mixed,
              mixed.length - from,
              parts[part + 1] - parts[part]);

          assertThat(proof.verify(mixed).isValid())
              .as("%s with part %d of %s", proof, part, other)
              .isFalse();
        }
      }
    }
  }

  @Test
  void noPartOfACompressedProofOfV6StandsInAnother() throws FormatException {
    ProofFromNetwork ours = ProofFromNetwork.parse(SampleProofs.compressed());
    ProofFromNetwork theirs =
        ProofFromNetwork.parse(Fixtures.readFromNetwork("sp1-v6/fibonacci/compressed.proof.bin"));
    KeyDigest program = SampleProofs.key("fibonacci", Generation.V6).digest();
    Verifier verifier =
        Circuit.of("v6.1.0").orElseThrow().verifier(ProofKind.COMPRESSED).orElseThrow();
    assertThat(verifier.verify(ours, program).isValid()).isTrue();

    List<RecursionProof.V6> mixtures = mixtures(recursionV6(ours), recursionV6(theirs)).toList();

    for (RecursionProof.V6 mixture : mixtures) {
      ProofFromNetwork mixed =
          new ProofFromNetwork(
              new Sp1Proof.Compressed(mixture), ours.publicValues(), ours.version());
      assertThat(verifier.verify(mixed, program).isValid())
          .as("mixture %d", mixtures.indexOf(mixture))
          .isFalse();
    }
  }

  private static Stream<RecursionProof.V6> mixtures(RecursionProof.V6 a, RecursionProof.V6 b) {
    return IntStream.range(0, 6)
        .mapToObj(
            part ->
                new RecursionProof.V6(
                    a.key(),
                    new ShardProofV6(
                        (part == 0 ? b : a).proof().publicValues(),
                        (part == 1 ? b : a).proof().mainCommitment(),
                        (part == 2 ? b : a).proof().logUpGkr(),
                        (part == 3 ? b : a).proof().zerocheck(),
                        (part == 4 ? b : a).proof().openedValues(),
                        (part == 5 ? b : a).proof().evaluationProof(),
                        Layout.V6_1),
                    a.leafIndex(),
                    a.leafPath()));
  }

  /** The other is of the stage after: another compressed proof of v5 is not at hand. */
  @Test
  void noPartOfAStarkOfV5StandsInAnother() throws FormatException {
    ProofFromNetwork saved =
        ProofFromNetwork.parse(
            Fixtures.readFromNetwork("sp1-v5/fibonacci/compressed-dummy-root.proof.bin"));
    RecursionProof.V5 a = (RecursionProof.V5) ((Sp1Proof.Compressed) saved.proof()).proof();
    ShardProofV5 b =
        (ShardProofV5)
            ShardProof.read(
                BincodeReader.of(Fixtures.read("sp1-v5/zkverify-shrink-proof.bin")), Layout.V5);
    KeyDigest program =
        VerifyingKey.parse(Fixtures.read("sp1-v5/fibonacci/vk.bin"), Generation.V5).digest();
    int[] root = Arrays.copyOfRange(a.proof().publicValues(), 198, 206);
    Verifier verifier =
        new CompressedV5Verifier(
            "v5.0.0", new RecursionKeys(root, new KeyMapV5(a.key().digest().words()), true));
    assertThat(verifier.verify(saved, program).isValid()).isTrue();

    for (int part = 0; part < 5; part++) {
      ShardProofV5 mixture =
          new ShardProofV5(
              (part == 0 ? b : a.proof()).mainCommit(),
              (part == 1 ? b : a.proof()).permutationCommit(),
              (part == 2 ? b : a.proof()).quotientCommit(),
              (part == 3 ? b : a.proof()).chips(),
              (part == 4 ? b : a.proof()).fri(),
              a.proof().chipOrdering(),
              a.proof().publicValues(),
              a.proof().digests());
      Sp1Proof mixed = new Sp1Proof.Compressed(new RecursionProof.V5(a.key(), mixture));

      assertThat(
              verifier
                  .verify(
                      new ProofFromNetwork(mixed, saved.publicValues(), saved.version()), program)
                  .isValid())
          .as("part %d", part)
          .isFalse();
    }
  }

  private static RecursionProof.V6 recursionV6(ProofFromNetwork proof) {
    return (RecursionProof.V6) ((Sp1Proof.Compressed) proof.proof()).proof();
  }
}
