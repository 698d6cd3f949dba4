package org.hierophant.sp1.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.verifier.Circuit;
import org.hierophant.sp1.verifier.RecursionKeys;
import org.hierophant.sp1.verifier.Verdict;
import org.hierophant.sp1.verifier.Verifier;

/** Checks one proof file and tells what was checked. */
public final class VerifyCommand {
  private static final int VALID = 0;
  private static final int INVALID = 1;
  private static final int UNDECIDED = 2;

  private final PrintStream out;
  private final PrintStream err;

  VerifyCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Exit codes as {@code --help} says. */
  public static void main(String[] arguments) {
    System.exit(new VerifyCommand(System.out, System.err).run(List.of(arguments)));
  }

  int run(List<String> arguments) {
    try {
      return switch (VerifyArguments.parse(arguments)) {
        case VerifyArguments.ShowHelp() -> {
          out.print(VerifyArguments.USAGE);
          yield VALID;
        }
        case VerifyArguments.Misused(var reason) ->
            undecided(reason + "; --help lists the arguments");
        case VerifyArguments.Run run -> run(run);
      };
    } catch (IOException e) {
      return undecided("cannot read " + e.getMessage());
    }
  }

  private int run(VerifyArguments.Run run) throws IOException {
    ProofFromNetwork proof;
    try {
      proof = ProofFromNetwork.parse(Files.readAllBytes(run.proof()));
    } catch (FormatException e) {
      err.println("verify: not a proof: " + e.getMessage());
      return INVALID;
    }
    if (run.publicValues().isPresent()
        && !Arrays.equals(run.publicValues().get(), proof.publicValues())) {
      err.println("verify: the proof comes with other public values");
      return INVALID;
    }
    RecursionKeys keys;
    try {
      keys =
          run.keyMap().isPresent()
              ? RecursionKeys.read(run.keyMap().get())
              : RecursionKeys.ofManyShards();
    } catch (FormatException | IllegalArgumentException e) {
      return undecided("not the recursion's keys: " + e.getMessage());
    }
    Optional<Verifier> verifier =
        Circuit.of(proof.version())
            .flatMap(circuit -> circuit.verifier(proof.proof().kind(), keys));
    if (verifier.isEmpty()) {
      return undecided(
          "no verifier for %s proofs of %s".formatted(proof.proof().kind(), proof.version()));
    }
    KeyDigest program;
    try {
      program = program(run.program(), CircuitVersions.generation(proof.version()).orElseThrow());
    } catch (FormatException e) {
      return undecided("not a verifying key: " + e.getMessage());
    }
    long start = System.nanoTime();
    Verdict verdict = verifier.get().verify(proof, program);
    for (int i = 1; i < run.runs(); i++) {
      start = System.nanoTime();
      verdict = verifier.get().verify(proof, program);
    }
    long nanos = System.nanoTime() - start;
    if (run.json()) {
      out.println(json(proof, verdict));
    } else {
      show(proof, verdict, nanos);
    }
    return verdict.isValid() ? VALID : INVALID;
  }

  private static KeyDigest program(VerifyArguments.Program program, Generation generation)
      throws IOException, FormatException {
    return switch (program) {
      case VerifyArguments.Packed(var digest) -> digest;
      case VerifyArguments.KeyFile(var file) ->
          VerifyingKey.parse(Files.readAllBytes(file), generation).digest();
    };
  }

  private int undecided(String reason) {
    err.println("verify: " + reason);
    return UNDECIDED;
  }

  private static String json(ProofFromNetwork proof, Verdict verdict) {
    String checks =
        verdict.checks().stream()
            .map(
                check ->
                    "{\"name\": \"%s\", \"nanos\": %d}"
                        .formatted(check.name(), check.took().toNanos()))
            .collect(Collectors.joining(", "));
    String failure =
        switch (verdict) {
          case Verdict.Valid _ -> "";
          case Verdict.Invalid invalid ->
              ", \"failed\": \"%s\", \"detail\": \"%s\""
                  .formatted(invalid.failed(), escaped(invalid.detail()));
        };
    return "{\"kind\": \"%s\", \"version\": \"%s\", \"publicValues\": \"%s\", \"valid\": %b%s, \"checks\": [%s]}"
        .formatted(
            proof.proof().kind(),
            proof.version(),
            HexFormat.of().formatHex(proof.publicValues()),
            verdict.isValid(),
            failure,
            checks);
  }

  private static String escaped(String text) {
    return text.chars()
        .mapToObj(
            c -> c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted(c) : Character.toString(c))
        .collect(Collectors.joining());
  }

  private void show(ProofFromNetwork proof, Verdict verdict, long nanos) {
    line("proof", "%s of %s".formatted(proof.proof().kind(), proof.version()));
    line("public values", HexFormat.of().formatHex(proof.publicValues()));
    for (Verdict.Check check : verdict.checks()) {
      String micros = String.format(Locale.ROOT, "%,.1f µs", check.took().toNanos() / 1e3);
      line("check", "%-30s %s".formatted(check.name(), micros));
    }
    switch (verdict) {
      case Verdict.Valid _ -> line("verdict", "valid");
      case Verdict.Invalid invalid ->
          line("verdict", "INVALID: %s: %s".formatted(invalid.failed(), invalid.detail()));
    }
    line("time", String.format(Locale.ROOT, "%.3f ms", nanos / 1e6));
  }

  private void line(String name, String value) {
    out.printf(Locale.ROOT, "%-14s %s%n", name, value);
  }
}
