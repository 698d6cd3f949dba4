package org.hierophant.sp1.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.field.SmallField;
import org.hierophant.sp1.format.BincodeReader;
import org.hierophant.sp1.format.Fixtures;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.KeyMapV5;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.ShardProof;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.hash.Poseidon2;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The compressed proof of a Fibonacci program that sp1-sdk 5.2.4 made, with keys that stand for the
 * recursion's real ones: everything but those must hold. Where the keys do not matter to a test,
 * they are made to be the proof's.
 */
class CompressedV5Test {
  private static final String FILE = "sp1-v5/fibonacci/compressed-dummy-root.proof.bin";
  private static final int HASHED = 223;
  private static final int ROOT = 198;

  private byte[] saved = {};
  private KeyDigest program = KeyDigest.ofWords(new int[8]);
  private Verifier verifier = withTenKeys();

  @BeforeEach
  void read() throws FormatException {
    saved = Fixtures.readFromNetwork(FILE);
    program = VerifyingKey.parse(Fixtures.read("sp1-v5/fibonacci/vk.bin"), Generation.V5).digest();
    RecursionProof.V5 proof = recursion();
    verifier =
        believing(
            Arrays.copyOfRange(proof.proof().publicValues(), ROOT, ROOT + 8),
            proof.key().digest().words());
  }

