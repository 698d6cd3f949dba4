package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.hierophant.sp1.curve.Scalar;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.SnarkProof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
  static List<ChainProof> genuine() {
    return ChainProof.all();
  }

  private final ChainProof v6 = ChainProof.of("v6.1.0", ProofSystem.GROTH16);
  private final SnarkProof genuine = v6.structure();

  @ParameterizedTest
  @MethodSource("genuine")
  void genuineStructuresHold(ChainProof proof) {
    Verdict verdict = proof.verifier().verify(proof.fromNetwork(proof.structure()), proof.digest());

    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    assertThat(verdict.checks())
        .extracting(Verdict.Check::name)
        .contains("circuit key", "program", "public values", "raw proof", "points");
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void everyCheckOfTheEnvelopeRefuses(ChainProof proof) {
    SnarkProof good = proof.structure();
    byte[] otherKey = good.circuitKeyHash().clone();
    otherKey[31] ^= 1;

    assertRefused(proof, withHash(good, otherKey), "circuit key");
    assertRefused(proof, withInput(good, 0, "1"), "program");
    assertRefused(proof, withInput(good, 1, "1"), "public values");
    assertRefused(proof, withInput(good, 0, "0" + good.publicInputs().getFirst()), "public inputs");
    assertRefused(proof, withInput(good, 0, Scalar.ORDER.toString()), "public inputs");
    assertRefused(proof, withInput(good, 0, "-1"), "public inputs");
    assertRefused(proof, withEncoded(good, good.encodedProof() + "00"), "encoded proof");
    assertRefused(proof, withEncoded(good, upper(good.encodedProof())), "encoded proof");
    assertRefused(proof, withEncoded(good, ""), "encoded proof");
    assertRefused(proof, withRaw(good, flipped(good.rawProof())), "raw proof");
    assertRefused(proof, withRaw(good, good.rawProof() + "00"), "raw proof");
    assertRefused(proof, withRaw(good, ""), "raw proof");
  }

  @Test
  void anotherExitCodeIsRefused() {
    assertRefused(v6, withInput(genuine, 2, "1"), "exit code");
  }

  @Test
  void anotherRootOfRecursionKeysIsRefused() {
    assertRefused(v6, withInput(genuine, 3, "1"), "recursion root");
  }

  @Test
  void headerMustRepeatTheInputs() {
    assertRefused(v6, withInput(genuine, 4, "1"), "header of the encoded proof");
    String encoded = genuine.encodedProof();
    assertRefused(
        v6, withEncoded(genuine, "1" + encoded.substring(1)), "header of the encoded proof");
  }

  @Test
  void anotherNonceIsAnotherProof() {
    String encoded = genuine.encodedProof();
    SnarkProof changed = withInput(genuine, 4, "1");
    changed = withEncoded(changed, encoded.substring(0, 191) + "1" + encoded.substring(192));

    assertRefused(v6, changed, "pairing");
  }

  @Test
  void tooFewInputsAreRefused() {
    assertRefused(
        v6,
        new SnarkProof(
            genuine.publicInputs().subList(0, 2),
            genuine.encodedProof(),
            genuine.rawProof(),
            genuine.circuitKeyHash()),
        "public inputs");
  }

  @Test
  void otherVersionsAndKindsAreRefused() {
    ProofFromNetwork proof = v6.fromNetwork(genuine);
    Circuit old = Circuit.of("v6.0.0").orElseThrow();

    assertFailed(new Groth16Verifier(old).verify(proof, v6.digest()), "circuit version");
    assertFailed(new PlonkVerifier(v6.circuit()).verify(proof, v6.digest()), "proof kind");
  }

  @Test
  void proofOfAnotherCircuitIsRefusedEvenUnderItsOwnName() {
    ChainProof old = ChainProof.of("v6.0.0", ProofSystem.GROTH16);
    SnarkProof stolen = old.structure();
    List<String> inputs = new ArrayList<>(stolen.publicInputs());
    inputs.set(3, v6.circuit().recursionRoot().orElseThrow().toString());
    String root = genuine.encodedProof().substring(64, 128);
    String encoded = stolen.encodedProof();
    SnarkProof renamed =
        new SnarkProof(
            inputs,
            encoded.substring(0, 64) + root + encoded.substring(128),
            stolen.rawProof(),
            genuine.circuitKeyHash());
    ProofFromNetwork proof =
        new ProofFromNetwork(
            new org.hierophant.sp1.format.Sp1Proof.Groth16(renamed), old.publicValues(), "v6.1.0");

    assertFailed(v6.verifier().verify(proof, old.digest()), "pairing");
  }

  @Test
  void aProofOfV5IsRefusedAsOneOfV6() {
    ChainProof v5 = ChainProof.of("v5.0.0", ProofSystem.PLONK);
    SnarkProof structure = v5.structure();
    Circuit v6 = Circuit.of("v6.1.0").orElseThrow();
    SnarkProof renamed =
        new SnarkProof(
            structure.publicInputs(),
            structure.encodedProof(),
            structure.rawProof(),
            v6.keyHash(ProofSystem.PLONK));
    ProofFromNetwork proof =
        new ProofFromNetwork(
            new org.hierophant.sp1.format.Sp1Proof.Plonk(renamed), v5.publicValues(), "v6.1.0");

    assertFailed(new PlonkVerifier(v6).verify(proof, v5.digest()), "public inputs");
  }

  @Test
  void anotherProgramIsRefused() {
    int[] words = v6.digest().words();
    words[7] ^= 1;

    assertFailed(
        v6.verifier().verify(v6.fromNetwork(genuine), KeyDigest.ofWords(words)), "program");
  }

  private static void assertRefused(ChainProof proof, SnarkProof changed, String check) {
    assertFailed(proof.verifier().verify(proof.fromNetwork(changed), proof.digest()), check);
  }

  private static void assertFailed(Verdict verdict, String check) {
    assertThat(verdict)
        .asInstanceOf(InstanceOfAssertFactories.type(Verdict.Invalid.class))
        .extracting(Verdict.Invalid::failed)
        .isEqualTo(check);
  }

  private static String flipped(String hex) {
    char last = hex.charAt(hex.length() - 1);
    return hex.substring(0, hex.length() - 1) + (last == '0' ? '1' : '0');
  }

  private static String upper(String hex) {
    return hex.toUpperCase(java.util.Locale.ROOT);
  }

  private static SnarkProof withInput(SnarkProof proof, int index, String value) {
    List<String> inputs = new ArrayList<>(proof.publicInputs());
    inputs.set(index, value);
    return new SnarkProof(inputs, proof.encodedProof(), proof.rawProof(), proof.circuitKeyHash());
  }

  private static SnarkProof withEncoded(SnarkProof proof, String encoded) {
    return new SnarkProof(proof.publicInputs(), encoded, proof.rawProof(), proof.circuitKeyHash());
  }

  private static SnarkProof withRaw(SnarkProof proof, String raw) {
    return new SnarkProof(proof.publicInputs(), proof.encodedProof(), raw, proof.circuitKeyHash());
  }

  private static SnarkProof withHash(SnarkProof proof, byte[] hash) {
    return new SnarkProof(proof.publicInputs(), proof.encodedProof(), proof.rawProof(), hash);
  }
}
