package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;

/**
 * Where the parts of a core proof are, as SP1 v5's GPU server sends it.
 *
 * <p><b>Shape.</b> Counted shard proofs; the stdin again; the public values, counted; a {@code u64}
 * of cycles.
 *
 * <p><b>Limits.</b> One shard proof at a time is held in memory.
 *
 * <p><b>Source.</b> {@code SP1ProofWithMetadata} in sp1 v5.0.0 {@code crates/prover/src/types.rs}.
 *
 * @param proofBytes length of the shard proofs with their count, which come first
 * @param publicValuesStart where the count of the public values is
 * @param publicValuesBytes length of the public values with their count
 * @param cycles unsigned
 */
public record CoreProofMessage(
    int shards, long proofBytes, long publicValuesStart, long publicValuesBytes, long cycles) {
  /**
   * Reads exactly one message.
   *
   * @throws FormatException if the bytes are anything else
   */
  public static CoreProofMessage read(MemorySegment bytes) throws FormatException {
    BincodeReader in = new BincodeReader(bytes);
    int shards = in.count(ShardProof.leastBytes(Layout.V5.generation()), "core.proof");
    for (int i = 0; i < shards; i++) {
      ShardProofV5.read(in, DigestShape.FIELD);
    }
    long proofBytes = in.offset();
    DeferredProofs.read(in);
    long start = in.offset();
    in.skip("core.public_values");
    long end = in.offset();
    long cycles = in.u64("core.cycles");
    in.end("the core proof");
    return new CoreProofMessage(shards, proofBytes, start, end - start, cycles);
  }
}
