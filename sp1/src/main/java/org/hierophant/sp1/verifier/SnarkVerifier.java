package org.hierophant.sp1.verifier;

import java.math.BigInteger;
import java.util.Optional;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.SnarkProof;
import org.hierophant.sp1.format.Sp1Proof;

/**
 * Checks proofs over BN254 of one circuit version. What stands around such a proof is the same for
 * all proof systems; what the proof itself must fulfil is not.
 *
 * <p><b>Thread.</b> Any; making one reads a key, so keep it.
 */
public abstract sealed class SnarkVerifier implements Verifier
    permits Groth16Verifier, PlonkVerifier {
  private final Circuit circuit;
  private final Envelope envelope;

  SnarkVerifier(Circuit circuit, ProofSystem system) {
    this.circuit = circuit;
    envelope = new Envelope(circuit, system);
  }

  @Override
  public final Verdict verify(ProofFromNetwork proof, KeyDigest program) {
    return Checks.verdict(
        checks -> {
          checks.hold(
              "circuit version",
              proof.version().equals(circuit.version()),
              "made for " + proof.version());
          SnarkProof snark =
              checks.make(
                  "proof kind",
                  () ->
                      ofThisSystem(proof.proof())
                          .orElseThrow(
                              () -> new Checks.Failure("a proof of kind " + proof.proof().kind())));
          check(checks, envelope.open(checks, snark, program, proof.publicValues()));
        });
  }

  /**
   * Decides about the bytes that go on chain: selector, header since v6, proof.
   *
   * @param program the program's verifying key as contracts hold it, {@link KeyDigest#bn254}
   */
  public final Verdict verifyOnChain(byte[] bytes, BigInteger program, byte[] publicValues) {
    return OnChain.verdict(
        publicValues,
        digest ->
            Checks.verdict(
                checks -> check(checks, envelope.openOnChain(checks, bytes, program, digest))));
  }

  /** The proof, if it is one of this verifier's proof system. */
  abstract Optional<SnarkProof> ofThisSystem(Sp1Proof proof);

  /** Checks that the proof shows what it is said to. */
  abstract void check(Checks checks, Statement statement) throws Checks.Broken;
}
