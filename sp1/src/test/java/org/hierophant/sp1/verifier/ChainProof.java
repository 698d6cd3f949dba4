package org.hierophant.sp1.verifier;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.SnarkProof;
import org.hierophant.sp1.format.Sp1Proof;

/** A genuine proof as it went on chain: the file beside says from where. */
record ChainProof(
    Circuit circuit, ProofSystem system, byte[] program, byte[] publicValues, byte[] bytes) {
  static List<ChainProof> all() {
    try (InputStream in = ChainProof.class.getResourceAsStream("proofs-on-chain.txt")) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> parse(line.split(" ", -1)))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static ChainProof of(String version, ProofSystem system) {
    return all().stream()
        .filter(proof -> proof.circuit.version().equals(version) && proof.system == system)
        .findFirst()
        .orElseThrow();
  }

  private static ChainProof parse(String[] fields) {
    return new ChainProof(
        Circuit.of(fields[0]).orElseThrow(),
        ProofSystem.valueOf(fields[1].toUpperCase(Locale.ROOT)),
        HexFormat.of().parseHex(fields[2]),
        HexFormat.of().parseHex(fields[3]),
        HexFormat.of().parseHex(fields[4]));
  }

  Verdict verify(byte[] changed) {
    return verify(changed, new BigInteger(1, program), publicValues);
  }

  Verdict verify(byte[] changed, BigInteger otherProgram, byte[] otherValues) {
    return switch (system) {
      case GROTH16 ->
          new Groth16Verifier(circuit).verifyOnChain(changed, otherProgram, otherValues);
      case PLONK -> new PlonkVerifier(circuit).verifyOnChain(changed, otherProgram, otherValues);
    };
  }

  KeyDigest digest() {
    int[] words = new int[8];
    BigInteger rest = new BigInteger(1, program);
    for (int i = words.length - 1; i >= 0; i--) {
      words[i] = rest.intValue() & Integer.MAX_VALUE;
      rest = rest.shiftRight(31);
    }
    return KeyDigest.ofWords(words);
  }

  /** The structure of an SDK that stands for the same proof. */
  SnarkProof structure() {
    List<String> inputs = new ArrayList<>();
    inputs.add(new BigInteger(1, program).toString());
    inputs.add(PublicValuesDigest.of(publicValues).getFirst().toString());
    int offset = 4;
    for (; inputs.size() < circuit.inputCount(); offset += 32) {
      inputs.add(new BigInteger(1, bytes, offset, 32).toString());
    }
    byte[] proof = Arrays.copyOfRange(bytes, offset, bytes.length);
    byte[] raw =
        switch (system) {
          case GROTH16 -> Groth16Proof.rawForm(proof);
          case PLONK -> PlonkProof.rawForm(proof);
        };
    HexFormat hex = HexFormat.of();
    return new SnarkProof(
        inputs, hex.formatHex(bytes, 4, bytes.length), hex.formatHex(raw), circuit.keyHash(system));
  }

  ProofFromNetwork fromNetwork(SnarkProof proof) {
    return new ProofFromNetwork(
        switch (system) {
          case GROTH16 -> new Sp1Proof.Groth16(proof);
          case PLONK -> new Sp1Proof.Plonk(proof);
        },
        publicValues,
        circuit.version());
  }

  Verifier verifier() {
    return switch (system) {
      case GROTH16 -> new Groth16Verifier(circuit);
      case PLONK -> new PlonkVerifier(circuit);
    };
  }

  @Override
  public String toString() {
    return circuit.version() + " " + system;
  }
}
