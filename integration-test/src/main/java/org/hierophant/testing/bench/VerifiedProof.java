package org.hierophant.testing.bench;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.RecursionProof;
import org.hierophant.sp1.format.SnarkProof;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.verifier.Circuit;
import org.hierophant.sp1.verifier.Groth16Verifier;
import org.hierophant.sp1.verifier.PlonkVerifier;
import org.hierophant.sp1.verifier.Verdict;
import org.hierophant.sp1.verifier.Verifier;
import org.hierophant.sp1.verifier.fri.RecursionStark;
import org.hierophant.sp1.verifier.stark.Step;

/** A genuine proof that both sides are given, and what they are given of it. */
sealed interface VerifiedProof {
  String name();

  Generation generation();

  /** Our verification, made once and repeated: from the bytes to the verdict. */
  Verification ours() throws Exception;

  /**
   * What the SDK's client is told.
   *
   * @param directory where files for it may be written
   */
  List<String> theirs(Path directory) throws IOException;

  /** What the client runs. */
  String yardstick();

  /** At most so many times as long as SP1's own code, in the median and in the 99th percentile. */
  double medianBound();

  double lateBound();

  /** Throws where a proof is refused: each is genuine. */
  @FunctionalInterface
  interface Verification {
    void run() throws Exception;
  }

  /** Those that are at hand in a checkout and the shared files beside it. */
  static List<VerifiedProof> all(Path root) throws IOException, FormatException {
    Path fixtures = root.resolve("../shared/fixtures");
    List<VerifiedProof> proofs = new ArrayList<>();
    addCompressed(
        proofs, Generation.V6, fixtures.resolve("sp1-v6/fibonacci"), "compressed.proof.bin");
    addCompressed(
        proofs,
        Generation.V5,
        fixtures.resolve("sp1-v5/fibonacci"),
        "compressed-dummy-root.proof.bin");
    Path solana = fixtures.resolve("sp1-v5/groth16-fibonacci.proof.bin");
    if (Files.exists(solana)) {
      proofs.add(Snark.saved(Files.readAllBytes(solana)));
    }
    Path chain =
        root.resolve("sp1/src/test/resources/org/hierophant/sp1/verifier/proofs-on-chain.txt");
    Files.readAllLines(chain, StandardCharsets.US_ASCII).stream()
        .filter(line -> line.matches("v[56].*"))
        .map(line -> Snark.onChain(line.split(" ", -1)))
        .forEach(proofs::add);
    return proofs;
  }

  private static void addCompressed(
      List<VerifiedProof> proofs, Generation generation, Path folder, String name) {
    if (Files.exists(folder.resolve(name))) {
      proofs.add(new Compressed(generation, folder.resolve(name), folder.resolve("vk.bin")));
    }
  }

  /** As the SDK saves it. */
  record Compressed(Generation generation, Path proof, Path key) implements VerifiedProof {
    @Override
    public String name() {
      return "compressed proof of " + generation.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Verification ours() throws Exception {
      byte[] bytes = Files.readAllBytes(proof);
      KeyDigest program = VerifyingKey.parse(Files.readAllBytes(key), generation).digest();
      String version = ProofFromNetwork.parse(bytes).version();
      Verifier verifier =
          Circuit.of(version)
              .flatMap(circuit -> circuit.verifier(ProofKind.COMPRESSED))
              .orElseThrow();
      return switch (generation) {
        case V6 -> () -> require(verifier.verify(ProofFromNetwork.parse(bytes), program));
        case V5 -> () -> withoutTheKeyList(verifier, ProofFromNetwork.parse(bytes), program);
      };
    }

    /**
     * The proof was made without the real keys of the recursion, as the client has been: everything
     * but they is checked, as there. The verdict ends at their root, so that the STARK is verified
     * by itself.
     */
    private static void withoutTheKeyList(
        Verifier verifier, ProofFromNetwork proof, KeyDigest program) throws Exception {
      if (!(verifier.verify(proof, program) instanceof Verdict.Invalid(_, String failed, _)
          && failed.equals("recursion root"))) {
        throw new IllegalStateException("our library did not refuse the stand-in for the keys");
      }
      if (!(proof.proof() instanceof Sp1Proof.Compressed(RecursionProof.V5 recursion))) {
        throw new IllegalStateException("not a compressed proof of v5");
      }
      for (Step step : RecursionStark.of(recursion.key(), recursion.proof()).steps()) {
        step.action().run();
      }
    }

    @Override
    public List<String> theirs(Path directory) {
      return List.of("--proof", proof.toString(), "--vk", key.toString());
    }

    @Override
    public String yardstick() {
      return "sp1-sdk " + SdkProgram.release(generation);
    }

    @Override
    public double medianBound() {
      return 2;
    }

    @Override
    public double lateBound() {
      return 3;
    }
  }

