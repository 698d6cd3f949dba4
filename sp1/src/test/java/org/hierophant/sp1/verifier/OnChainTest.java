package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.curve.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnChainTest {
  static List<ChainProof> genuine() {
    return ChainProof.all();
  }

  /** One of each shape: mutating all would tell nothing more. */
  static List<ChainProof> oneOfEachShape() {
    return List.of(
        ChainProof.of("v4.0.0-rc.3", ProofSystem.GROTH16),
        ChainProof.of("v6.1.0", ProofSystem.GROTH16),
        ChainProof.of("v6.0.0", ProofSystem.PLONK));
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void genuineProofsHold(ChainProof proof) {
    assertThat(proof.verify(proof.bytes())).isInstanceOf(Verdict.Valid.class);
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void proofsOfOtherProgramsOrValuesAreRefused(ChainProof proof) {
    BigInteger program = new BigInteger(1, proof.program());
    byte[] values = proof.publicValues().clone();
    values[values.length - 1] ^= 1;

    assertThat(proof.verify(proof.bytes(), program.add(BigInteger.ONE), proof.publicValues()))
        .isInstanceOf(Verdict.Invalid.class);
    assertThat(proof.verify(proof.bytes(), program, values)).isInstanceOf(Verdict.Invalid.class);
  }

  @ParameterizedTest
  @MethodSource("oneOfEachShape")
  void everyChangedByteIsRefused(ChainProof proof) {
    Mutations verifier = new Mutations(proof);
    byte[] bytes = proof.bytes().clone();

    for (int i = 0; i < bytes.length; i++) {
      byte genuine = bytes[i];
      bytes[i] ^= (byte) (1 << i % 8);
      assertThat(verifier.verify(bytes)).as("byte " + i).isInstanceOf(Verdict.Invalid.class);
      bytes[i] = genuine;
    }
    assertThat(verifier.verify(Arrays.copyOf(bytes, bytes.length - 1)).isValid()).isFalse();
    assertThat(verifier.verify(Arrays.copyOf(bytes, bytes.length + 1)).isValid()).isFalse();
    assertThat(verifier.verify(bytes).isValid()).isTrue();
  }

  /** Whichever of the two hashes a guest used: the proof alone can tell. */
  @Test
  void aProofUnderEitherDigestHoldsAndTheFirstSaysWhyNot() {
    byte[] values = {1, 2, 3};
    List<BigInteger> digests = PublicValuesDigest.of(values);
    Verdict valid = new Verdict.Valid(List.of());
    Verdict usual = new Verdict.Invalid(List.of(), "pairing", "usual");
    Verdict other = new Verdict.Invalid(List.of(), "pairing", "other");
    assertThat(digests).hasSize(2).doesNotHaveDuplicates();

    assertThat(OnChain.verdict(values, digest -> digest.equals(digests.get(0)) ? valid : other))
        .isSameAs(valid);
    assertThat(OnChain.verdict(values, digest -> digest.equals(digests.get(1)) ? valid : usual))
        .isSameAs(valid);
    assertThat(OnChain.verdict(values, digest -> digest.equals(digests.get(0)) ? usual : other))
        .isSameAs(usual);
  }

  /** Each refused by its own check: what comes after would refuse some of it too. */
  @ParameterizedTest
  @MethodSource("genuine")
  void everyCheckOfTheEnvelopeRefuses(ChainProof proof) {
    byte[] good = proof.bytes();
    byte[] selector = good.clone();
    selector[3] ^= 1;

    assertFailed(proof.verify(Arrays.copyOf(good, good.length - 1)), "length");
    assertFailed(proof.verify(Arrays.copyOf(good, good.length + 1)), "length");
    assertFailed(proof.verify(selector), "selector");
    if (proof.circuit().recursionRoot().isPresent()) {
      byte[] exitCode = good.clone();
      exitCode[4 + 31] ^= 1;
      byte[] root = good.clone();
      root[4 + 63] ^= 1;
      byte[] nonce = good.clone();
      Arrays.fill(nonce, 4 + 64, 4 + 96, (byte) 0xff);
      assertFailed(proof.verify(exitCode), "exit code");
      assertFailed(proof.verify(root), "recursion root");
      assertFailed(proof.verify(nonce), "public inputs");
    }
    assertFailed(
        proof.verify(good, Scalar.ORDER.add(new BigInteger(1, proof.program())), new byte[0]),
        "public inputs");
  }

  private static void assertFailed(Verdict verdict, String check) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Invalid.class, invalid -> assertThat(invalid.failed()).isEqualTo(check));
  }

  /** A verifier that is made once. */
  private static final class Mutations {
    private final ChainProof proof;
    private final Verifier verifier;

    Mutations(ChainProof proof) {
      this.proof = proof;
      verifier = proof.verifier();
    }

    Verdict verify(byte[] bytes) {
      BigInteger program = new BigInteger(1, proof.program());
      return switch (verifier) {
        case Groth16Verifier groth16 -> groth16.verifyOnChain(bytes, program, proof.publicValues());
        case PlonkVerifier plonk -> plonk.verifyOnChain(bytes, program, proof.publicValues());
        default -> throw new AssertionError(verifier);
      };
    }
  }
}
