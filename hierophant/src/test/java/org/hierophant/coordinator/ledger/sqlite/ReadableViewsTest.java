package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.RandomRecords;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees with the sqlite3 program, at night and in a hurry. */
class ReadableViewsTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00.123456789Z");

  private final RandomRecords records = new RandomRecords(5);
  @TempDir Path directory;
  private SqliteJournal journal;

  @BeforeEach
  void openJournal() throws JournalException {
    journal = EmptyJournal.open(directory);
  }

  @AfterEach
  void closeJournal() throws JournalException {
    journal.close();
  }

  @Test
  void aFulfilledRequest() throws Exception {
    ProofRequest request = request(ProverVm.SP1, ProofMode.GROTH16, ArtifactType.STDIN);
    RequestState.Fulfilled done =
        new RequestState.Fulfilled(
            records.artifact(ArtifactType.PROOF),
            OptionalLong.of(-1),
            OptionalLong.empty(),
            Optional.of(records.hash()),
            records.worker(),
            NOON.plusSeconds(60));

    journal.commit(
        List.of(
            new Event.RequestAccepted(request, 5),
            new Event.RequestMoved(request.id(), 5, done, NOON.plusSeconds(61))));

    assertThat(rows("requests_readable"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("sequence", "5")
                    .containsEntry("id", request.id().toString())
                    .containsEntry("state", "fulfilled")
                    .containsEntry("reason", null)
                    .containsEntry("mode", "GROTH16")
                    .containsEntry("vm", "SP1")
                    .containsEntry("created_at", "2026-11-25T12:00:00.123Z")
                    .containsEntry("updated_at", "2026-11-25T12:01:01.123Z")
                    .containsEntry("ended_at", "2026-11-25T12:01:00.123Z")
                    .containsEntry("leased_at", null)
                    .containsEntry("worker", done.worker().text())
                    .containsEntry("requester", request.requester().hex())
                    .containsEntry("vk_hash", request.vkHash().toString())
                    .containsEntry("program", request.program().uri().toString())
                    .containsEntry("stdin", request.stdin().uri().toString())
                    .containsEntry("result", null)
                    .containsEntry("proof", done.proof().uri().toString())
                    .containsEntry("deadline_seconds", "18446744073709551615")
                    .containsEntry("effective_deadline", "9999-12-31T23:59:59Z")
                    .containsEntry("cycle_limit", "9223372036854775808")
                    .containsEntry("gas_limit", "0")
                    .containsEntry("cycles", "18446744073709551615")
                    .containsEntry("gas", null)
                    .containsEntry(
                        "public_values_hash", done.publicValuesHash().orElseThrow().toString())
                    .containsEntry("tx_hash", request.txHash().toString())
                    .containsEntry("dialect", "auction"));
  }

  @Test
  void everyStateAndEveryReasonHasItsName() throws Exception {
    Attempt attempt = records.attempt();
    List<RequestState> states =
        new ArrayList<>(
            List.of(
                records.queued(),
                records.leased(attempt),
                records.verifying(records.candidate(attempt)),
                records.fulfilled()));
    for (UnfulfillableReason reason : records.reasons()) {
      states.add(new RequestState.Unfulfillable(reason, NOON));
    }
    for (int i = 0; i < states.size(); i++) {
      ProofRequest request = records.request();
      journal.commit(
          List.of(
              new Event.RequestAccepted(request, i),
              new Event.RequestMoved(request.id(), i, states.get(i), NOON)));
    }

    assertThat(rows("requests_readable"))
        .extracting(row -> row.get("state") + ":" + row.get("reason"))
        .containsExactly(
            "queued:null",
            "leased:null",
            "verifying:null",
            "fulfilled:null",
            "unfulfillable:deadline passed",
            "unfulfillable:cancelled",
            "unfulfillable:too many losses",
            "unfulfillable:too many failures",
            "unfulfillable:guest failed");
    assertThat(rows("requests_readable").get(1))
        .containsEntry("result", attempt.result().toString());
  }

  @Test
  void everyMachineModeAndArtifactHasItsName() throws Exception {
    List<String> expected = new ArrayList<>();
    for (ProverVm vm : ProverVm.values()) {
      for (ProofMode mode : ProofMode.values()) {
        for (ArtifactType type : ArtifactType.values()) {
          ProofRequest request = request(vm, mode, type);
          journal.commit(List.of(new Event.RequestAccepted(request, expected.size())));
          expected.add(vm + " " + mode + " " + request.stdin().uri());
        }
      }
    }

    assertThat(rows("requests_readable"))
        .extracting(row -> row.get("vm") + " " + row.get("mode") + " " + row.get("stdin"))
        .isEqualTo(expected);
  }

  @Test
  void theOtherTables() throws Exception {
    ProgramRecord program = records.program();
    ProofRequest request = request(ProverVm.SP1, ProofMode.CORE, ArtifactType.STDIN);
    Attempt attempt = records.attempt();
    Candidate candidate = records.candidate(attempt);
    WorkerRecord worker = records.workerRecord();
    DeadWorker dead = records.deadWorker();
    CompletedProof proof =
        new CompletedProof(
            request.id(),
            ProverVm.SP1,
            ProofMode.CORE,
            records.worker(),
            "[::1]:9",
            "Ada",
            Duration.ofSeconds(75),
            NOON);

    journal.commit(
        List.of(
            new Event.ProgramRegistered(program),
            new Event.RequestAccepted(request, 1),
            new Event.AttemptBegun(request.id(), 1, attempt),
            new Event.CandidateStored(request.id(), 1, candidate),
            new Event.WorkerRecorded(worker),
            new Event.WorkerDied(dead),
            new Event.ProofRecorded(proof)));

    assertThat(rows("programs_readable").getFirst())
        .containsEntry("vk_hash", program.vkHash().toString())
        .containsEntry("elf", program.elf().uri().toString());
    assertThat(rows("attempts_readable").getFirst())
        .containsEntry("request", request.id().toString())
        .containsEntry("worker", attempt.worker().text())
        .containsEntry("result", attempt.result().toString())
        .doesNotContainKey("lease");
    assertThat(rows("candidates_readable").getFirst())
        .containsEntry("request", request.id().toString())
        .containsEntry("proof", candidate.proof().uri().toString());
    assertThat(rows("workers_readable").getFirst())
        .containsEntry("id", worker.id().text())
        .containsEntry("strikes", "" + worker.strikes().size());
    assertThat(rows("dead_workers_readable").getFirst())
        .containsEntry("id", dead.view().record().id().text())
        .containsEntry("reason", dead.reason().label());
    assertThat(rows("completed_proofs_readable").getFirst())
        .containsEntry("request", request.id().toString())
        .containsEntry("mode", "CORE")
        .containsEntry("seconds", "75")
        .containsEntry("completed_at", "2026-11-25T12:00:00.123Z");
  }

  private ProofRequest request(ProverVm vm, ProofMode mode, ArtifactType stdin) {
    ProofRequest any = records.request();
    ArtifactUri uri = records.uri(stdin);
    return new ProofRequest(
        any.id(),
        any.requester(),
        any.vkHash(),
        any.version(),
        any.circuitVersion(),
        vm,
        mode,
        1,
        any.program(),
        new StoredArtifact(uri, any.stdin().digest(), 1),
        -1,
        Instant.parse("9999-12-31T23:59:59Z"),
        Long.MIN_VALUE,
        0,
        0,
        any.whitelist(),
        Dialect.AUCTION,
        any.stdinPrivate(),
        any.publicValuesHash(),
        any.txHash(),
        any.mock(),
        NOON);
  }

  private List<Map<String, String>> rows(String view) throws SQLException {
    List<Map<String, String>> all = new ArrayList<>();
    try (Connection reader =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"));
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + view)) {
      while (rows.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.put(rows.getMetaData().getColumnName(i), rows.getString(i));
        }
        all.add(row);
      }
    }
    return all;
  }
}