  @Test
  void aGenuineProofHoldsButForTheRecursionsKeys() throws FormatException {
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
            "global sums",
            "lookup sum",
            "constraints",
            "query work",
            "row paths",
            "queries",
            "layer paths");
  }

  @Test
  void anotherRootOfKeysIsRefused() throws FormatException {
    assertFailed(withTenKeys().verify(ProofFromNetwork.parse(saved), program), "recursion root");
  }

  @Test
  void aKeyThatIsNotOneOfTheTenIsRefused() throws FormatException {
    Verdict verdict = withTenKeys().verify(of(claimingTheRealRoot(2)), program);

    assertFailed(verdict, "recursion key");
    assertThat(((Verdict.Invalid) verdict).detail()).doesNotContain("fetch");
  }

  @Test
  void aProofOfOneShardIsRefusedAndTheMessageSaysWhatToFetch() throws FormatException {
    Verdict verdict = withTenKeys().verify(of(claimingTheRealRoot(1)), program);

    assertFailed(verdict, "recursion key");
    assertThat(((Verdict.Invalid) verdict).detail())
        .contains("one shard", RecursionKeys.FILE_ADDRESS, RecursionKeys.FILE_SHA_256);
  }

  @Test
  void aKeyThatIsNotOneOfAllIsRefused() throws FormatException {
    RecursionProof.V5 proof = recursion();
    int[] other = proof.key().digest().words();
    other[7] ^= 1;
    int[] root = Arrays.copyOfRange(proof.proof().publicValues(), ROOT, ROOT + 8);

    Verdict verdict = believing(root, other).verify(of(proof), program);

    assertFailed(verdict, "recursion key");
    assertThat(((Verdict.Invalid) verdict).detail()).doesNotContain("fetch");
  }

  /** A key from the stage after, which ends proofs of several shards. */
  @Test
  void theKeyOfAnotherProofIsFound() throws FormatException {
    BincodeReader in = BincodeReader.of(Fixtures.read("sp1-v5/zkverify-shrink-proof.bin"));
    ShardProof proof = ShardProof.read(in, Layout.V5);
    KeyDigest key = VerifyingKey.read(in, Generation.V5).digest();

    assertThat(RecursionKeys.ofManyShards().contain(key)).isTrue();
    assertThat(Arrays.copyOfRange(proof.publicValues(), ROOT, ROOT + 8))
        .isEqualTo(RecursionKeys.ofManyShards().root());
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
        verifier.verify(new ProofFromNetwork(proof.proof(), new byte[0], "v5.0.0"), program),
        "public values");
  }

  @Test
  void anotherCircuitVersionIsRefused() throws FormatException {
    ProofFromNetwork proof = ProofFromNetwork.parse(saved);

    ProofFromNetwork renamed =
        new ProofFromNetwork(proof.proof(), proof.publicValues(), "v4.0.0-rc.3");

    assertFailed(verifier.verify(renamed, program), "circuit version");
  }

  @Test
  void proofsOfV4HaveNoVerifierForItsKeysAreNotKnown() {
    assertThat(Circuit.of("v4.0.0-rc.3").orElseThrow().verifier(ProofKind.COMPRESSED)).isEmpty();
  }

  @Test
  void proofsOfAnotherKindAreRefused() throws FormatException {
    ProofFromNetwork core =
        ProofFromNetwork.parse(Fixtures.readFromNetwork("sp1-v5/fibonacci/core.proof.bin"));
    ProofFromNetwork v6 =
        ProofFromNetwork.parse(Fixtures.read("sp1-v6/fibonacci/compressed.proof.bin"));

    assertFailed(verifier.verify(core, program), "proof kind");
    assertFailed(
        verifier.verify(new ProofFromNetwork(v6.proof(), v6.publicValues(), "v5.0.0"), program),
        "proof kind");
  }

  @Test
  void mockProofsAreRefused() throws FormatException {
    ProofFromNetwork mock =
        ProofFromNetwork.parse(Fixtures.readFromNetwork("sp1-v5/mock/compressed.bin"));

    assertFailed(verifier.verify(mock, program), "claims");
  }

  /** Each as if the prover had hashed its claims anew, so that no other check can tell. */
  @ParameterizedTest
  @CsvSource({
    "222, 1, exit code",
    "222, 3, exit code",
    "220, -1, complete",
    "220, 1, complete",
    "190, 1, program",
    "197, 1, program",
    "0, 1, public values",
    "31, 256, public values",
    "198, 1, recursion root",
    "205, 1, recursion root"
  })
  void otherClaimsAreRefused(int element, int change, String check) throws FormatException {
    RecursionProof.V5 proof = recursion();
    int[] claims = proof.proof().publicValues();
    claims[element] += change;
    hashAnew(claims);

    assertFailed(verifier.verify(of(proof), program), check);
  }

  @Test
  void claimsWithAnotherHashAreRefused() throws FormatException {
    RecursionProof.V5 proof = recursion();
    int[] claims = proof.proof().publicValues();
    claims[HASHED + 7] = SmallField.BABY_BEAR.add(claims[HASHED + 7], 1);

    assertFailed(verifier.verify(of(proof), program), "claims hash");
  }

  /** Nothing but the STARK binds the number of shards: with all claims right, it must refuse. */
  @Test
  void claimsThatTheStarkDoesNotShowAreRefused() throws FormatException {
    RecursionProof.V5 proof = recursion();
    int[] claims = proof.proof().publicValues();
    claims[43] = SmallField.BABY_BEAR.add(claims[43], 1);
    hashAnew(claims);

    Verdict verdict = verifier.verify(of(proof), program);

    assertThat(verdict).isInstanceOf(Verdict.Invalid.class);
    assertThat(verdict.checks()).extracting(Verdict.Check::name).contains("shape", "claims hash");
  }

  /**
   * Bits all over the file: {@code -Dflips=10000} takes more of them, {@code -Dseed=1} others. The
   * first and the last bytes are always among them.
   */
  @Test
  void everyFlippedBitIsRefused() {
    Random random = new Random(Long.getLong("seed", 51));
    int flips = Integer.getInteger("flips", 300);
    byte[] bytes = saved.clone();
    for (int i = 0; i < flips; i++) {
      // A part of them where the proof is dense: before the queries, and after them.
      long bit =
          switch (i % 4) {
            case 0 -> random.nextLong(8L * 40_000);
            case 1 -> 8L * bytes.length - 1 - random.nextLong(8L * 1_300);
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

  /** A verifier to which a key and a root are the recursion's. */
  private static Verifier believing(int[] root, int[] key) {
    return new CompressedV5Verifier("v5.0.0", new RecursionKeys(root, new KeyMapV5(key), true));
  }

  /** As the coordinator has it without the file of all keys. */
  private static Verifier withTenKeys() {
    return Circuit.of("v5.0.0").orElseThrow().verifier(ProofKind.COMPRESSED).orElseThrow();
  }

  private RecursionProof.V5 claimingTheRealRoot(int shards) throws FormatException {
    RecursionProof.V5 proof = recursion();
    int[] claims = proof.proof().publicValues();
    claims[43] = claims[42] + shards;
    System.arraycopy(RecursionKeys.ofManyShards().root(), 0, claims, ROOT, 8);
    hashAnew(claims);
    return proof;
  }

  private static void hashAnew(int[] claims) {
    System.arraycopy(Poseidon2.BABY_BEAR.hash(claims, 0, HASHED), 0, claims, HASHED, 8);
  }

  private ProofFromNetwork of(RecursionProof.V5 proof) throws FormatException {
    return new ProofFromNetwork(
        new Sp1Proof.Compressed(proof), ProofFromNetwork.parse(saved).publicValues(), "v5.0.0");
  }

  /** Parsed anew, so that its arrays may be written to. */
  private RecursionProof.V5 recursion() throws FormatException {
    var compressed = (Sp1Proof.Compressed) ProofFromNetwork.parse(saved).proof();
    return (RecursionProof.V5) compressed.proof();
  }

  private static void assertFailed(Verdict verdict, String check) {
    assertThat(verdict)
        .asInstanceOf(InstanceOfAssertFactories.type(Verdict.Invalid.class))
        .extracting(Verdict.Invalid::failed)
        .isEqualTo(check);
  }
}
