package org.hierophant.sp1.format;

import java.util.List;

/**
 * A Plonk or Groth16 proof with its envelope.
 *
 * <p><b>Shape.</b> The public inputs (two in v4 and v5; five in v6) as text, not counted; the proof
 * as hex for the chain; the proof as gnark writes it, hex; SHA-256 of the circuit's verifying key.
 *
 * <p><b>Source.</b> {@code PlonkBn254Proof}, {@code Groth16Bn254Proof} in sp1 v5.2.4 {@code
 * crates/stark/src/types.rs} and v6.4.0 {@code crates/verifier/src/proof.rs}.
 *
 * @param circuitKeyHash 32 bytes
 */
public record SnarkProof(
    List<String> publicInputs, String encodedProof, String rawProof, byte[] circuitKeyHash) {
  private static final int INPUT_LIMIT_BYTES = 128;
  private static final int PROOF_LIMIT_BYTES = 1 << 16;

  public SnarkProof {
    publicInputs = List.copyOf(publicInputs);
  }

  static SnarkProof read(BincodeReader in, Layout layout) throws FormatException {
    String[] inputs =
        new String
            [switch (layout.generation()) {
              case V5 -> 2;
              case V6 -> 5;
            }];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = in.text(INPUT_LIMIT_BYTES, "public_inputs");
    }
    return new SnarkProof(
        List.of(inputs),
        in.text(PROOF_LIMIT_BYTES, "encoded_proof"),
        in.text(PROOF_LIMIT_BYTES, "raw_proof"),
        in.raw(32, "vkey_hash"));
  }

  void write(BincodeWriter out) {
    publicInputs.forEach(out::text);
    out.text(encodedProof).text(rawProof).raw(circuitKeyHash);
  }
}
