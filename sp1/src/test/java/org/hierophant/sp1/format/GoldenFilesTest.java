package org.hierophant.sp1.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HexFormat;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenFilesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sp1-v5/fibonacci/core.proof.bin",
        "sp1-v5/fibonacci/compressed-dummy-root.proof.bin",
        "sp1-v5/groth16-fibonacci.proof.bin",
        "sp1-v6/fibonacci/core.proof.bin",
        "sp1-v6/fibonacci/compressed.proof.bin"
      })
  void genuineProofsAreReadToTheLastByteAndWrittenAsTheyWere(String name) throws Exception {
    byte[] downloaded = Fixtures.readFromNetwork(name);

    ProofFromNetwork proof = ProofFromNetwork.parse(Fixtures.read(name));
    ProofSummary summary = ProofSummary.parse(downloaded);

    assertThat(proof.toByteArray()).isEqualTo(downloaded);
    assertThat(MockProofs.isMock(proof.proof())).isFalse();
    assertThat(summary.mock()).isFalse();
    assertThat(summary.kind()).isEqualTo(proof.proof().kind());
    assertThat(summary.version()).isEqualTo(name.startsWith("sp1-v5") ? "v5.0.0" : "v6.1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "v5-fibonacci, V5, 0x00946614a8fdda69b9143b35017bb8c029219d10baccaa6e1044a8465835a6ff",
    "v6-fibonacci, V6, 0x0096134d2e67635de5b42d91fc4969aac69775888bc32b7c50c59854cf77891e"
  })
  void programKeysHashAsTheSdkSays(String program, Generation generation, String bytes32)
      throws Exception {
    byte[] bytes = Fixtures.read("programs/" + program + "/vk.bin");

    VerifyingKey key = VerifyingKey.parse(bytes, generation);

    assertThat(key.bytes32()).isEqualTo(bytes32);
    assertThat(key.toByteArray()).isEqualTo(bytes);
    assertThat(key.digest().matches(key.hashBytes())).isTrue();
    assertThat(key.digest().matches(HexFormat.of().parseHex(bytes32.substring(2)))).isTrue();
    assertThat(KeyDigest.ofHashBytes(key.hashBytes())).isEqualTo(key.digest());
  }

  @Test
  void keysOfTheWrapLayerAreRead() throws Exception {
    byte[] v5 = Fixtures.read("sp1-v5/wrap_vk.bin");
    byte[] v6 = Fixtures.read("sp1-v6/wrap_vk.bin");
    BincodeReader inV5 = BincodeReader.of(v5);
    BincodeReader inV6 = BincodeReader.of(v6);

    VerifyingKeyV5 keyV5 = VerifyingKeyV5.read(inV5, DigestShape.BN254);
    VerifyingKeyV6 keyV6 = VerifyingKeyV6.read(inV6, DigestShape.BN254);

    assertThat(inV5.remaining()).isZero();
    assertThat(inV6.remaining()).isZero();
    assertThat(keyV5.toByteArray()).isEqualTo(v5);
    assertThat(keyV6.toByteArray()).isEqualTo(v6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sp1-v5", "sp1-v6"})
  void proofsOfTheWrapLayerAreRead(String generation) throws Exception {
    byte[] bytes = Fixtures.read(generation + "/wrapped_proof.bin");
    Layout layout = generation.equals("sp1-v5") ? Layout.V5 : Layout.V6_1;
    BincodeReader in = BincodeReader.of(bytes);

    ShardProof proof = ShardProof.read(in, layout.wrapped());

    assertThat(in.remaining()).isZero();
    BincodeWriter out = new BincodeWriter();
    proof.write(out);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void aCompressedProofWithItsMerkleWitnessIsRead() throws Exception {
    BincodeReader in = BincodeReader.of(Fixtures.read("sp1-v6/compressed-with-merkle.bin"));

    in.count(1, "keys and proofs");
    VerifyingKey key = VerifyingKeyV6.read(in, DigestShape.FIELD);
    ShardProof.read(in, Layout.V6_1);
    boolean complete = in.u8("is_complete") == 1;

    assertThat(complete).isTrue();
    assertThat(key.bytes32())
        .isEqualTo("0x009bf2e064171ff44ee6b8e42c0b992bc6b1527597788d7f18a45044d56a1971");
  }

  @Test
  void theShrinkProofsKeyHashesToAnAllowedOne() throws Exception {
    BincodeReader in = BincodeReader.of(Fixtures.read("sp1-v5/zkverify-shrink-proof.bin"));

    ShardProof.read(in, Layout.V5);
    VerifyingKey key = VerifyingKey.read(in, Generation.V5);

    assertThat(key.digest().words())
        .containsExactly(
            644696378,
            418018153,
            1226441221,
            255714996,
            1786747034,
            1510857876,
            297601848,
            1123969544);
  }

  @ParameterizedTest
  @CsvSource({"v5-fibonacci", "v6-fibonacci"})
  void stdinsAreReadAndWrittenAsTheyWere(String program) throws Exception {
    byte[] bytes = Fixtures.read("programs/" + program + "/stdin.bin");

    Sp1Stdin stdin = Sp1Stdin.parse(bytes, Layout.V6_1);

    assertThat(stdin.bufferCount()).isEqualTo(1);
    assertThat(stdin.bufferBytes(0)).hasSize(bytes.length - 24 - 8);
    assertThat(stdin.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void ourSamplesStdinsAreRead() throws Exception {
    Path samples = Path.of(System.getProperty("hierophant.root"), "samples");
    try (var files = java.nio.file.Files.walk(samples)) {
      for (Path file : files.filter(f -> f.endsWith("stdin.bin")).toList()) {
        byte[] bytes = java.nio.file.Files.readAllBytes(file);
        assertThat(Sp1Stdin.parse(bytes, Layout.V5).toByteArray()).as("%s", file).isEqualTo(bytes);
      }
    }
  }

  @Test
  void anEmbeddedProofIsReadWithItsKey() throws Exception {
    byte[] proofBytes = Fixtures.read("sp1-v6/fibonacci/compressed.proof.bin");
    var compressed = (Sp1Proof.Compressed) ProofFromNetwork.parse(proofBytes).proof();
    byte[] key = Fixtures.read("programs/v6-fibonacci/vk.bin");
    BincodeWriter out = new BincodeWriter().u64(0).u64(0).u64(1);
    compressed.proof().write(out);
    byte[] stdin = out.raw(key).toByteArray();

    Sp1Stdin read = Sp1Stdin.parse(stdin, Layout.V6_1);

    assertThat(read.proofs()).hasSize(1);
    assertThat(read.proofs().getFirst().programKey().toByteArray()).isEqualTo(key);
    assertThat(read.toByteArray()).isEqualTo(stdin);
  }

  @Test
  void aProgramIsItsLengthAndItsElf() throws Exception {
    byte[] elf = Fixtures.read("programs/v6-fibonacci/elf");

    ProgramArtifact program =
        ProgramArtifact.parse(MemorySegment.ofArray(ProgramArtifact.write(elf)));

    assertThat(program.elf().mismatch(MemorySegment.ofArray(elf))).isEqualTo(-1);
  }
}
