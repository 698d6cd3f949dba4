package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
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
