package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;

/**
 * A proof as a network's client downloads it.
 *
 * <p><b>Shape.</b> The proof; the program's public values, counted; the circuit version as text.
 * The file an SDK saves, {@code SP1ProofWithPublicValues}, has one byte more, an option that is 0
 * here: it is accepted, nothing else may follow.
 *
 * <p><b>Source.</b> {@code ProofFromNetwork} in sp1 v5.2.4 {@code crates/sdk/src/proof.rs} and
 * v6.4.0 {@code crates/verifier/src/proof.rs}.
 *
 * @param publicValues what the program committed to, raw
 * @param version the circuit version, e.g. {@code v6.1.0}
 */
public record ProofFromNetwork(Sp1Proof proof, byte[] publicValues, String version) {
  static final int VERSION_LIMIT_BYTES = 64;

  /**
   * Reads a proof of any circuit version, which the end of the bytes names.
   *
   * @throws FormatException if the bytes are not exactly one proof of a known version
   */
  public static ProofFromNetwork parse(MemorySegment bytes) throws FormatException {
    String version = ProofTail.version(bytes);
    return parse(bytes, version);
  }

  /**
   * Reads a proof that must be of the given circuit version.
   *
   * @throws FormatException if the bytes are not exactly one proof of that version
   */
  public static ProofFromNetwork parse(MemorySegment bytes, String version) throws FormatException {
    Layout layout =
        Layout.of(version)
            .orElseThrow(() -> new FormatException(0, "unknown circuit version " + version));
    BincodeReader in = new BincodeReader(bytes);
    Sp1Proof proof = Sp1Proof.read(in, layout);
    return new ProofFromNetwork(proof, in.bytes("public_values"), ProofTail.read(in, version));
  }

  /** As {@link #parse(MemorySegment)}. */
  public static ProofFromNetwork parse(byte[] bytes) throws FormatException {
    return parse(MemorySegment.ofArray(bytes));
  }

  /** The bytes a client downloads. */
  public byte[] toByteArray() {
    BincodeWriter out = new BincodeWriter();
    proof.write(out);
    return out.bytes(publicValues).text(version).toByteArray();
  }
}
