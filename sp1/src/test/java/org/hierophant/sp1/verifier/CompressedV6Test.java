package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.format.BincodeReader;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProof;
import org.hierophant.sp1.format.ShardProofV6;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV6;
import org.hierophant.sp1.hash.Poseidon2;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The genuine compressed proof of a Fibonacci program that sp1-sdk 6.10.0 made and accepted. */
class CompressedV6Test {
  private static final String FILE = "sp1-v6/fibonacci/compressed.proof.bin";
  private static final int HASHED = 175;

  private final Verifier verifier = verifierOf("v6.1.0");

  private byte[] saved = {};
  private KeyDigest program = KeyDigest.ofWords(new int[8]);

  @BeforeEach
  void read() throws FormatException {
    saved = Fixtures.read(FILE);
    program = VerifyingKey.parse(Fixtures.read("sp1-v6/fibonacci/vk.bin"), Generation.V6).digest();
  }

  @Test
  void aGenuineProofHolds() throws FormatException {
    Verdict verdict = verifier.verify(ProofFromNetwork.parse(saved), program);

    assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    assertThat(verdict.checks())
        .extracting(Verdict.Check::name)
        .containsExactly(
            "circuit version",
            "proof kind",
            "claims",
            "exit code",
            "complete",
            "program",
            "public values",
            "recursion root",
            "claims hash",
            "recursion key",
            "shape",
            "table sizes",
            "lookup work",
            "lookup sum",
            "lookup layers",
            "lookup interactions",
            "constraint sum",
            "constraints",
            "jagged sum",
            "jagged evaluation",
            "stacking",
            "batch work",
            "folding",
            "query work",
            "column paths",
            "layer paths",
            "queries");
  }

  @Test
  void anotherProgramIsRefused() throws FormatException {
    int[] words = program.words();
    words[7] ^= 1;

    Verdict verdict = verifier.verify(ProofFromNetwork.parse(saved), KeyDigest.ofWords(words));

    assertFailed(verdict, "program");
  }

  @Test
  void otherPublicValuesAreRefused() throws FormatException {
    ProofFromNetwork proof = ProofFromNetwork.parse(saved);
    byte[] values = proof.publicValues().clone();
    values[0] ^= 1;

    ProofFromNetwork swapped = new ProofFromNetwork(proof.proof(), values, proof.version());

    assertFailed(verifier.verify(swapped, program), "public values");
    assertFailed(
        verifier.verify(new ProofFromNetwork(proof.proof(), new byte[0], "v6.1.0"), program),
        "public values");
  }

  @Test
  void anotherCircuitVersionIsRefused() throws FormatException {
    ProofFromNetwork proof = ProofFromNetwork.parse(saved);

    ProofFromNetwork renamed = new ProofFromNetwork(proof.proof(), proof.publicValues(), "v6.0.0");

    assertFailed(verifier.verify(renamed, program), "circuit version");
    assertFailed(verifierOf("v6.0.0").verify(renamed, program), "proof kind");
    assertFailed(verifierOf("v6.0.0").verify(proof, program), "circuit version");
  }

  /** Of v6.0 no proof is at hand: what can be shown is that its keys and its layout count. */
  @Test
  void aProofOfAnotherVersionsKeysIsRefused() throws FormatException {
    RecursionProof.V6 proof = recursion();
    ShardProofV6 genuine = proof.proof();
    ShardProofV6 older =
        new ShardProofV6(
            genuine.publicValues(),
            genuine.mainCommitment(),
            genuine.logUpGkr(),
            genuine.zerocheck(),
            genuine.openedValues(),
            genuine.evaluationProof(),
            Layout.V6_0);
    byte[] publicValues = ProofFromNetwork.parse(saved).publicValues();
    Sp1Proof renamed =
        new Sp1Proof.Compressed(
            new RecursionProof.V6(proof.key(), older, proof.leafIndex(), proof.leafPath()));

    Verdict verdict =
        verifierOf("v6.0.0").verify(new ProofFromNetwork(renamed, publicValues, "v6.0.0"), program);

    assertFailed(verdict, "recursion root");
  }

