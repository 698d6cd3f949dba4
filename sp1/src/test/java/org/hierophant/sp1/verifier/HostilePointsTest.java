package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.hierophant.sp1.curve.Scalar;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.SnarkProof;
import org.hierophant.sp1.format.Sp1Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groth16 and Plonk proofs of every generation with points at infinity and with numbers that are
 * not written the one way they may be. The step that reads points must refuse them, in the file of
 * an SDK and in what goes on chain: no honest prover ends up there.
 *
 * <p>sp1-verifier (5.2.4 and 6.10.0) refuses points at infinity too, as not on the curve, and
 * coordinates from the modulus on; scalars from the order on it reduces, where we refuse.
 */
class HostilePointsTest {
  private static final int WORD = 32;
  private static final BigInteger MODULUS =
      new BigInteger("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47", 16);

  static List<ChainProof> genuine() {
    return ChainProof.all();
  }

  /** A part of gnark's encoding for the chain, in bytes. */
  private record Part(int from, int length) {}

  private static List<Part> points(ProofSystem system) {
    return switch (system) {
      case GROTH16 -> List.of(new Part(0, 64), new Part(64, 128), new Part(192, 64));
      case PLONK ->
          IntStream.of(0, 64, 128, 192, 256, 320, 544, 640, 704, 800)
              .mapToObj(from -> new Part(from, 64))
              .toList();
    };
  }

  private static List<Part> scalars(ProofSystem system) {
    return switch (system) {
      case GROTH16 -> List.of();
      case PLONK ->
          IntStream.of(384, 416, 448, 480, 512, 608, 768)
              .mapToObj(from -> new Part(from, WORD))
              .toList();
    };
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void pointsAtInfinityAreRefused(ChainProof proof) {
    new Subject(proof).assertPointsAtInfinityAreRefused();
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void numbersThatAreNotCanonicalAreRefused(ChainProof proof) {
    new Subject(proof).assertNumbersThatAreNotCanonicalAreRefused();
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void pointsBesideTheCurveAreRefused(ChainProof proof) {
    new Subject(proof).assertPointsBesideTheCurveAreRefused();
  }

  /** Of v5 no Groth16 proof is among those that went on chain. */
  @Test
  void allOfThisIsRefusedInGroth16OfV5() throws FormatException {
    Subject proof = new Subject(groth16OfV5());

    proof.assertPointsAtInfinityAreRefused();
    proof.assertNumbersThatAreNotCanonicalAreRefused();
    proof.assertPointsBesideTheCurveAreRefused();
  }

  private static ChainProof groth16OfV5() throws FormatException {
    ProofFromNetwork saved =
        ProofFromNetwork.parse(Fixtures.read("sp1-v5/groth16-fibonacci.proof.bin"));
    SnarkProof snark = ((Sp1Proof.Groth16) saved.proof()).proof();
    byte[] program = new BigInteger(snark.publicInputs().getFirst()).toByteArray();
    String selector = HexFormat.of().formatHex(snark.circuitKeyHash(), 0, 4);
    return new ChainProof(
        Circuit.of("v5.0.0").orElseThrow(),
        ProofSystem.GROTH16,
        program,
        saved.publicValues(),
        HexFormat.of().parseHex(selector + snark.encodedProof()));
  }

  /** A genuine proof to tamper with, and a verifier that is made once. */
  private static final class Subject {
    private final ChainProof proof;
    private final SnarkVerifier verifier;
    private final List<Part> points;
    private final List<Part> scalars;

    Subject(ChainProof proof) {
      this.proof = proof;
      verifier = (SnarkVerifier) proof.verifier();
      points = points(proof.system());
      scalars = scalars(proof.system());
      assertThat(ofFile(proof)).isInstanceOf(Verdict.Valid.class);
      assertThat(onChain(proof)).isInstanceOf(Verdict.Valid.class);
    }

    /** Each alone, all of them, and a proof of nothing but zeros. */
    void assertPointsAtInfinityAreRefused() {
      byte[] nothing = gnark();
      for (Part point : points) {
        byte[] changed = gnark();
        Arrays.fill(changed, point.from, point.from + point.length, (byte) 0);
        Arrays.fill(nothing, point.from, point.from + point.length, (byte) 0);
        assertRefused(changed, "a point at infinity");
      }
      assertRefused(nothing, "a point at infinity");
      assertRefused(new byte[nothing.length], "a point at infinity");
    }

    void assertNumbersThatAreNotCanonicalAreRefused() {
      for (Part point : points) {
        for (int at = point.from; at < point.from + point.length; at += WORD) {
          assertNoneButTheLeastHolds(at, MODULUS, "coordinate not below the modulus");
        }
        byte[] flagged = gnark();
        flagged[point.from] |= 0x40; // what marks infinity where gnark compresses points
        assertRefused(flagged, "coordinate not below the modulus");
      }
      for (Part scalar : scalars) {
        assertNoneButTheLeastHolds(
            scalar.from, Scalar.ORDER, "scalar not below the order of the group");
      }
    }

    /** The number itself and zero, with the modulus added as often as 32 bytes hold it. */
    private void assertNoneButTheLeastHolds(int at, BigInteger modulus, String detail) {
      BigInteger larger = new BigInteger(1, gnark(), at, WORD).add(modulus);
      for (; larger.bitLength() <= 8 * WORD; larger = larger.add(modulus)) {
        assertRefused(with(larger, at), detail);
      }
      assertRefused(with(modulus, at), detail);
    }

    void assertPointsBesideTheCurveAreRefused() {
      for (Part point : points) {
        for (int at = point.from; at < point.from + point.length; at += WORD) {
          assertRefused(with(BigInteger.ZERO, at), "point not on the curve");
        }
      }
    }

    /** The proof proper, after what stands before it on chain. */
    private byte[] gnark() {
      byte[] bytes = proof.bytes();
      return Arrays.copyOfRange(bytes, bytes.length - proof.system().proofBytes(), bytes.length);
    }

    private byte[] with(BigInteger number, int at) {
      byte[] changed = gnark();
      for (int i = 0; i < WORD; i++) {
        changed[at + i] = (byte) number.shiftRight(8 * (WORD - 1 - i)).intValue();
      }
      return changed;
    }

    private void assertRefused(byte[] gnark, String detail) {
      byte[] bytes = proof.bytes().clone();
      System.arraycopy(gnark, 0, bytes, bytes.length - gnark.length, gnark.length);
      ChainProof changed =
          new ChainProof(
              proof.circuit(), proof.system(), proof.program(), proof.publicValues(), bytes);

      for (Verdict verdict : List.of(ofFile(changed), onChain(changed))) {
        assertThat(verdict)
            .isInstanceOfSatisfying(
                Verdict.Invalid.class,
                invalid -> {
                  assertThat(invalid.failed()).isEqualTo("points");
                  assertThat(invalid.detail()).isEqualTo(detail);
                });
      }
    }

    private Verdict ofFile(ChainProof changed) {
      return verifier.verify(proof.fromNetwork(changed.structure()), proof.digest());
    }

    private Verdict onChain(ChainProof changed) {
      return verifier.verifyOnChain(
          changed.bytes(), new BigInteger(1, proof.program()), proof.publicValues());
    }
  }
}
