package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.coordinator.worker.Strike;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are on disks already: a change of the records must not change them. */
class WorkerJsonTest {
  private static final RequestId REQUEST = new RequestId(new Bytes32(0, 0, 0, 0xabcd));
  private static final WorkerRecord FULL =
      new WorkerRecord(
          new WorkerId("w-1"),
          "Ada \"Lovelace\" 🙂",
          "0.1.0",
          Set.of(
              new Capability(
                  ProverVm.SP1, ProofMode.COMPRESSED, new CircuitVersion("v6.1.0"), true)),
          2,
          Optional.of("http://magister/drop/1"),
          List.of(
              new Strike("prover failed", Optional.of(REQUEST), Instant.EPOCH),
              new Strike("silent", Optional.empty(), Instant.EPOCH.plusNanos(1))),
          Long.MAX_VALUE,
          Duration.ofSeconds(61, 5),
          Optional.of(Instant.parse("2026-11-25T13:00:00Z")),
          true,
          Instant.parse("2026-11-25T12:00:00.123456789Z"));
  private static final String FULL_JSON =
      """
      {"id":"w-1","name":"Ada \\"Lovelace\\" 🙂","softwareVersion":"0.1.0",\
      "capabilities":[{"vm":"SP1","mode":"COMPRESSED","circuitVersion":"v6.1.0","mock":true}],\
      "slots":2,"magisterDropEndpoint":"http://magister/drop/1",\
      "strikes":[{"reason":"prover failed",\
      "request":"0x000000000000000000000000000000000000000000000000000000000000abcd",\
      "at":"1970-01-01T00:00:00Z"},\
      {"reason":"silent","at":"1970-01-01T00:00:00.000000001Z"}],\
      "spanProofs":9223372036854775807,"meanSpanTime":"PT1M1.000000005S",\
      "barredUntil":"2026-11-25T13:00:00Z","present":true,\
      "lastSeenAt":"2026-11-25T12:00:00.123456789Z"}""";

  private static final DeadWorker DEAD =
      new DeadWorker(
          new WorkerView(
              FULL,
              7,
              "[::1]:4000",
              false,
              true,
              List.of(
                  new Assigned(
                      REQUEST,
                      ProverVm.RISC_ZERO,
                      ProofMode.GROTH16,
                      Instant.EPOCH,
                      true,
                      Optional.of(new Progress(Phase.PROVING, 3, 0))),
                  new Assigned(
                      REQUEST,
                      ProverVm.SP1,
                      ProofMode.CORE,
                      Instant.EPOCH,
                      false,
                      Optional.empty())),
              Instant.EPOCH,
              Instant.MAX),
          DeathReason.FORGED_PROOF,
          Instant.parse("2026-11-25T12:00:01Z"));
  private static final String DEAD_JSON =
      "{\"record\":"
          + FULL_JSON
          + """
          ,"generation":7,"remoteAddress":"[::1]:4000","connected":false,"draining":true,\
          "assigned":[{"request":"0x000000000000000000000000000000000000000000000000000000000000abcd",\
          "vm":"RISC_ZERO","mode":"GROTH16","startedAt":"1970-01-01T00:00:00Z","accepted":true,\
          "progress":{"phase":"PROVING","done":3,"total":0}},\
          {"request":"0x000000000000000000000000000000000000000000000000000000000000abcd",\
          "vm":"SP1","mode":"CORE","startedAt":"1970-01-01T00:00:00Z","accepted":false}],\
          "connectedAt":"1970-01-01T00:00:00Z",\
          "lastHeartbeatAt":"+1000000000-12-31T23:59:59.999999999Z",\
          "reason":"FORGED_PROOF","diedAt":"2026-11-25T12:00:01Z"}""";

  @Test
  void aWorkerIsWrittenAndReadAsEver() {
    assertThat(WorkerJson.write(FULL)).isEqualTo(FULL_JSON);
    assertThat(WorkerJson.worker(FULL_JSON)).isEqualTo(FULL);
  }

  @Test
  void aDeadWorkerIsWrittenAndReadAsEver() {
    assertThat(WorkerJson.write(DEAD)).isEqualTo(DEAD_JSON);
    assertThat(WorkerJson.deadWorker(DEAD_JSON)).isEqualTo(DEAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "null", "{\"id\":\"w-1\"}", "{\"id\":{}}"})
  void whatNobodyWroteIsRefused(String json) {
    assertThatThrownBy(() -> WorkerJson.worker(json)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WorkerJson.deadWorker(json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> WorkerJson.worker(FULL_JSON.replace("\"slots\":2", "\"slots\":true")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WorkerJson.worker(FULL_JSON.replace("true,\"last", "\"yes\",\"last")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WorkerJson.worker(FULL_JSON.replace("\"SP1\"", "\"SP2\"")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