  @Test
  void proofsOfAnotherKindAreRefused() throws FormatException {
    ProofFromNetwork core =
        ProofFromNetwork.parse(Fixtures.read("sp1-v6/fibonacci/core.proof.bin"));

    assertFailed(verifier.verify(core, program), "proof kind");
  }

  @Test
  void aProofOfV5IsRefusedAsOneOfV6() throws FormatException {
    byte[] bytes = Fixtures.readFromNetwork("sp1-v5/fibonacci/compressed-dummy-root.proof.bin");
    ProofFromNetwork v5 = ProofFromNetwork.parse(bytes);
    byte[] renamed = bytes.clone();
    byte[] version = "v6.1.0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(version, 0, renamed, renamed.length - version.length, version.length);

    assertThat(holds(renamed)).isFalse();
    assertFailed(
        verifier.verify(new ProofFromNetwork(v5.proof(), v5.publicValues(), "v6.1.0"), program),
        "proof kind");
  }

  @Test
  void mockProofsAreRefused() throws FormatException {
    ProofFromNetwork mock = ProofFromNetwork.parse(Fixtures.read("sp1-v6/mock/compressed.bin"));

    assertFailed(verifier.verify(mock, program), "claims");
  }

  /** Each as if the prover had hashed its claims anew, so that no other check can tell. */
  @ParameterizedTest
  @CsvSource({
    "170, 1, exit code",
    "170, 3, exit code",
    "168, -1, complete",
    "168, 1, complete",
    "136, 1, program",
    "143, 1, program",
    "32, 1, public values",
    "63, 256, public values",
    "144, 1, recursion root",
    "151, 1, recursion root"
  })
  void otherClaimsAreRefused(int element, int change, String check) throws FormatException {
    RecursionProof.V6 proof = recursion();
    int[] claims = proof.proof().publicValues();
    claims[element] += change;
    System.arraycopy(Poseidon2.KOALA_BEAR.hash(claims, 0, HASHED), 0, claims, HASHED, 8);

    assertFailed(verify(proof), check);
  }

  @Test
  void claimsWithAnotherHashAreRefused() throws FormatException {
    RecursionProof.V6 proof = recursion();
    int[] claims = proof.proof().publicValues();
    claims[HASHED + 7] = SmallField.KOALA_BEAR.add(claims[HASHED + 7], 1);

    assertFailed(verify(proof), "claims hash");
  }

  /** Nothing but the STARK binds the nonce: with all claims right, it must refuse. */
  @Test
  void claimsThatTheStarkDoesNotShowAreRefused() throws FormatException {
    RecursionProof.V6 proof = recursion();
    int[] claims = proof.proof().publicValues();
    claims[186] = SmallField.KOALA_BEAR.add(claims[186], 1);

    Verdict verdict = verify(proof);

    assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    assertThat(verdict.checks()).extracting(Verdict.Check::name).contains("shape", "claims hash");
  }

  @Test
  void aKeyOutsideTheTreeIsRefused() throws FormatException {
    RecursionProof.V6 genuine = recursion();
    int[] path = genuine.leafPath().clone();
    path[17 * 8] = SmallField.KOALA_BEAR.add(path[17 * 8], 1);
    int[] shorter = Arrays.copyOf(genuine.leafPath(), 17 * 8);

    assertFailed(verifyAt(genuine, genuine.leafIndex() ^ 1, genuine.leafPath()), "recursion key");
    assertFailed(verifyAt(genuine, genuine.leafIndex(), path), "recursion key");
    assertFailed(verifyAt(genuine, genuine.leafIndex(), shorter), "recursion key");
    assertFailed(verifyAt(genuine, genuine.leafIndex() | 1L << 32, path), "recursion key");
    assertFailed(
        verifyAt(genuine, genuine.leafIndex() | 1L << 63, genuine.leafPath()), "recursion key");
  }

