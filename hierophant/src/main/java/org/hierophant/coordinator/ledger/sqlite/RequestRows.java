package org.hierophant.coordinator.ledger.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;

/** The table of requests on its way out. */
final class RequestRows {
  private static final String ALL =
      """
      SELECT sequence, id, requester, vk_hash, version, circuit_version, vm, mode, strategy,
        program_uri, program_digest, program_size, stdin_uri, stdin_digest, stdin_size,
        deadline_seconds, effective_deadline_seconds, effective_deadline_nanos,
        cycle_limit, gas_limit, min_auction_period_seconds, whitelist, dialect,
        stdin_private, expected_public_values_hash, tx_hash, mock, created_at,
        updated_at, state,
        attempts, losses, failures, avoid, worker, lease, result_uri, leased_at,
        proof_uri, proof_digest, proof_size, cycles, gas, public_values_hash, ended_at,
        reason, reason_count, cause, detail
      FROM request ORDER BY sequence""";

  private static final int OPEN_COLUMNS = 8;

  private final Shared shared;
  private final RowReader row;

  private RequestRows(Shared shared, RowReader row) {
    this.shared = shared;
    this.row = row;
  }

  static List<RequestView> read(
      Connection connection, Shared shared, LongFunction<List<Candidate>> candidates)
      throws SQLException {
    List<RequestView> views = new ArrayList<>();
    try (RowReader row = new RowReader(connection, ALL)) {
      RequestRows rows = new RequestRows(shared, row);
      while (row.next()) {
        views.add(rows.view(candidates));
      }
    }
    return views;
  }

  private RequestView view(LongFunction<List<Candidate>> candidates) throws SQLException {
    long sequence = row.number();
    ProofRequest request = request();
    var updatedAt = row.instant();
    return new RequestView(
        request, sequence, state(), candidates.apply(sequence), Optional.empty(), updatedAt);
  }

  private ProofRequest request() throws SQLException {
    return new ProofRequest(
        new RequestId(row.hash()),
        shared.of(Address.of(row.bytes())),
        shared.of(new VkHash(row.hash())),
        shared.of(row.text()),
        shared.of(new CircuitVersion(row.text())),
        vm(row.integer()),
        mode(row.integer()),
        row.integer(),
        shared.of(row.artifact()),
        row.artifact(),
        row.number(),
        row.farInstant(),
        row.number(),
        row.number(),
        row.number(),
        whitelist(row.bytes()),
        dialect(row.integer()),
        row.flag(),
        row.optionalHash(),
        row.hash(),
        row.flag(),
        row.instant());
  }

  private RequestState state() throws SQLException {
    int state = row.integer();
    switch (state) {
      case StateCode.FULFILLED, StateCode.UNFULFILLABLE -> {}
      default -> {
        return open(state);
      }
    }
    return state == StateCode.FULFILLED ? fulfilled() : unfulfillable();
  }

  private RequestState open(int state) throws SQLException {
    Budget budget = new Budget(row.integer(), row.integer(), row.integer(), avoid(row.text()));
    return switch (state) {
      case StateCode.QUEUED -> new RequestState.Queued(budget);
      case StateCode.LEASED ->
          new RequestState.Leased(
              shared.of(new WorkerId(row.text())),
              new LeaseToken(row.text()),
              row.uri(),
              budget,
              row.instant());
      case StateCode.VERIFYING -> {
        row.skip(1);
        yield new RequestState.Verifying(new LeaseToken(row.text()), budget);
      }
      default -> throw new IllegalArgumentException("state " + state);
    };
  }

  private RequestState fulfilled() throws SQLException {
    row.skip(4);
    WorkerId worker = shared.of(new WorkerId(row.text()));
    row.skip(3);
    return new RequestState.Fulfilled(
        row.artifact(),
        row.optionalNumber(),
        row.optionalNumber(),
        row.optionalHash(),
        worker,
        row.instant());
  }

  private RequestState unfulfillable() throws SQLException {
    row.skip(OPEN_COLUMNS + 3);
    var cycles = row.optionalNumber();
    row.skip(2);
    var endedAt = row.instant();
    int reason = row.integer();
    UnfulfillableReason why =
        switch (reason) {
          case StateCode.DEADLINE_PASSED -> new UnfulfillableReason.DeadlinePassed();
          case StateCode.CANCELLED -> new UnfulfillableReason.Cancelled();
          case StateCode.TOO_MANY_LOSSES -> new UnfulfillableReason.TooManyLosses(row.integer());
          case StateCode.TOO_MANY_FAILURES -> {
            int failures = row.integer();
            row.skip(1);
            yield new UnfulfillableReason.TooManyFailures(failures, row.text());
          }
          case StateCode.GUEST_FAILED -> {
            row.skip(1);
            yield new UnfulfillableReason.GuestFailed(cause(row.integer()), cycles, row.text());
          }
          default -> throw new IllegalArgumentException("reason " + reason);
        };
    return new RequestState.Unfulfillable(why, endedAt);
  }

  private Set<WorkerId> avoid(String ids) {
    return ids.isEmpty()
        ? Set.of()
        : Stream.of(ids.split(" "))
            .map(id -> shared.of(new WorkerId(id)))
            .collect(Collectors.toUnmodifiableSet());
  }

  private List<Address> whitelist(byte[] bytes) {
    if (bytes.length == 0) {
      return List.of();
    }
    List<Address> addresses = new ArrayList<>();
    for (int i = 0; i < bytes.length; i += Address.LENGTH) {
      addresses.add(shared.of(Address.of(Arrays.copyOfRange(bytes, i, i + Address.LENGTH))));
    }
    return shared.of(List.copyOf(addresses));
  }

  static ProverVm vm(int number) {
    return ProverVm.ofNumber(number)
        .orElseThrow(() -> new IllegalArgumentException("vm " + number));
  }

  static ProofMode mode(int number) {
    return ProofMode.ofNumber(number)
        .orElseThrow(() -> new IllegalArgumentException("mode " + number));
  }

  private static ExecuteFailureCause cause(int number) {
    return ExecuteFailureCause.ofNumber(number)
        .orElseThrow(() -> new IllegalArgumentException("cause " + number));
  }

  private static Dialect dialect(int number) {
    return switch (number) {
      case 0 -> Dialect.BASE;
      case 1 -> Dialect.AUCTION;
      default -> throw new IllegalArgumentException("dialect " + number);
    };
  }
}
