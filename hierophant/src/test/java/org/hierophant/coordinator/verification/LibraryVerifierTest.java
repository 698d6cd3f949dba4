package org.hierophant.coordinator.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.coordinator.testing.StoredBytes;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.VerifyingKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryVerifierTest {
  private static final CircuitVersion V6 = new CircuitVersion("v6.1.0");

  private final LibraryVerifier verifier = new LibraryVerifier();
  private final ProofRequest request = new RequestBuilder(1).build().request();

  // ---- what it can ----

  @Test
  void everyKindButCoreCanBeVerifiedHere() {
    assertThat(verifier.obstacle(ProofMode.COMPRESSED, V6)).isEmpty();
    assertThat(verifier.obstacle(ProofMode.GROTH16, V6)).isEmpty();
    assertThat(verifier.obstacle(ProofMode.PLONK, new CircuitVersion("v5.0.0"))).isEmpty();

    assertThat(verifier.obstacle(ProofMode.CORE, V6)).isPresent();
    assertThat(verifier.obstacle(ProofMode.GROTH16, new CircuitVersion("v9.0.0"))).isPresent();
  }

  // ---- verdicts ----

  @Test
  void aGenuineProofIsRightAndSaysWhatWasChecked() throws Exception {
    byte[] proof = GenuineProofs.compressed();

    Verdict verdict = verify(proof, GenuineProofs.program());

    byte[] publicValues = ProofFromNetwork.parse(proof).publicValues();
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Right.class,
            right -> {
              assertThat(right.publicValuesHash()).contains(Sha256.ofContent(publicValues).value());
              assertThat(right.evidence().verifier()).isEqualTo("java");
              assertThat(right.evidence().checks())
                  .extracting(Evidence.Check::name)
                  .contains("program", "public values", "recursion key");
            });
  }

  @Test
  void aProofOfOtherPublicValuesIsWrong() throws Exception {
    ProofFromNetwork proof = ProofFromNetwork.parse(GenuineProofs.compressed());
    byte[] others = "others".getBytes(StandardCharsets.US_ASCII);
    byte[] swapped = new ProofFromNetwork(proof.proof(), others, proof.version()).toByteArray();

    assertThat(verify(swapped, GenuineProofs.program()))
        .isEqualTo(
            new Verdict.Wrong(ProofFault.INVALID, "public values: proves other public values"));
  }

  @Test
  void aProofOfAnotherProgramIsWrong() throws Exception {
    ProgramRecord genuine = GenuineProofs.program();
    byte[] otherKey = genuine.vk();
    otherKey[70] ^= 1; // in the commitment to the program

    Verdict verdict = verify(GenuineProofs.compressed(), withKey(genuine, otherKey));

    assertThat(verdict)
        .isEqualTo(new Verdict.Wrong(ProofFault.INVALID, "program: proves another program"));
  }

  @Test
  void aFlippedBitInTheMiddleIsWrong() throws Exception {
    byte[] proof = GenuineProofs.compressed();
    proof[proof.length / 2] ^= 1;

    assertThat(verify(proof, GenuineProofs.program())).isInstanceOf(Verdict.Wrong.class);
  }

  @Test
  void bytesThatAreNoProofAreDamaged() throws Exception {
    assertThat(verify(new byte[] {1, 2, 3}, GenuineProofs.program()))
        .isInstanceOfSatisfying(
            Verdict.Wrong.class, wrong -> assertThat(wrong.fault()).isEqualTo(ProofFault.DAMAGED));
  }

  @Test
  void otherValuesThanTheClientExpectedAreWrong() throws Exception {
    ProofRequest expecting =
        new RequestBuilder(1).publicValuesHash(Samples.bytes32(9)).build().request();

    Verdict verdict =
        verifier.verify(
            expecting, GenuineProofs.program(), new StoredBytes(GenuineProofs.compressed()));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Wrong.class, wrong -> assertThat(wrong.detail()).contains("public values"));
  }

  @Test
  void aKeyThatCannotBeReadIsNoFaultOfTheProof() throws Exception {
    byte[] proof = GenuineProofs.compressed();

    assertThat(verify(proof, withKey(GenuineProofs.program(), new byte[3])))
        .isInstanceOf(Verdict.Unavailable.class);
  }

  @Test
  void aV5ProofOverOtherRecursionKeysIsWrong() throws Exception {
    byte[] key = GenuineProofs.keyOfV5();
    ProgramRecord any = GenuineProofs.program();
    ProgramRecord program =
        new ProgramRecord(
            VkHash.of(VerifyingKey.parse(key, Generation.V5).hashBytes()),
            key,
            any.elf(),
            any.owner(),
            any.createdAt());
    ProofRequest five = new RequestBuilder(1).version("sp1-v5.0.0").build().request();

    Verdict verdict =
        verifier.verify(five, program, new StoredBytes(GenuineProofs.compressedOfV5()));

    // The fixture was made without SP1's list of keys: its root is another one.
    assertThat(verdict)
        .isEqualTo(
            new Verdict.Wrong(ProofFault.INVALID, "recursion root: another set of recursion keys"));
  }

  @Test
  void whatIsNotTheKeyMapStopsTheStart(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("map"), new byte[] {1});

    assertThatThrownBy(() -> LibraryVerifier.with(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("verification.v5_key_map")
        .hasMessageContaining("fetch");
  }

  private Verdict verify(byte[] proof, ProgramRecord program) throws Exception {
    return verifier.verify(request, program, new StoredBytes(proof));
  }

  private static ProgramRecord withKey(ProgramRecord program, byte[] key) {
    return new ProgramRecord(
        program.vkHash(), key, program.elf(), program.owner(), program.createdAt());
  }
}
