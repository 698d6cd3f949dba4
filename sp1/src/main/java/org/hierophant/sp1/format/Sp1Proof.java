package org.hierophant.sp1.format;

import java.util.List;

/**
 * One of SP1's four proofs.
 *
 * <p><b>Shape.</b> A {@code u32} variant, {@link ProofKind#ordinal}, then the proof.
 *
 * <p><b>Source.</b> {@code SP1Proof} in sp1 v5.2.4 {@code crates/stark/src/types.rs} and v6.4.0
 * {@code crates/verifier/src/proof.rs}.
 */
public sealed interface Sp1Proof {
  /** Shards in the order of the execution. */
  record Core(List<ShardProof> shards) implements Sp1Proof {
    public Core {
      shards = List.copyOf(shards);
    }
  }

  /** One STARK of the recursion. */
  record Compressed(RecursionProof proof) implements Sp1Proof {}

  /** Plonk over BN254. */
  record Plonk(SnarkProof proof) implements Sp1Proof {}

  /** Groth16 over BN254. */
  record Groth16(SnarkProof proof) implements Sp1Proof {}

  /** Which of the four this is. */
  default ProofKind kind() {
    return switch (this) {
      case Core _ -> ProofKind.CORE;
      case Compressed _ -> ProofKind.COMPRESSED;
      case Plonk _ -> ProofKind.PLONK;
      case Groth16 _ -> ProofKind.GROTH16;
    };
  }

  /** Reads one proof of the layout. */
  static Sp1Proof read(BincodeReader in, Layout layout) throws FormatException {
    return switch (ProofKind.values()[in.variant(ProofKind.values().length, "proof")]) {
      case CORE ->
          new Core(
              Sequences.read(
                  in,
                  ShardProof.leastBytes(layout.generation()),
                  "shards",
                  () -> ShardProof.read(in, layout)));
      case COMPRESSED -> new Compressed(RecursionProof.read(in, layout));
      case PLONK -> new Plonk(SnarkProof.read(in, layout));
      case GROTH16 -> new Groth16(SnarkProof.read(in, layout));
    };
  }

  /** Appends the proof as SP1 writes it. */
  default void write(BincodeWriter out) {
    out.u32(kind().ordinal());
    switch (this) {
      case Core(var shards) -> {
        out.u64(shards.size());
        shards.forEach(shard -> shard.write(out));
      }
      case Compressed(var proof) -> proof.write(out);
      case Plonk(var proof) -> proof.write(out);
      case Groth16(var proof) -> proof.write(out);
    }
  }
}
