package org.hierophant.coordinator.verification.passport;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.network.crypto.Recovery;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.verifier.Circuit;
import org.hierophant.sp1.verifier.Verdict;
import org.hierophant.sp1.verifier.Verifier;

/** Checks a passport, and with it the proof it speaks of; needs no network. */
public final class PassportCommand {
  static final String USAGE =
      """
      usage: ./run verify --passport F [--proof F [--vk F]] [--previous F] [--signer ADDRESS]
        --passport F      the passport, as GET /passports/{id} serves it
        --proof F         the proof it is about: its bytes must have the digest the passport names
        --vk F            the program's verifying key: must be the one the passport names, and the
                          proof is verified under it
        --previous F      the passport issued before it: must be the one it names
        --signer ADDRESS  who must have signed it; else whoever it names is believed
      Exit code 0 only if everything that was asked holds, 1 if not, 2 if that cannot be told.
      """;
  private static final int HOLDS = 0;
  private static final int BROKEN = 1;
  private static final int UNDECIDED = 2;
  private static final List<String> OPTIONS =
      List.of("--passport", "--proof", "--vk", "--previous", "--signer");

  private final PrintStream out;
  private final PrintStream err;
  private final List<String> failures = new ArrayList<>();

  PassportCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Exit codes as {@code --help} says. */
  public static void main(String[] arguments) {
    System.exit(new PassportCommand(System.out, System.err).run(List.of(arguments)));
  }

  /** As the program, but returns what it would end with. */
  public static int run(PrintStream out, PrintStream err, String... arguments) {
    return new PassportCommand(out, err).run(List.of(arguments));
  }

  int run(List<String> arguments) {
    if (arguments.contains("--help")) {
      out.print(USAGE);
      return HOLDS;
    }
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (!OPTIONS.contains(arguments.get(i)) || i + 1 == arguments.size()) {
        return undecided("unknown or without a value: " + arguments.get(i) + "\n" + USAGE);
      }
      options.put(arguments.get(i), arguments.get(i + 1));
    }
    try {
      check(new Options(options));
    } catch (IOException e) {
      return undecided("cannot read " + e.getMessage());
    } catch (IllegalArgumentException | FormatException e) {
      return undecided(String.valueOf(e.getMessage()));
    }
    line("verdict", failures.isEmpty() ? "holds" : "BROKEN: " + String.join("; ", failures));
    return failures.isEmpty() ? HOLDS : BROKEN;
  }

  private record Options(Map<String, String> values) {
    Optional<String> text(String name) {
      return Optional.ofNullable(values.get(name));
    }

    Optional<byte[]> file(String name) throws IOException {
      Optional<String> path = text(name);
      return path.isPresent()
          ? Optional.of(Files.readAllBytes(Path.of(path.get())))
          : Optional.empty();
    }
  }

  private void check(Options options) throws IOException, FormatException {
    Passport passport =
        Passport.parse(
            options
                .file("--passport")
                .orElseThrow(() -> new IllegalArgumentException("--passport is missing")));
    show(passport);
    hold("hash of the record", passport.hashHolds(), "the record was changed");
    checkSigner(passport, options.text("--signer"));
    Optional<byte[]> previous = options.file("--previous");
    if (previous.isPresent()) {
      Passport before = Passport.parse(previous.get());
      hold(
          "previous passport",
          before.hashHolds()
              && before.hash().hex().equals(passport.value("previous"))
              && before.record().path("number").asLong() + 1
                  == passport.record().path("number").asLong(),
          "another one was issued before it");
    }
    Optional<byte[]> proof = options.file("--proof");
    if (proof.isPresent()) {
      hold(
          "proof",
          Sha256.ofContent(proof.get()).hex().equals(passport.value("proof", "sha256")),
          "the proof has another digest");
    }
    Optional<byte[]> key = options.file("--vk");
    if (key.isPresent()) {
      hold(
          "verifying key",
          Sha256.ofContent(key.get()).hex().equals(passport.value("verifying_key_sha256")),
          "the key has another digest");
      if (proof.isPresent()) {
        verify(passport, proof.get(), key.get());
      }
    }
  }

  private void show(Passport passport) {
    line("request", passport.value("request"));
    line("program", passport.value("vk_hash"));
    line("proof", passport.value("proof", "uri"));
    line("circuit", passport.value("mode") + " of " + passport.value("circuit_version"));
    line("worker", passport.value("worker"));
    line("verified", passport.value("times", "verified") + " by " + passport.value("verifier"));
    if (passport.record().path("mock").asBoolean(false)) {
      line("note", "a mock proof: it proves nothing");
    }
  }

  private void checkSigner(Passport passport, Optional<String> demanded) {
    switch (passport.signer()) {
      case Recovery.NoSigner(String reason) -> hold("signature", false, reason);
      case Recovery.Signer(var address) -> {
        hold(
            "signature",
            address.toString().equalsIgnoreCase(passport.value("coordinator")),
            "signed by " + address);
        demanded.ifPresent(
            signer ->
                hold(
                    "signer",
                    address.toString().equalsIgnoreCase(signer),
                    "signed by " + address + ", not " + signer));
      }
    }
  }

  private void verify(Passport passport, byte[] bytes, byte[] key) throws FormatException {
    ProofFromNetwork proof = ProofFromNetwork.parse(bytes);
    hold(
        "public values",
        Sha256.ofContent(proof.publicValues()).hex().equals(passport.value("public_values_sha256")),
        "the proof comes with others");
    if (passport.record().path("mock").asBoolean(false)) {
      return;
    }
    Optional<Verifier> verifier =
        Circuit.of(proof.version()).flatMap(circuit -> circuit.verifier(proof.proof().kind()));
    if (verifier.isEmpty()) {
      throw new IllegalArgumentException(
          "no verifier for %s proofs of %s".formatted(proof.proof().kind(), proof.version()));
    }
    KeyDigest digest =
        VerifyingKey.parse(key, CircuitVersions.generation(proof.version()).orElseThrow()).digest();
    switch (verifier.get().verify(proof, digest)) {
      case Verdict.Valid valid -> hold(valid.checks().size() + " checks of the proof", true, "");
      case Verdict.Invalid invalid -> hold(invalid.failed(), false, invalid.detail());
    }
  }

  private void hold(String name, boolean holds, String otherwise) {
    line("check", name + (holds ? "" : ": " + otherwise));
    if (!holds) {
      failures.add(name + ": " + otherwise);
    }
  }

  private int undecided(String reason) {
    err.println("verify: " + reason);
    return UNDECIDED;
  }

  private void line(String name, String value) {
    out.printf("%-14s %s%n", name, value);
  }
}