  /** From another program's proof: the last step of every recursion has the same key. */
  @Test
  void theKeyOfAnotherProofIsFound() throws FormatException {
    BincodeReader in = BincodeReader.of(Fixtures.read("sp1-v6/compressed-with-merkle.bin"));
    in.count(1, "keys and proofs");
    VerifyingKeyV6 key = (VerifyingKeyV6) VerifyingKey.read(in, Generation.V6);
    ShardProofV6 proof = (ShardProofV6) ShardProof.read(in, Layout.V6_1);
    in.u8("is_complete");
    in.count(1, "merkle proofs");
    long index = in.u64("index");
    int[] path = in.elements(8 * in.count(32, "path"), SmallField.KOALA_BEAR.p(), "path");
    RecursionTree tree = RecursionTree.of(Circuit.of("v6.1.0").orElseThrow()).orElseThrow();

    assertThat(tree.holds(new RecursionProof.V6(key, proof, index, path))).isTrue();
    assertThat(tree.holds(new RecursionProof.V6(key, proof, index + 1, path))).isFalse();
  }

  /** A key that is in no tree, though the proof under it may be as good as any. */
  @Test
  void anotherKeyIsRefused() throws FormatException {
    byte[] bytes = saved.clone();
    bytes[4] ^= 1;

    assertFailed(verifier.verify(ProofFromNetwork.parse(bytes), program), "recursion key");
  }

  /**
   * Bits all over the file: {@code -Dflips=10000} takes more of them, {@code -Dseed=1} others. The
   * first and the last bytes are always among them.
   */
  @Test
  void everyFlippedBitIsRefused() {
    Random random = new Random(Long.getLong("seed", 61));
    int flips = Integer.getInteger("flips", 300);
    byte[] bytes = saved.clone();
    for (int i = 0; i < flips; i++) {
      // A part of them where the proof is dense: the first 51 thousand bytes, and the last 9.
      long bit =
          switch (i % 4) {
            case 0 -> random.nextLong(8L * 51_000);
            case 1 -> 8L * bytes.length - 1 - random.nextLong(8L * 9_000);
            default -> random.nextLong(8L * bytes.length);
          };
      flip(bytes, bit);
      assertThat(holds(bytes)).as("bit " + bit).isFalse();
      flip(bytes, bit);
    }
    assertThat(holds(bytes)).isTrue();
  }

  private static void flip(byte[] bytes, long bit) {
    bytes[(int) (bit >>> 3)] ^= (byte) (1 << (bit & 7));
  }

  private boolean holds(byte[] bytes) {
    try {
      return verifier.verify(ProofFromNetwork.parse(bytes), program).isValid();
    } catch (FormatException e) {
      return false;
    }
  }

  private static Verifier verifierOf(String version) {
    return Circuit.of(version).orElseThrow().verifier(ProofKind.COMPRESSED).orElseThrow();
  }

  private Verdict verifyAt(RecursionProof.V6 proof, long leafIndex, int[] leafPath)
      throws FormatException {
    return verify(new RecursionProof.V6(proof.key(), proof.proof(), leafIndex, leafPath));
  }

  private Verdict verify(RecursionProof.V6 proof) throws FormatException {
    byte[] publicValues = ProofFromNetwork.parse(saved).publicValues();
    return verifier.verify(
        new ProofFromNetwork(new Sp1Proof.Compressed(proof), publicValues, "v6.1.0"), program);
  }

  /** Parsed anew, so that its arrays may be written to. */
  private RecursionProof.V6 recursion() throws FormatException {
    var compressed = (Sp1Proof.Compressed) ProofFromNetwork.parse(saved).proof();
    return (RecursionProof.V6) compressed.proof();
  }

  private static void assertFailed(Verdict verdict, String check) {
    assertThat(verdict)
        .asInstanceOf(InstanceOfAssertFactories.type(Verdict.Invalid.class))
        .extracting(Verdict.Invalid::failed)
        .isEqualTo(check);
  }
}
