package org.hierophant.sp1.verifier;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.hierophant.sp1.curve.Scalar;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.SnarkProof;

/**
 * The checks around a Groth16 or Plonk proof: that it is of this circuit, and that its public
 * inputs say what is claimed.
 *
 * <p><b>Shape.</b> Public inputs are decimal: the program, the digest of the public values, and
 * since v6 the exit code, the root of the recursion keys and a nonce of the prover's choice. Since
 * v6 those three, 32 bytes each, also stand before the proof for the chain. What goes on chain
 * begins with four more bytes, the first of the hash of the circuit's key.
 *
 * <p><b>Source.</b> {@code verify_plonk_bn254}, {@code verify_groth16_bn254} in sp1 v5.2.4 and
 * v6.4.0 {@code crates/prover/src/verify.rs}; {@code crates/verifier/src/groth16/mod.rs} there.
 */
final class Envelope {
  private static final int SELECTOR_BYTES = 4;
  private static final int PROGRAM = 0;
  private static final int DIGEST = 1;
  private static final int EXIT_CODE = 2;
  private static final int RECURSION_ROOT = 3;

  private final Circuit circuit;
  private final ProofSystem system;

  Envelope(Circuit circuit, ProofSystem system) {
    this.circuit = circuit;
    this.system = system;
  }

  /** Checks the structure that SDKs save and the network serves. */
  Statement open(Checks checks, SnarkProof proof, KeyDigest program, byte[] publicValues)
      throws Checks.Broken {
    checks.hold(
        "circuit key",
        Arrays.equals(proof.circuitKeyHash(), circuit.keyHash(system)),
        "made for another key than that of " + circuit.version());
    List<Scalar> inputs = checks.make("public inputs", () -> parseInputs(proof.publicInputs()));
    checkInputs(checks, inputs, program.bn254(), publicValues);
    byte[] encoded =
        checks.make(
            "encoded proof", () -> hex(proof.encodedProof(), header() + system.proofBytes()));
    checkHeader(checks, Arrays.copyOf(encoded, header()), inputs);
    byte[] gnark = Arrays.copyOfRange(encoded, header(), encoded.length);
    checks.hold(
        "raw proof", () -> isRawForm(proof.rawProof(), gnark), "differs from the encoded proof");
    return new Statement(gnark, inputs);
  }

  /**
   * Checks the bytes that go on chain.
   *
   * @param program the program's verifying key, packed
   * @param digest of the public values
   */
  Statement openOnChain(Checks checks, byte[] bytes, BigInteger program, BigInteger digest)
      throws Checks.Broken {
    int length = SELECTOR_BYTES + header() + system.proofBytes();
    checks.hold(
        "length", bytes.length == length, "%d bytes, not %d".formatted(bytes.length, length));
    checks.hold(
        "selector",
        Arrays.equals(bytes, 0, SELECTOR_BYTES, circuit.keyHash(system), 0, SELECTOR_BYTES),
        "made for another key than that of " + circuit.version());
    List<BigInteger> values = new ArrayList<>(List.of(program, digest));
    for (int i = 0; i < header() / Scalar.BYTES; i++) {
      values.add(new BigInteger(1, bytes, SELECTOR_BYTES + i * Scalar.BYTES, Scalar.BYTES));
    }
    List<Scalar> inputs = checks.make("public inputs", () -> scalars(values));
    checkOutcome(checks, inputs);
    return new Statement(
        Arrays.copyOfRange(bytes, SELECTOR_BYTES + header(), bytes.length), inputs);
  }

  private int header() {
    return (circuit.inputCount() - EXIT_CODE) * Scalar.BYTES;
  }

  private void checkInputs(
      Checks checks, List<Scalar> inputs, BigInteger program, byte[] publicValues)
      throws Checks.Broken {
    checks.hold("program", inputs.get(PROGRAM).value().equals(program), "proves another program");
    checks.hold(
        "public values",
        PublicValuesDigest.of(publicValues).contains(inputs.get(DIGEST).value()),
        "proves other public values");
    checkOutcome(checks, inputs);
  }

  private void checkOutcome(Checks checks, List<Scalar> inputs) throws Checks.Broken {
    if (circuit.recursionRoot().isEmpty()) {
      return; // before v6 the circuit itself demands exit code 0 and fixes the root
    }
    checks.hold(
        "exit code", inputs.get(EXIT_CODE).isZero(), "exit code " + inputs.get(EXIT_CODE).value());
    checks.hold(
        "recursion root",
        inputs.get(RECURSION_ROOT).value().equals(circuit.recursionRoot().get()),
        "another set of recursion keys");
  }

  private List<Scalar> parseInputs(List<String> texts) throws Checks.Failure {
    List<BigInteger> values = new ArrayList<>();
    for (String text : texts) {
      Checks.require(text.matches("0|[1-9][0-9]{0,77}"), "not a decimal number: " + text);
      values.add(new BigInteger(text));
    }
    return scalars(values);
  }

  private List<Scalar> scalars(List<BigInteger> values) throws Checks.Failure {
    Checks.require(
        values.size() == circuit.inputCount(),
        "%d inputs, not %d".formatted(values.size(), circuit.inputCount()));
    Checks.require(
        values.stream().allMatch(Scalar::isCanonical), "an input is not below the field's order");
    return values.stream().map(Scalar::new).toList();
  }

  private void checkHeader(Checks checks, byte[] header, List<Scalar> inputs) throws Checks.Broken {
    if (header.length == 0) {
      return;
    }
    byte[] expected = new byte[header.length];
    for (int i = EXIT_CODE; i < inputs.size(); i++) {
      System.arraycopy(
          inputs.get(i).toByteArray(), 0, expected, (i - EXIT_CODE) * Scalar.BYTES, Scalar.BYTES);
    }
    checks.hold(
        "header of the encoded proof",
        Arrays.equals(header, expected),
        "differs from the public inputs");
  }

  private boolean isRawForm(String raw, byte[] proof) throws Checks.Failure {
    byte[] expected =
        switch (system) {
          case GROTH16 -> Groth16Proof.rawForm(proof);
          case PLONK -> PlonkProof.rawForm(proof);
        };
    return Arrays.equals(hex(raw, expected.length), expected);
  }

  private static byte[] hex(String text, int length) throws Checks.Failure {
    Checks.require(
        text.length() == 2 * length, "%d hex digits, not %d".formatted(text.length(), 2 * length));
    Checks.require(text.matches("[0-9a-f]*"), "not lower-case hex");
    return HexFormat.of().parseHex(text);
  }
}
