package org.hierophant.coordinator.ledger.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;

/**
 * The table of requests on its way out: a hundred thousand rows at every start.
 *
 * <p>A number costs 0.03 µs to fetch, a blob or a text 0.1 to 0.25; so those that all have come as
 * one {@link RowImage}, and the part of it that many requests have in common is decoded once.
 */
final class RequestRows {
  private static final String COLUMNS =
      """
      SELECT sequence,
        CAST(concat(id, tx_hash, stdin_uri, stdin_digest,
          requester, vk_hash, program_uri, program_digest, program_size, ' ',
          circuit_version, ' ', length(whitelist), ' ', whitelist, version) AS BLOB),
        vm, mode, strategy, stdin_size, deadline_seconds,
        effective_deadline_seconds, effective_deadline_nanos,
        cycle_limit, gas_limit, min_auction_period_seconds, dialect, stdin_private,
        expected_public_values_hash, mock, created_at, updated_at, state,
        cycles, ended_at,
        CAST(concat(worker, ' ', proof_uri, proof_digest, public_values_hash) AS BLOB),
        proof_size, gas,
        reason, reason_count, cause, detail,
        attempts, losses, failures, avoid, worker, lease, result_uri, leased_at
      FROM request\s""";

  private static final String FINAL = Numbers.FULFILLED + ", " + Numbers.UNFULFILLABLE;

  /** Columns between those that all states have and those of some. */
  private static final int OF_FULFILLED = 3;

  private static final int OF_REASON = 4;
  private static final int OF_FINAL = 2 + OF_FULFILLED + OF_REASON;

  private final Memo<String, WorkerId> workers;
  private final Memo<RowImage.Part, WorkerId> workersByBytes;
  private final Memo<RowImage.Part, Common> commons = new Memo<>(Common::read);

  RequestRows(Memo<String, WorkerId> workers) {
    this.workers = workers;
    workersByBytes = new Memo<>(part -> workers.get(part.text()));
  }

  /**
   * All of them.
   *
   * @param candidates by sequence
   */
  List<RequestView> all(Connection connection, LongFunction<List<Candidate>> candidates)
      throws SQLException {
    return read(connection, "ORDER BY sequence", candidates);
  }

  /**
   * Those that are not final.
   *
   * @param candidates by sequence
   */
  List<RequestView> open(Connection connection, LongFunction<List<Candidate>> candidates)
      throws SQLException {
    return read(connection, "WHERE state NOT IN (" + FINAL + ") ORDER BY sequence", candidates);
  }

  /** Those that are final, from a sequence on. */
  List<RequestView> finished(Connection connection, long after, int limit) throws SQLException {
    return read(
        connection,
        "WHERE sequence > %d AND state IN (%s) ORDER BY sequence LIMIT %d"
            .formatted(after, FINAL, limit),
        _ -> List.of());
  }

  /** Those that are final and have one of these ids. */
  List<RequestView> finished(Connection connection, Set<RequestId> ids) throws SQLException {
    String blobs =
        ids.stream()
            .map(id -> "X'" + HexFormat.of().formatHex(id.value().toBytes()) + "'")
            .collect(Collectors.joining(", "));
    return read(
        connection, "WHERE state IN (%s) AND id IN (%s)".formatted(FINAL, blobs), _ -> List.of());
  }

  private List<RequestView> read(
      Connection connection, String rows, LongFunction<List<Candidate>> candidates)
      throws SQLException {
    List<RequestView> views = new ArrayList<>();
    RowReader.forEach(
        connection,
        COLUMNS + rows,
        row -> {
          long sequence = row.number();
          try {
            views.add(view(row, sequence, candidates));
          } catch (RuntimeException e) {
            throw DamagedRowException.of("request " + sequence, e);
          }
        });
    return views;
  }

  private RequestView view(RowReader row, long sequence, LongFunction<List<Candidate>> candidates)
      throws SQLException {
    ProofRequest request = request(row, row.image());
    Instant updatedAt = row.instant();
    RequestState state = state(row, row.integer());
    return RequestView.of(
        request,
        sequence,
        state,
        state.isFinal() ? List.of() : candidates.apply(sequence),
        updatedAt);
  }

