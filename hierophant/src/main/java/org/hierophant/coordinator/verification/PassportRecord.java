package org.hierophant.coordinator.verification;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Sha256;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a passport says of a proof. */
final class PassportRecord {
  private static final int MICRO = 1_000;

  private PassportRecord() {}

  /**
   * Writes it down.
   *
   * @param attempts leases of the request so far
   * @param verifiedAt when the verdict was there
   */
  static ObjectNode of(
      ProofRequest request,
      ProgramRecord program,
      Candidate candidate,
      int attempts,
      Optional<Bytes32> publicValuesHash,
      Evidence evidence,
      Instant verifiedAt) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put("request", request.id().toString());
    record.put("requester", request.requester().toString());
    record.put("vk_hash", request.vkHash().toString());
    record.put("verifying_key_sha256", Sha256.ofContent(program.vk()).hex());
    record.put("circuit_version", request.circuitVersion().text());
    record.put("mode", request.mode().toString());
    record.put("mock", request.mock());
    ObjectNode proof = record.putObject("proof");
    proof.put("uri", candidate.proof().uri().toString());
    proof.put("sha256", candidate.proof().digest().hex());
    proof.put("bytes", candidate.proof().sizeBytes());
    publicValuesHash.ifPresent(
        hash -> record.put("public_values_sha256", HexFormat.of().formatHex(hash.toBytes())));
    candidate.cycles().ifPresent(cycles -> record.put("cycles", Long.toUnsignedString(cycles)));
    candidate.gas().ifPresent(gas -> record.put("gas", Long.toUnsignedString(gas)));
    record.put("worker", candidate.worker().text());
    record.put("attempts", attempts);
    ObjectNode times = record.putObject("times");
    times.put("requested", request.createdAt().toString());
    times.put("attempt_started", candidate.attemptStartedAt().toString());
    times.put("proof_stored", candidate.storedAt().toString());
    times.put("verified", verifiedAt.toString());
    times.put("prove_millis", candidate.proveTime().toMillis());
    record.put("verifier", evidence.verifier());
    ArrayNode checks = record.putArray("checks");
    for (Evidence.Check check : evidence.checks()) {
      ObjectNode entry = checks.addObject();
      entry.put("name", check.name());
      entry.put("micros", check.took().toNanos() / MICRO);
    }
    return record;
  }
}
