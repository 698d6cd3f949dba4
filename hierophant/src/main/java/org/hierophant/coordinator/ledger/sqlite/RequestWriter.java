package org.hierophant.coordinator.ledger.sqlite;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.Address;

/** Rows of the table of requests on their way in; {@link RequestRows} reads them. */
final class RequestWriter {
  private final RowWriter accept;
  private final RowWriter moveOpen;
  private final RowWriter fulfil;
  private final RowWriter end;
  private final RowWriter touch;
  private final RowWriter forget;

  RequestWriter(Connection connection) throws SQLException {
    accept =
        new RowWriter(
            connection,
            """
            INSERT INTO request (
              sequence, id, requester, vk_hash, version, circuit_version, vm, mode, strategy,
              program_uri, program_digest, program_size, stdin_uri, stdin_digest, stdin_size,
              deadline_seconds, effective_deadline_seconds, effective_deadline_nanos,
              cycle_limit, gas_limit, min_auction_period_seconds, whitelist, dialect,
              stdin_private, expected_public_values_hash, tx_hash, mock, created_at,
              state, updated_at, attempts, losses, failures, avoid)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
              ?, ?, 1, ?, 0, 0, 0, '')""");
    moveOpen =
        new RowWriter(
            connection,
            """
            UPDATE request SET state = ?, updated_at = ?, attempts = ?, losses = ?, failures = ?,
              avoid = ?, worker = ?, lease = ?, result_uri = ?, leased_at = ?
            WHERE sequence = ?""");
    fulfil =
        new RowWriter(
            connection,
            """
            UPDATE request SET state = 4, updated_at = ?, avoid = '', lease = NULL,
              result_uri = NULL, leased_at = NULL, worker = ?, proof_uri = ?, proof_digest = ?,
              proof_size = ?, cycles = ?, gas = ?, public_values_hash = ?, ended_at = ?
            WHERE sequence = ?""");
    end =
        new RowWriter(
            connection,
            """
            UPDATE request SET state = 5, updated_at = ?, avoid = '', worker = NULL, lease = NULL,
              result_uri = NULL, leased_at = NULL, reason = ?, reason_count = ?, cause = ?,
              cycles = ?, detail = ?, ended_at = ?
            WHERE sequence = ?""");
    touch = new RowWriter(connection, "UPDATE request SET updated_at = ? WHERE sequence = ?");
    forget = new RowWriter(connection, "DELETE FROM request WHERE sequence = ?");
  }

  void accept(long sequence, ProofRequest request) throws SQLException {
    accept
        .row()
        .number(sequence)
        .bytes(request.id().toBytes())
        .bytes(request.requester().toBytes())
        .bytes(request.vkHash().toBytes())
        .text(request.version())
        .text(request.circuitVersion().text())
        .number(request.vm().number())
        .number(request.mode().number())
        .number(request.strategy())
        .artifact(request.program())
        .artifact(request.stdin())
        .number(request.deadlineSeconds())
        .farInstant(request.effectiveDeadline())
        .number(request.cycleLimit())
        .number(request.gasLimit())
        .number(request.minAuctionPeriodSeconds())
        .bytes(whitelist(request.whitelist()))
        .number(Numbers.of(request.dialect()))
        .flag(request.stdinPrivate())
        .hash(request.publicValuesHash())
        .bytes(request.txHash().toBytes())
        .flag(request.mock())
        .instant(request.createdAt())
        .instant(request.createdAt()) // updated_at
        .write();
  }

  void move(long sequence, RequestState to, Instant at) throws SQLException {
    switch (to) {
      case RequestState.Queued(Budget budget) ->
          moveOpen(to, at, budget).nothing(4).number(sequence).writeOne();
      case RequestState.Leased(var worker, var lease, var result, Budget budget, var leasedAt) ->
          moveOpen(to, at, budget)
              .worker(worker)
              .text(lease.text())
              .uri(result)
              .instant(leasedAt)
              .number(sequence)
              .writeOne();
      case RequestState.Verifying(var lease, Budget budget) ->
          moveOpen(to, at, budget)
              .nothing(1)
              .text(lease.text())
              .nothing(2)
              .number(sequence)
              .writeOne();
      case RequestState.Fulfilled(
              var proof,
              var cycles,
              var gas,
              var values,
              var worker,
              var fulfilledAt) ->
          fulfil
              .row()
              .instant(at)
              .worker(worker)
              .artifact(proof)
              .number(cycles)
              .number(gas)
              .hash(values)
              .instant(fulfilledAt)
              .number(sequence)
              .writeOne();
      case RequestState.Unfulfillable(var reason, var endedAt) ->
          reason(end.row().instant(at), reason).instant(endedAt).number(sequence).writeOne();
    }
  }

  void touch(long sequence, Instant at) throws SQLException {
    touch.row().instant(at).number(sequence).writeOne();
  }

  void forget(long sequence) throws SQLException {
    forget.row().number(sequence).writeOne();
  }

  private RowWriter moveOpen(RequestState to, Instant at, Budget budget) throws SQLException {
    String avoid =
        String.join(" ", budget.avoid().stream().map(worker -> worker.text()).sorted().toList());
    return moveOpen
        .row()
        .number(Numbers.of(to))
        .instant(at)
        .number(budget.attempts())
        .number(budget.losses())
        .number(budget.failures())
        .text(avoid);
  }

  /** The columns reason, reason_count, cause, cycles and detail. */
  private static RowWriter reason(RowWriter row, UnfulfillableReason reason) throws SQLException {
    row.number(Numbers.of(reason));
    return switch (reason) {
      case UnfulfillableReason.DeadlinePassed _, UnfulfillableReason.Cancelled _ -> row.nothing(4);
      case UnfulfillableReason.TooManyLosses(int losses) -> row.number(losses).nothing(3);
      case UnfulfillableReason.TooManyFailures(int failures, String detail) ->
          row.number(failures).nothing(2).text(detail);
      case UnfulfillableReason.GuestFailed(var cause, var cycles, String detail) ->
          row.nothing(1).number(cause.number()).number(cycles).text(detail);
    };
  }

  private static byte[] whitelist(List<Address> addresses) {
    ByteBuffer bytes = ByteBuffer.allocate(addresses.size() * Address.LENGTH);
    addresses.forEach(address -> bytes.put(address.toBytes()));
    return bytes.array();
  }
}