  private ProofRequest request(RowReader row, RowImage image) throws SQLException {
    RequestId id = new RequestId(image.hash());
    Bytes32 txHash = image.hash();
    ArtifactUri stdin = image.uri();
    Sha256 stdinDigest = new Sha256(image.hash());
    Common common = commons.get(image.rest());
    return new ProofRequest(
        id,
        common.requester(),
        common.vkHash(),
        common.version(),
        common.circuitVersion(),
        Numbers.vm(row.integer()),
        Numbers.mode(row.integer()),
        row.integer(),
        common.program(),
        new StoredArtifact(stdin, stdinDigest, row.number()),
        row.number(),
        row.farInstant(),
        row.number(),
        row.number(),
        row.number(),
        common.whitelist(),
        Numbers.dialect(row.integer()),
        row.flag(),
        row.optionalHash(),
        txHash,
        row.flag(),
        row.instant());
  }

  private RequestState state(RowReader row, int number) throws SQLException {
    return switch (number) {
      case Numbers.FULFILLED -> fulfilled(row);
      case Numbers.UNFULFILLABLE -> unfulfillable(row);
      default -> {
        row.skip(OF_FINAL);
        Budget budget = new Budget(row.integer(), row.integer(), row.integer(), avoid(row.text()));
        yield open(row, number, budget);
      }
    };
  }

  private RequestState open(RowReader row, int number, Budget budget) throws SQLException {
    return switch (number) {
      case Numbers.QUEUED -> new RequestState.Queued(budget);
      case Numbers.LEASED ->
          new RequestState.Leased(
              workers.get(row.text()),
              new LeaseToken(row.text()),
              row.uri(),
              budget,
              row.instant());
      case Numbers.VERIFYING -> {
        row.skip(1);
        yield new RequestState.Verifying(new LeaseToken(row.text()), budget);
      }
      default -> throw new IllegalArgumentException("state " + number);
    };
  }

  private RequestState fulfilled(RowReader row) throws SQLException {
    OptionalLong cycles = row.optionalNumber();
    Instant endedAt = row.instant();
    RowImage image = row.image();
    WorkerId worker = workersByBytes.get(image.word());
    ArtifactUri proof = image.uri();
    Sha256 digest = new Sha256(image.hash());
    Optional<Bytes32> publicValues = image.isAtEnd() ? Optional.empty() : Optional.of(image.hash());
    long size = row.number();
    return new RequestState.Fulfilled(
        new StoredArtifact(proof, digest, size),
        cycles,
        row.optionalNumber(),
        publicValues,
        worker,
        endedAt);
  }

  private static RequestState unfulfillable(RowReader row) throws SQLException {
    OptionalLong cycles = row.optionalNumber();
    Instant endedAt = row.instant();
    row.skip(OF_FULFILLED);
    int reason = row.integer();
    int count = row.integer();
    int cause = row.integer();
    return new RequestState.Unfulfillable(
        switch (reason) {
          case Numbers.DEADLINE_PASSED -> new UnfulfillableReason.DeadlinePassed();
          case Numbers.CANCELLED -> new UnfulfillableReason.Cancelled();
          case Numbers.TOO_MANY_LOSSES -> new UnfulfillableReason.TooManyLosses(count);
          case Numbers.TOO_MANY_FAILURES ->
              new UnfulfillableReason.TooManyFailures(count, row.text());
          case Numbers.GUEST_FAILED ->
              new UnfulfillableReason.GuestFailed(Numbers.cause(cause), cycles, row.text());
          default -> throw new IllegalArgumentException("reason " + reason);
        },
        endedAt);
  }

  private Set<WorkerId> avoid(String ids) {
    return ids.isEmpty()
        ? Set.of()
        : Stream.of(ids.split(" ")).map(workers::get).collect(Collectors.toUnmodifiableSet());
  }

  /** What most requests of one client and program have in common. */
  private record Common(
      Address requester,
      VkHash vkHash,
      StoredArtifact program,
      CircuitVersion circuitVersion,
      List<Address> whitelist,
      String version) {
    static Common read(RowImage.Part part) {
      RowImage image = part.image();
      Address requester = image.address();
      VkHash vkHash = new VkHash(image.hash());
      ArtifactUri program = image.uri();
      Sha256 digest = new Sha256(image.hash());
      long size = image.word().number();
      CircuitVersion circuitVersion = new CircuitVersion(image.word().text());
      long addresses = image.word().number() / Address.LENGTH;
      List<Address> whitelist = Stream.generate(image::address).limit(addresses).toList();
      return new Common(
          requester,
          vkHash,
          new StoredArtifact(program, digest, size),
          circuitVersion,
          List.copyOf(whitelist),
          image.rest().text());
    }
  }
}
