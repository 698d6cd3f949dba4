package org.hierophant.coordinator.ledger.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;

/** Reads all tables, each in one pass. */
final class SnapshotReader {
  private final Connection connection;
  private final Memo<String, WorkerId> workers = new Memo<>(WorkerId::new);
  private final Memo<String, String> texts = new Memo<>(Function.identity());

  SnapshotReader(Connection connection) {
    this.connection = connection;
  }

  /**
   * @throws DamagedRowException if a row is not as we write them
   */
  Snapshot all() throws SQLException {
    return read(RequestRows::all);
  }

  /**
   * Without finished requests.
   *
   * @throws DamagedRowException if a row is not as we write them
   */
  Snapshot open() throws SQLException {
    return read(RequestRows::open);
  }

  private interface Requests {
    List<RequestView> of(
        RequestRows rows, Connection connection, LongFunction<List<Candidate>> candidates)
        throws SQLException;
  }

  private Snapshot read(Requests wanted) throws SQLException {
    Map<Long, List<Attempt>> attempts = attempts();
    Map<Long, List<Candidate>> candidates = candidates();
    List<RequestView> requests =
        wanted.of(
            new RequestRows(workers),
            connection,
            sequence -> candidates.getOrDefault(sequence, List.of()));
    Map<RequestId, List<Attempt>> attemptsById = new HashMap<>();
    for (RequestView request : requests) {
      List<Attempt> begun = attempts.get(request.sequence());
      if (begun != null) {
        attemptsById.put(request.id(), begun);
      }
    }
    return new Snapshot(
        programs(), requests, attemptsById, workers(), deadWorkers(), completedProofs());
  }

  private List<ProgramRecord> programs() throws SQLException {
    return rows(
        "program",
        """
        SELECT vk_hash, vk, elf_uri, elf_digest, elf_size, owner, created_at
        FROM program ORDER BY rowid""",
        row ->
            new ProgramRecord(
                new VkHash(row.hash()),
                row.bytes(),
                row.artifact(),
                Address.of(row.bytes()),
                row.instant()));
  }

  private Map<Long, List<Attempt>> attempts() throws SQLException {
    Map<Long, List<Attempt>> attempts = new HashMap<>();
    rows(
        "attempt",
        """
        SELECT sequence, lease, worker, result_uri, granted_at FROM attempt ORDER BY ordinal""",
        row ->
            attempts
                .computeIfAbsent(row.number(), _ -> new ArrayList<>())
                .add(new Attempt(lease(row), worker(row), row.uri(), row.instant())));
    return attempts;
  }

  private Map<Long, List<Candidate>> candidates() throws SQLException {
    Map<Long, List<Candidate>> candidates = new HashMap<>();
    rows(
        "candidate",
        """
        SELECT sequence, lease, worker, proof_uri, proof_digest, proof_size, cycles, gas,
          public_values_hash, prove_seconds, prove_nanos, late, attempt_started_at, stored_at
        FROM candidate ORDER BY ordinal""",
        row ->
            candidates
                .computeIfAbsent(row.number(), _ -> new ArrayList<>())
                .add(
                    new Candidate(
                        lease(row),
                        worker(row),
                        row.artifact(),
                        row.optionalNumber(),
                        row.optionalNumber(),
                        row.optionalHash(),
                        row.duration(),
                        row.flag(),
                        row.instant(),
                        row.instant())));
    return candidates;
  }

  private List<WorkerRecord> workers() throws SQLException {
    return rows(
        "worker", "SELECT record FROM worker ORDER BY id", row -> WorkerJson.worker(row.text()));
  }

  private List<DeadWorker> deadWorkers() throws SQLException {
    return rows(
        "dead_worker",
        "SELECT record FROM dead_worker ORDER BY ordinal",
        row -> WorkerJson.deadWorker(row.text()));
  }

  private List<CompletedProof> completedProofs() throws SQLException {
    return rows(
        "completed_proof",
        """
        SELECT request, vm, mode, worker, worker_address, worker_name, duration_seconds,
          duration_nanos, completed_at
        FROM completed_proof ORDER BY ordinal""",
        row ->
            new CompletedProof(
                new RequestId(row.hash()),
                Numbers.vm(row.integer()),
                Numbers.mode(row.integer()),
                worker(row),
                texts.get(row.text()),
                texts.get(row.text()),
                row.duration(),
                row.instant()));
  }

  private static LeaseToken lease(RowReader row) throws SQLException {
    return new LeaseToken(row.text());
  }

  private WorkerId worker(RowReader row) throws SQLException {
    return workers.get(row.text());
  }

  private <T> List<T> rows(String table, String sql, Row<T> read) throws SQLException {
    List<T> values = new ArrayList<>();
    try {
      RowReader.forEach(connection, sql, row -> values.add(read.read(row)));
    } catch (RuntimeException e) {
      throw DamagedRowException.of(table + " " + (values.size() + 1), e);
    }
    return values;
  }

  private interface Row<T> {
    T read(RowReader row) throws SQLException;
  }
}
