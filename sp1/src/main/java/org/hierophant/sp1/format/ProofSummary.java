package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a proof file says of itself, read strictly to its last byte but keeping little: shards of a
 * Core proof are read one at a time and dropped.
 *
 * @param publicValues what the program committed to, raw
 * @param version the circuit version it names
 * @param publicInputs of a Plonk or Groth16 proof; else empty
 * @param shards of a Core proof; else 0
 * @param mock true if it proves nothing and must never be served as genuine
 */
public record ProofSummary(
    ProofKind kind,
    byte[] publicValues,
    String version,
    List<String> publicInputs,
    int shards,
    boolean mock) {
  public ProofSummary {
    publicInputs = List.copyOf(publicInputs);
  }

  /**
   * Reads a proof of any known circuit version.
   *
   * @throws FormatException if the bytes are not exactly one proof
   */
  public static ProofSummary parse(MemorySegment bytes) throws FormatException {
    String version = ProofTail.version(bytes);
    Layout layout = Layout.of(version).orElseThrow();
    BincodeReader in = new BincodeReader(bytes);
    Contents contents = readContents(in, layout);
    byte[] publicValues = in.bytes("public_values");
    return new ProofSummary(
        contents.kind(),
        publicValues,
        ProofTail.read(in, version),
        contents.publicInputs(),
        contents.shards(),
        contents.mock());
  }

  /** As {@link #parse(MemorySegment)}. */
  public static ProofSummary parse(byte[] bytes) throws FormatException {
    return parse(MemorySegment.ofArray(bytes));
  }

  private record Contents(ProofKind kind, List<String> publicInputs, int shards, boolean mock) {}

  private static Contents readContents(BincodeReader in, Layout layout) throws FormatException {
    ProofKind kind = ProofKind.values()[in.variant(ProofKind.values().length, "proof")];
    return switch (kind) {
      case CORE -> {
        int shards = in.count(ShardProof.leastBytes(layout.generation()), "shards");
        for (int i = 0; i < shards; i++) {
          ShardProof.read(in, layout);
        }
        yield new Contents(kind, List.of(), shards, shards == 0);
      }
      case COMPRESSED -> {
        RecursionProof proof = RecursionProof.read(in, layout);
        yield new Contents(kind, List.of(), 0, MockProofs.isMock(new Sp1Proof.Compressed(proof)));
      }
      case PLONK, GROTH16 -> {
        SnarkProof proof = SnarkProof.read(in, layout);
        yield new Contents(kind, proof.publicInputs(), 0, MockProofs.isMock(proof));
      }
    };
  }
}
