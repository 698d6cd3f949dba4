package org.hierophant.coordinator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;

/** Programs, requests and workers for tests of the ledger. */
final class Samples {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Address ALICE = new Address("0x" + "a1".repeat(20));
  static final CircuitVersion V6 = new CircuitVersion("v6.1.0");
  static final ProgramRecord PROGRAM =
      new ProgramRecord(
          new VkHash(bytes(77)),
          new byte[] {1, 2, 3},
          artifact(ArtifactType.PROGRAM, 77),
          ALICE,
          START);

  private Samples() {}

  static Bytes32 bytes(long number) {
    return new Bytes32(number, ~number, number * 31, 7);
  }

  static StoredArtifact artifact(ArtifactType type, long number) {
    return new StoredArtifact(
        new ArtifactUri(type, new UUID(number, 0x8000_0000_0000_0000L | number)),
        new Sha256(bytes(number)),
        number);
  }

  static Capability capability(ProofMode mode) {
    return new Capability(ProverVm.SP1, mode, V6, true);
  }

  static Set<Capability> allModes() {
    return Set.of(
        capability(ProofMode.CORE),
        capability(ProofMode.COMPRESSED),
        capability(ProofMode.PLONK),
        capability(ProofMode.GROTH16));
  }

  static WorkerId worker(int number) {
    return new WorkerId("worker-" + number);
  }

  static ProofRequest request(long number, ProofMode mode, Instant now, Duration deadline) {
    Instant ends = now.plus(deadline);
    return new ProofRequest(
        new RequestId(bytes(1_000_000 + number)),
        ALICE,
        PROGRAM.vkHash(),
        "sp1-v6.1.0",
        V6,
        ProverVm.SP1,
        mode,
        3,
        PROGRAM.elf(),
        artifact(ArtifactType.STDIN, number),
        ends.getEpochSecond(),
        ends,
        -1,
        0,
        0,
        List.of(),
        Dialect.AUCTION,
        false,
        Optional.empty(),
        bytes(number),
        true,
        now);
  }

  static Command.ConnectWorker connect(
      WorkerId worker, long generation, int slots, List<Command.HeldAttempt> held) {
    return new Command.ConnectWorker(
        worker,
        generation,
        worker.text(),
        "1",
        allModes(),
        slots,
        Optional.of("http://magister/drop/" + worker.text()),
        "10.0.0.1:" + generation,
        held);
  }

  /** Limits that a test reaches in a few steps. */
  static LedgerSettings settings() {
    return new LedgerSettings(
        3,
        Duration.ofMinutes(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(20),
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofMinutes(20),
        Duration.ofMinutes(4),
        Duration.ofMinutes(6),
        Duration.ofMinutes(3),
        Duration.ofMinutes(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(90),
        4,
        3,
        40,
        8,
        100,
        50,
        Duration.ofDays(300),
        100_000,
        Duration.ofDays(300),
        1_000);
  }
}
