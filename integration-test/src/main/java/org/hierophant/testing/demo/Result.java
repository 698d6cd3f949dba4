package org.hierophant.testing.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Sha256;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.verifier.Circuit;
import org.hierophant.sp1.verifier.Verdict;
import org.hierophant.sp1.verifier.Verifier;
import org.hierophant.testing.ProofCheck;

/**
 * What the network handed out, beside what it should have.
 *
 * @param expected the execution on this side
 * @param proof as downloaded
 * @param details the network's own account
 * @param executing how long a worker was seen to execute; empty if that was not seen from end to
 *     end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Result(
    DemoJob job,
    ExecutionReport expected,
    byte[] proof,
    ProofRequest details,
    Optional<Duration> executing) {

  /** Keeps the proof where a build keeps its files. */
  Path save(Path root) throws IOException {
    Path folder = Files.createDirectories(root.resolve("target").resolve("demo"));
    Path file =
        folder.resolve(
            "v%s-%s.proof.bin"
                .formatted(
                    DemoJob.number(job.program().generation()),
                    job.mode().name().toLowerCase(Locale.ROOT)));
    return Files.write(file, proof);
  }

  void show(Screen screen, Path file) {
    screen.row("cycles", counts());
    byte[] values = expected.publicValues();
    screen.row(
        "public", "%s: %s".formatted(Format.count(values.length, "bytes"), Format.hex(values)));
    if (values.length >= Integer.BYTES) {
      screen.row("", "as u32: " + Format.words(values));
    }
    screen.row("proof", "%s, %s".formatted(file, Format.count(proof.length, "bytes")));
  }

  private String counts() {
    String counts =
        Format.count(details.getCycles(), "cycles")
            + (details.hasGasUsed() ? ", " + Format.count(details.getGasUsed(), "gas") : "");
    return counts
        + executing
            .flatMap(took -> Format.speed(details.getCycles(), took))
            .map(speed -> ", %s on the worker".formatted(speed))
            .orElse(", not seen well enough to tell the speed");
  }

  /**
   * Verifies a real proof on this side; a Core proof's word is the coordinator's, which has
   * verified it.
   *
   * @return what was checked
   * @throws DemoFailure if it is not what was asked for
   */
  String requireGenuine() throws DemoFailure {
    ProofFromNetwork parsed;
    try {
      parsed = ProofFromNetwork.parse(proof);
    } catch (FormatException e) {
      throw new DemoFailure("not a proof: " + e.getMessage());
    }
    if (!Arrays.equals(parsed.publicValues(), expected.publicValues())) {
      throw new DemoFailure("the proof comes with other public values than the execution here");
    }
    Optional<Verifier> verifier =
        Circuit.of(parsed.version()).flatMap(circuit -> circuit.verifier(parsed.proof().kind()));
    if (verifier.isEmpty()) {
      return "the coordinator's native verifier said so, and its public values are right";
    }
    Verdict verdict;
    try {
      verdict =
          verifier
              .get()
              .verify(
                  parsed,
                  VerifyingKey.parse(
                          job.program().vk(),
                          CircuitVersions.generation(parsed.version()).orElseThrow())
                      .digest());
    } catch (FormatException e) {
      throw new DemoFailure("the key cannot be read: " + e.getMessage());
    }
    return switch (verdict) {
      case Verdict.Valid valid ->
          "%d checks of ours, in plain Java".formatted(valid.checks().size());
      case Verdict.Invalid invalid ->
          throw new DemoFailure(
              "the proof does not hold: %s: %s".formatted(invalid.failed(), invalid.detail()));
    };
  }

  /**
   * @throws DemoFailure if the proof, or what was said of it, is not what it should be
   */
  void requireRight() throws DemoFailure {
    Optional<String> fault =
        ProofCheck.fault(
            proof, job.mode(), job.sdk().circuitVersion(), job.program(), expected.publicValues());
    if (fault.isPresent()) {
      throw new DemoFailure("the proof is not the one expected: " + fault.get());
    }
    if (details.getCycles() != expected.cycles()) {
      throw new DemoFailure(
          "the worker counted %,d cycles, and %,d are right"
              .formatted(details.getCycles(), expected.cycles()));
    }
    Bytes32 hash = Sha256.ofContent(expected.publicValues()).value();
    if (!details.hasPublicValuesHash()
        || !Bytes32.of(details.getPublicValuesHash().toByteArray()).equals(hash)) {
      throw new DemoFailure("the details name another hash of the public values");
    }
  }
}
