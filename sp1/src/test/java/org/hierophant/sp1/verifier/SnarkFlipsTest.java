package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.SnarkProof;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groth16 and Plonk proofs of every generation with one bit flipped. None is bound by less than its
 * every bit: there is no list of exceptions.
 */
class SnarkFlipsTest {
  static List<ChainProof> genuine() {
    return ChainProof.all();
  }

  /** All bits of the file that a client downloads: some ten thousand of each. */
  @ParameterizedTest
  @MethodSource("genuine")
  void everyBitOfTheFileIsBound(ChainProof proof) throws FormatException {
    byte[] bytes = proof.fromNetwork(proof.structure()).toByteArray();
    Verifier verifier = proof.verifier();
    KeyDigest program = proof.digest();
    assertThat(bytes.length * 8).isGreaterThan(10_000);

    for (int bit = 0; bit < bytes.length * 8; bit++) {
      flip(bytes, bit);
      assertThat(holds(verifier, bytes, program)).as("bit %d", bit).isFalse();
      flip(bytes, bit);
    }

    assertThat(holds(verifier, bytes, program)).isTrue();
  }

  /**
   * Bits of the proof proper, flipped in both forms that the file has of it, so that only points
   * and pairings can tell: 64 of them, or with {@code -Dflips=10000} all.
   */
  @ParameterizedTest
  @MethodSource("genuine")
  void everyBitOfTheProofIsBoundByTheEquation(ChainProof proof) {
    SnarkProof genuine = proof.structure();
    Verifier verifier = proof.verifier();
    byte[] bytes = proof.bytes().clone();
    int first = bytes.length - proof.system().proofBytes();

    LongStream bits = bits(first * 8L, bytes.length * 8L);

    bits.forEach(
        bit -> {
          flip(bytes, (int) bit);
          ChainProof changed =
              new ChainProof(
                  proof.circuit(), proof.system(), proof.program(), proof.publicValues(), bytes);
          SnarkProof both = changed.structure();
          assertThat(both.encodedProof()).isNotEqualTo(genuine.encodedProof());
          Verdict verdict = verifier.verify(proof.fromNetwork(both), proof.digest());
          assertThat(verdict)
              .as("bit %d", bit)
              .isInstanceOfSatisfying(
                  Verdict.Invalid.class,
                  refused -> assertThat(refused.failed()).isIn("points", "pairing", "openings"));
          flip(bytes, (int) bit);
        });
  }

  private static LongStream bits(long from, long to) {
    int wanted = Integer.getInteger("flips", 64);
    return wanted >= to - from
        ? LongStream.range(from, to)
        : new Random(Long.getLong("seed", 5)).longs(wanted, from, to);
  }

  private static boolean holds(Verifier verifier, byte[] bytes, KeyDigest program) {
    try {
      return verifier.verify(ProofFromNetwork.parse(bytes), program).isValid();
    } catch (FormatException e) {
      return false;
    }
  }

  private static void flip(byte[] bytes, int bit) {
    bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
  }
}