  /**
   * A Groth16 or Plonk proof as it goes on chain.
   *
   * @param program as contracts know it
   * @param bytes selector, since v6 three more inputs, and gnark's proof
   */
  record Snark(Circuit circuit, String system, byte[] program, byte[] publicValues, byte[] bytes)
      implements VerifiedProof {
    private static final int SELECTOR_BYTES = 4;
    private static final int INPUT_BYTES = 32;

    static Snark onChain(String[] fields) {
      HexFormat hex = HexFormat.of();
      return new Snark(
          Circuit.of(fields[0]).orElseThrow(),
          fields[1],
          hex.parseHex(fields[2]),
          hex.parseHex(fields[3]),
          hex.parseHex(fields[4]));
    }

    /** Of a Groth16 proof of v5. */
    static Snark saved(byte[] file) throws FormatException {
      ProofFromNetwork proof = ProofFromNetwork.parse(file);
      SnarkProof snark = ((Sp1Proof.Groth16) proof.proof()).proof();
      byte[] program = new byte[INPUT_BYTES];
      byte[] digits = new BigInteger(snark.publicInputs().getFirst()).toByteArray();
      System.arraycopy(digits, 0, program, program.length - digits.length, digits.length);
      HexFormat hex = HexFormat.of();
      String selector = hex.formatHex(snark.circuitKeyHash(), 0, SELECTOR_BYTES);
      return new Snark(
          Circuit.of(proof.version()).orElseThrow(),
          "groth16",
          program,
          proof.publicValues(),
          hex.parseHex(selector + snark.encodedProof()));
    }

    @Override
    public String name() {
      return system + " proof of " + circuit.version();
    }

    @Override
    public Generation generation() {
      return circuit.recursionRoot().isPresent() ? Generation.V6 : Generation.V5;
    }

    @Override
    public Verification ours() {
      BigInteger number = new BigInteger(1, program);
      if (system.equals("groth16")) {
        Groth16Verifier verifier = new Groth16Verifier(circuit);
        return () -> require(verifier.verifyOnChain(bytes, number, publicValues));
      }
      PlonkVerifier verifier = new PlonkVerifier(circuit);
      return () -> require(verifier.verifyOnChain(bytes, number, publicValues));
    }

    @Override
    public List<String> theirs(Path directory) throws IOException {
      List<String> inputs = new ArrayList<>();
      HexFormat hex = HexFormat.of();
      inputs.add(hex.formatHex(program));
      inputs.add(hex.formatHex(digest()));
      int offset = SELECTOR_BYTES;
      for (; inputs.size() < circuit.inputCount(); offset += INPUT_BYTES) {
        inputs.add(hex.formatHex(bytes, offset, offset + INPUT_BYTES));
      }
      Path proof =
          Files.write(
              directory.resolve("proof.bin"), Arrays.copyOfRange(bytes, offset, bytes.length));
      Path key = directory.resolve("circuit.bin");
      String resource = system + "-" + circuit.version() + ".bin";
      try (InputStream in = Circuit.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IOException("no resource " + resource);
        }
        Files.copy(in, key);
      }
      return List.of(
          "--proof",
          proof.toString(),
          "--mode",
          system,
          "--circuit-key",
          key.toString(),
          "--inputs",
          String.join(",", inputs));
    }

    /** SHA-256 without its three highest bits. */
    private byte[] digest() {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicValues);
        digest[0] &= 0x1f;
        return digest;
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Override
    public String yardstick() {
      return "sp1-verifier " + SdkProgram.release(generation());
    }

    @Override
    public double medianBound() {
      return 1;
    }

    @Override
    public double lateBound() {
      return 1;
    }
  }

  private static void require(Verdict verdict) {
    if (verdict instanceof Verdict.Invalid invalid) {
      throw new IllegalStateException("our library refuses a genuine proof: " + invalid);
    }
  }
}
