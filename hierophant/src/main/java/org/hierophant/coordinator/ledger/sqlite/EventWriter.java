package org.hierophant.coordinator.ledger.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.LeaseToken;

/** Turns events into rows, inside the transaction that the caller began. */
final class EventWriter {
  private final RequestWriter requests;
  private final RowWriter registerProgram;
  private final RowWriter beginAttempt;
  private final RowWriter dropAttempt;
  private final RowWriter dropAttempts;
  private final RowWriter storeCandidate;
  private final RowWriter dropCandidate;
  private final RowWriter dropCandidates;
  private final RowWriter recordWorker;
  private final RowWriter forgetWorker;
  private final RowWriter addDeadWorker;
  private final RowWriter addProof;
  private final RowWriter trimDeadWorkers;
  private final RowWriter trimProofs;

  EventWriter(Connection connection) throws SQLException {
    requests = new RequestWriter(connection);
    registerProgram =
        new RowWriter(
            connection,
            """
            INSERT INTO program (vk_hash, vk, elf_uri, elf_digest, elf_size, owner, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (vk_hash) DO UPDATE SET vk = excluded.vk, elf_uri = excluded.elf_uri,
              elf_digest = excluded.elf_digest, elf_size = excluded.elf_size,
              owner = excluded.owner, created_at = excluded.created_at""");
    beginAttempt =
        new RowWriter(
            connection,
            """
            INSERT INTO attempt (sequence, lease, worker, result_uri, granted_at)
            VALUES (?, ?, ?, ?, ?)""");
    dropAttempt = new RowWriter(connection, "DELETE FROM attempt WHERE sequence = ? AND lease = ?");
    dropAttempts = new RowWriter(connection, "DELETE FROM attempt WHERE sequence = ?");
    storeCandidate =
        new RowWriter(
            connection,
            """
            INSERT INTO candidate (sequence, lease, worker, proof_uri, proof_digest, proof_size,
              cycles, gas, public_values_hash, prove_seconds, prove_nanos, late,
              attempt_started_at, stored_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    dropCandidate =
        new RowWriter(connection, "DELETE FROM candidate WHERE sequence = ? AND lease = ?");
    dropCandidates = new RowWriter(connection, "DELETE FROM candidate WHERE sequence = ?");
    recordWorker =
        new RowWriter(
            connection,
            """
            INSERT INTO worker (id, name, software_version, slots, strikes, last_seen_at,
              barred_until, record)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name,
              software_version = excluded.software_version, slots = excluded.slots,
              strikes = excluded.strikes, last_seen_at = excluded.last_seen_at,
              barred_until = excluded.barred_until, record = excluded.record""");
    forgetWorker = new RowWriter(connection, "DELETE FROM worker WHERE id = ?");
    addDeadWorker =
        new RowWriter(
            connection,
            """
            INSERT INTO dead_worker (id, name, remote_address, reason, died_at, record)
            VALUES (?, ?, ?, ?, ?, ?)""");
    addProof =
        new RowWriter(
            connection,
            """
            INSERT INTO completed_proof (request, vm, mode, worker, worker_address, worker_name,
              duration_seconds, duration_nanos, completed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""");
    trimDeadWorkers = oldest(connection, "dead_worker");
    trimProofs = oldest(connection, "completed_proof");
  }

  private static RowWriter oldest(Connection connection, String table) throws SQLException {
    return new RowWriter(
        connection,
        "DELETE FROM %1$s WHERE ordinal IN (SELECT ordinal FROM %1$s ORDER BY ordinal LIMIT ?)"
            .formatted(table));
  }

  void write(Event.Durable event) throws SQLException {
    switch (event) {
      case Event.ProgramRegistered(var program) -> register(program);
      case Event.RequestAccepted(var request, long sequence) -> requests.accept(sequence, request);
      case Event.RequestMoved(_, long sequence, var to, var at) -> {
        requests.move(sequence, to, at);
        if (to.isFinal()) {
          forgetWork(sequence);
        }
      }
      case Event.AttemptBegun(_, long sequence, var attempt) -> begin(sequence, attempt);
      case Event.AttemptDropped(_, long sequence, LeaseToken(String lease)) ->
          dropAttempt.row().number(sequence).text(lease).write();
      case Event.CandidateStored(_, long sequence, var candidate) -> {
        store(sequence, candidate);
        requests.touch(sequence, candidate.storedAt());
      }
      case Event.CandidateDropped(_, long sequence, LeaseToken(String lease), var at) -> {
        dropCandidate.row().number(sequence).text(lease).write();
        requests.touch(sequence, at);
      }
      case Event.RequestForgotten(_, long sequence) -> {
        requests.forget(sequence);
        forgetWork(sequence);
      }
      case Event.WorkerRecorded(var worker) -> record(worker);
      case Event.WorkerForgotten(var worker) -> forgetWorker.row().worker(worker).write();
      case Event.WorkerDied(var dead) -> add(dead);
      case Event.ProofRecorded(var proof) -> add(proof);
      case Event.HistoryTrimmed(int proofs, int deadWorkers) -> {
        trimProofs.row().number(proofs).write();
        trimDeadWorkers.row().number(deadWorkers).write();
      }
    }
  }

  private void forgetWork(long sequence) throws SQLException {
    dropAttempts.row().number(sequence).write();
    dropCandidates.row().number(sequence).write();
  }

  private void register(ProgramRecord program) throws SQLException {
    registerProgram
        .row()
        .bytes(program.vkHash().toBytes())
        .bytes(program.vk())
        .artifact(program.elf())
        .bytes(program.owner().toBytes())
        .instant(program.createdAt())
        .write();
  }

  private void begin(long sequence, Attempt attempt) throws SQLException {
    beginAttempt
        .row()
        .number(sequence)
        .text(attempt.lease().text())
        .worker(attempt.worker())
        .uri(attempt.result())
        .instant(attempt.grantedAt())
        .write();
  }

  private void store(long sequence, Candidate candidate) throws SQLException {
    storeCandidate
        .row()
        .number(sequence)
        .text(candidate.lease().text())
        .worker(candidate.worker())
        .artifact(candidate.proof())
        .number(candidate.cycles())
        .number(candidate.gas())
        .hash(candidate.publicValuesHash())
        .duration(candidate.proveTime())
        .flag(candidate.late())
        .instant(candidate.attemptStartedAt())
        .instant(candidate.storedAt())
        .write();
  }

  private void record(WorkerRecord worker) throws SQLException {
    recordWorker
        .row()
        .worker(worker.id())
        .text(worker.name())
        .text(worker.softwareVersion())
        .number(worker.slots())
        .number(worker.strikes().size())
        .number(EpochNanos.nearest(worker.lastSeenAt()));
    if (worker.barredUntil().isPresent()) {
      recordWorker.number(EpochNanos.nearest(worker.barredUntil().get()));
    } else {
      recordWorker.nothing(1);
    }
    recordWorker.text(WorkerJson.write(worker)).write();
  }

  private void add(DeadWorker dead) throws SQLException {
    addDeadWorker
        .row()
        .worker(dead.view().record().id())
        .text(dead.view().record().name())
        .text(dead.view().remoteAddress())
        .text(dead.reason().label())
        .number(EpochNanos.nearest(dead.diedAt()))
        .text(WorkerJson.write(dead))
        .write();
  }

  private void add(CompletedProof proof) throws SQLException {
    addProof
        .row()
        .bytes(proof.request().toBytes())
        .number(proof.vm().number())
        .number(proof.mode().number())
        .worker(proof.worker())
        .text(proof.workerAddress())
        .text(proof.workerName())
        .duration(proof.duration())
        .instant(proof.completedAt())
        .write();
  }
}
