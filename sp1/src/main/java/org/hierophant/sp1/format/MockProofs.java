package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The proofs that prove nothing: what sp1-sdk's mock prover makes of a key and public values.
 *
 * <p>Clients in mock mode accept them. A Core mock names no program, nor does a Compressed one of
 * v4 and v5: for those {@link #check} can only say that the bytes are what the SDK would have made.
 *
 * <p><b>Source.</b> {@code create_mock_proof} in sp1 v4.0.0, v5.2.4, v6.0.0 and v6.1.0 {@code
 * crates/sdk/src/proof.rs}; {@code create_dummy_recursion_proof} in sp1 v6.1.0 {@code
 * crates/hypercube/src/verifier/proof.rs}.
 */
public final class MockProofs {
  private MockProofs() {}

  /** What a check of a mock proof found. */
  public sealed interface Result {
    /** The bytes are the mock proof, and these are its public values. */
    record Exact(byte[] publicValues) implements Result {}

    /** The bytes are something else. */
    record Differs(String detail) implements Result {}
  }

  /**
   * The mock proof, as a network's client downloads it.
   *
   * @param circuitVersion e.g. {@code v6.1.0}, put into the proof as it is
   * @throws IllegalArgumentException if the version is unknown or not of the key's generation
   */
  public static byte[] build(
      ProofKind kind, String circuitVersion, VerifyingKey key, byte[] publicValues) {
    Layout layout =
        Layout.of(circuitVersion)
            .filter(known -> known.generation() == key.generation())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "circuit version %s does not prove programs of %s"
                            .formatted(circuitVersion, key.generation())));
    Sp1Proof proof =
        switch (kind) {
          case CORE -> new Sp1Proof.Core(List.of());
          case COMPRESSED -> new Sp1Proof.Compressed(compressed(layout, key));
          case PLONK -> new Sp1Proof.Plonk(snark(circuitVersion, key, publicValues));
          case GROTH16 -> new Sp1Proof.Groth16(snark(circuitVersion, key, publicValues));
        };
    return new ProofFromNetwork(proof, publicValues, circuitVersion).toByteArray();
  }

  /**
   * Decides whether bytes are exactly the mock proof of a program, whatever its public values. One
   * zero byte at the end, which files saved by an SDK have, is accepted.
   */
  public static Result check(
      MemorySegment proof, ProofKind kind, String circuitVersion, VerifyingKey key) {
    ProofFromNetwork read;
    try {
      read = ProofFromNetwork.parse(proof, circuitVersion);
    } catch (FormatException e) {
      return new Result.Differs(e.detail());
    }
    if (read.proof().kind() != kind) {
      return new Result.Differs("is a proof of kind " + read.proof().kind() + ", not " + kind);
    }
    if (Layout.of(circuitVersion).map(Layout::generation).orElseThrow() != key.generation()) {
      return new Result.Differs(circuitVersion + " does not prove programs of " + key.generation());
    }
    byte[] expected = build(kind, circuitVersion, key, read.publicValues());
    long difference = MemorySegment.ofArray(expected).mismatch(proof);
    if (difference >= 0 && difference < expected.length) {
      return new Result.Differs("differs from the mock proof at byte " + difference);
    }
    return new Result.Exact(read.publicValues());
  }

  /** As {@link #check(MemorySegment, ProofKind, String, VerifyingKey)}, with the values known. */
  public static Result check(
      MemorySegment proof,
      ProofKind kind,
      String circuitVersion,
      VerifyingKey key,
      byte[] publicValues) {
    return switch (check(proof, kind, circuitVersion, key)) {
      case Result.Exact(var values) when !Arrays.equals(values, publicValues) ->
          new Result.Differs("public values differ from those expected");
      case Result result -> result;
    };
  }

  /**
   * True if a proof lacks what every genuine one has, so that it must never be served as one: a
   * shard, public values in the STARK, or proof bytes and the hash of a circuit's key.
   */
  public static boolean isMock(Sp1Proof proof) {
    return switch (proof) {
      case Sp1Proof.Core(var shards) -> shards.isEmpty();
      case Sp1Proof.Compressed(var recursion) -> recursion.proof().publicValues().length == 0;
      case Sp1Proof.Plonk(var snark) -> isMock(snark);
      case Sp1Proof.Groth16(var snark) -> isMock(snark);
    };
  }

  /** As {@link #isMock(Sp1Proof)}, for the envelope alone. */
  static boolean isMock(SnarkProof snark) {
    return snark.encodedProof().isEmpty() || Arrays.equals(snark.circuitKeyHash(), new byte[32]);
  }

  /**
   * The committed digest of public values as a circuit takes it: SHA-256 without its top 3 bits.
   */
  public static BigInteger committedDigest(byte[] publicValues) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(publicValues);
      hash[0] &= 0x1f;
      return new BigInteger(1, hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static SnarkProof snark(String circuitVersion, VerifyingKey key, byte[] publicValues) {
    String digest = committedDigest(publicValues).toString();
    List<String> inputs =
        switch (key.generation()) {
          case V5 -> List.of(key.digest(circuitVersion).bn254().toString(), digest);
          // v6 prints the field element's debug form where a genuine proof has its decimal digits.
          case V6 -> List.of("FFBn254Fr(" + key.bytes32() + ")", digest, "0", "0", "0");
        };
    return new SnarkProof(inputs, "", "", new byte[32]);
  }

  private static RecursionProof compressed(Layout layout, VerifyingKey key) {
    return switch (key) {
      case VerifyingKeyV5 _ -> new RecursionProof.V5(VerifyingKeyV5.empty(), emptyV5());
      case VerifyingKeyV6 v6 -> new RecursionProof.V6(v6, emptyV6(layout), 0, new int[0]);
    };
  }

  private static ShardProofV5 emptyV5() {
    return new ShardProofV5(
        new int[8],
        new int[8],
        new int[8],
        List.of(),
        new ShardProofV5.Fri(new int[0], List.of(), new int[4], 0, List.of()),
        Map.of(),
        new int[0],
        DigestShape.FIELD);
  }

  private static ShardProofV6 emptyV6(Layout layout) {
    Tensor zero = new Tensor(new int[4], new int[] {1});
    return new ShardProofV6(
        new int[0],
        new int[8],
        new ShardProofV6.LogUpGkr(zero, zero, List.of(), new int[4], Map.of(), 0),
        Sumcheck.empty(),
        Map.of(),
        new JaggedProof(
            new JaggedProof.Basefold(
                new int[0], new int[0], List.of(), List.of(), new int[4], 0, 0),
            List.of(),
            Sumcheck.empty(),
            Sumcheck.empty(),
            List.of(),
            new int[0],
            new int[4],
            1,
            1),
        layout);
  }
}
