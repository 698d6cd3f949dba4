package org.hierophant.coordinator.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPagesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final RequestId REQUEST = new RequestId(Bytes32.of(new byte[32]));
  private final FakeLedgerView ledger = new FakeLedgerView();

  @Test
  void anIdleWorkerHasTheOriginalsKeysFirst() {
    ledger.workers.add(worker(List.of()));

    assertThat(StatusPages.workers(ledger, Map.of(), NOW))
        .startsWith(
            "[[\"203.0.113.9:40112\",{\"name\":\"ezra\",\"status\":\"Idle\",\"strikes\":0,"
                + "\"num_completed_span_proofs\":4,\"average_span_proof_time\":17.25,"
                + "\"magister_drop_endpoint\":\"http://198.51.100.2:8555/drop/***\",")
        .endsWith("}]]");
  }

  @Test
  void aBusyWorkerTellsWhatAndSinceWhen() {
    ledger.workers.add(worker(List.of(work(Optional.of(new Progress(Phase.PROVING, 37, 100))))));

    assertThat(StatusPages.workers(ledger, Map.of(), NOW))
        .contains(
            "\"status\":{\"Busy\":{\"request_id\":\""
                + REQUEST
                + "\",\"proof_mode\":\"Compressed\",\"start_time\":\"12 minutes ago\","
                + "\"progress\":{\"Execution\":37}");
  }

  @Test
  void aWorkerThatIsNotBackSinceOurRestartHasNoAddressAndIsNotShown() {
    WorkerView back = worker(List.of());
    ledger.workers.add(new WorkerView(back.record(), 0, "", false, false, List.of(), NOW, NOW));

    assertThat(StatusPages.workers(ledger, Map.of(), NOW)).isEqualTo("[]");
  }

  @Test
  void aWorkerTellsHowItsProversDo() {
    WorkerView worker = worker(List.of());
    ledger.workers.add(worker);
    var broken = new ProverReport("gpu-1", ProverReport.Condition.BROKEN, "no \"CUDA\"");

    assertThat(StatusPages.workers(ledger, Map.of(worker.record().id(), List.of(broken)), NOW))
        .endsWith(
            "\"provers\":[{\"entry\":\"gpu-1\",\"state\":\"Broken\","
                + "\"reason\":\"no \\\"CUDA\\\"\"}]}]]");
    assertThat(StatusPages.workers(ledger, Map.of(), NOW)).endsWith("\"provers\":[]}]]");
  }

  @Test
  void noProgressYetIsNull() {
    ledger.workers.add(worker(List.of(work(Optional.empty()))));

    assertThat(StatusPages.workers(ledger, Map.of(), NOW)).contains("\"progress\":null");
  }

  @Test
  void aProofIsExpectedWhenTheLastOneOfItsProgramAndModeWouldBeDone() {
    RequestView now = new RequestBuilder(1).build();
    ledger.requests.add(now);
    completed(2, Samples.vkHash(0x77), ProofMode.COMPRESSED, Duration.ofMinutes(90));
    completed(3, Samples.vkHash(0x77), ProofMode.COMPRESSED, Duration.ofMinutes(20));
    completed(4, Samples.vkHash(0x77), ProofMode.CORE, Duration.ofMinutes(15));
    completed(5, Samples.vkHash(0x78), ProofMode.COMPRESSED, Duration.ofMinutes(40));
    ledger.workers.add(worker(List.of(work(now.id()))));

    // 20 minutes after its start, which was 749 seconds ago
    assertThat(StatusPages.workers(ledger, Map.of(), NOW))
        .contains("\"eta\":\"2026-01-02T03:11:36Z\"");
  }

  @Test
  void nothingIsExpectedOfAProofThatTakesLongerOrOfAProgramThatIsNew() {
    RequestView late = new RequestBuilder(1).build();
    RequestView fresh = new RequestBuilder(6).vkHash(Samples.vkHash(0x79)).build();
    ledger.requests.addAll(List.of(late, fresh));
    completed(2, Samples.vkHash(0x77), ProofMode.COMPRESSED, Duration.ofMinutes(12));
    ledger.workers.add(worker(List.of(work(late.id()))));
    ledger.workers.add(worker(List.of(work(fresh.id()))));

    assertThat(StatusPages.workers(ledger, Map.of(), NOW).split("\"eta\":null", -1)).hasSize(3);
  }

  private void completed(int number, VkHash program, ProofMode mode, Duration duration) {
    RequestView request = new RequestBuilder(number).vkHash(program).mode(mode).build();
    ledger.requests.add(request);
    ledger.history.add(
        new CompletedProof(
            request.id(),
            ProverVm.SP1,
            mode,
            new WorkerId("w1"),
            "203.0.113.7:51544",
            "judas",
            duration,
            NOW));
  }

  private static Assigned work(RequestId request) {
    Assigned plain = work(Optional.empty());
    return new Assigned(
        request, plain.vm(), plain.mode(), plain.startedAt(), true, plain.progress());
  }

  @Test
  void aDeadWorkerIsFrozenAndTellsWhy() {
    ledger.deadWorkers.add(
        new DeadWorker(worker(List.of(work(Optional.empty()))), DeathReason.HEARTBEAT, NOW));

    assertThat(StatusPages.deadWorkers(ledger))
        .contains("\"start_time\":\"12 minutes ago\"")
        .endsWith("\"reason\":\"heartbeat\",\"died_at\":\"2026-01-02T03:04:05Z\"}]]");
  }

  @Test
  void theHistoryHasTheOriginalsKeysFirst() {
    ledger.history.add(
        new CompletedProof(
            REQUEST,
            ProverVm.SP1,
            ProofMode.COMPRESSED,
            new WorkerId("w1"),
            "203.0.113.7:51544",
            "judas",
            Duration.ofSeconds(1035),
            NOW));

    assertThat(StatusPages.history(ledger))
        .startsWith(
            "[{\"proof_request_id\":\""
                + REQUEST
                + "\",\"proof_mode\":\"COMPRESSED\",\"worker_addr\":\"203.0.113.7:51544\","
                + "\"worker_name\":\"judas\",\"minutes_to_complete\":17.25,\"vm\":\"Sp1\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "1, 1.0",
    "17.25, 17.25",
    "12.345679, 12.345679",
    "0.001, 0.001",
    "0.000001, 0.000001",
    "0.0000001, 1e-7",
    "0.00000012, 1.2e-7",
    "16777216, 16777216.0",
    "1e12, 1000000000000.0",
    "1e13, 1e13",
    "1.5e20, 1.5e20",
    "-0.5, -0.5"
  })
  void numbersReadAsSerdeWritesThem(float value, String text) {
    assertThat(Json.f32(value)).isEqualTo(text);
  }

  private static Assigned work(Optional<Progress> progress) {
    return new Assigned(
        REQUEST,
        ProverVm.SP1,
        ProofMode.COMPRESSED,
        NOW.minus(Duration.ofSeconds(749)),
        true,
        progress);
  }

  private static WorkerView worker(List<Assigned> assigned) {
    WorkerRecord record =
        new WorkerRecord(
            new WorkerId("w1"),
            "ezra",
            "0.1.0",
            Set.of(),
            1,
            Optional.of("http://198.51.100.2:8555/drop/21733920"),
            List.of(),
            4,
            Duration.ofSeconds(1035),
            Optional.empty(),
            true,
            NOW);
    return new WorkerView(record, 1, "203.0.113.9:40112", true, false, assigned, NOW, NOW);
  }
}
