package org.hierophant.coordinator.api.grpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Command.HeldAttempt;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestState.Leased;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.FulfillerId;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fulfiller as the ledger sees it: a worker like every other, with leases, limits and strikes. It
 * has no connection; that it asks for work says that it lives, that it is shown a request is its
 * acceptance, and that it goes on asking while it holds one counts as progress.
 *
 * <p>What it holds is read from the ledger, so a restart of the coordinator takes nothing from it.
 *
 * <p><b>Limits.</b> Remembers the last {@value #MAX_GIVEN} requests it was shown.
 *
 * <p><b>Thread.</b> Any; waits for nothing but its own lock, which nobody holds for long.
 */
final class FulfillerSession {
  private static final Logger log = LoggerFactory.getLogger(FulfillerSession.class);
  private static final int MAX_GIVEN = 4_096;
  private static final Duration PROGRESS_PAUSE = Duration.ofSeconds(30);

  /** It asks every 3 s. */
  private static final Duration ANOTHER_VERSION = Duration.ofSeconds(30);

  /** How long it is told again that a request is no longer its own. */
  private static final Duration REVOCATION = Duration.ofMinutes(10);

  private final Address address;
  private final WorkerId worker;
  private final int slots;
  private final boolean mock;
  private final Ledger ledger;
  private final Time time;
  private long generations;
  private long polledNanos;
  private @Nullable Connection connection;

  private final Map<RequestId, Given> given =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestId, Given> eldest) {
          return size() > MAX_GIVEN;
        }
      };

  /** The ledger knows it from {@code ready} on. */
  private record Connection(long generation, CircuitVersion version, boolean ready) {}

  /**
   * A lease it was shown.
   *
   * @param accepted generation under which the ledger was told so
   * @param revokedAt when it was first told that the lease is over
   */
  record Given(
      LeaseToken lease,
      ArtifactUri result,
      Instant leasedAt,
      long accepted,
      Instant progressAt,
      Optional<Instant> revokedAt) {}

  FulfillerSession(Address address, int slots, boolean mock, Ledger ledger, Time time) {
    this.address = address;
    this.worker = FulfillerId.of(address);
    this.slots = slots;
    this.mock = mock;
    this.ledger = ledger;
    this.time = time;
  }

  Address address() {
    return address;
  }

  WorkerId worker() {
    return worker;
  }

  /** The connection under which commands go; empty while the ledger does not know it. */
  synchronized Optional<Long> generation() {
    return Optional.ofNullable(connection).filter(Connection::ready).map(Connection::generation);
  }

  /**
   * It asks for work of this version: connects it where it is not, else it is a heartbeat. Another
   * version counts only once nobody asks for the one before: the question is not signed, and a
   * stranger must not move it.
   */
  synchronized void polled(CircuitVersion version) {
    long now = time.now().monotonicNanos();
    Connection present = connection;
    if (present != null && present.version().equals(version)) {
      polledNanos = now;
      if (present.ready()) {
        submit(new Command.Heartbeat(worker, present.generation()), present.generation());
      }
    } else if (present == null || now - polledNanos >= ANOTHER_VERSION.toNanos()) {
      polledNanos = now;
      connect(version);
    }
  }

  private void connect(CircuitVersion version) {
    long generation = ++generations;
    connection = new Connection(generation, version, false);
    var command =
        new Command.ConnectWorker(
            worker,
            generation,
            "sp1-cluster-" + address.hex().substring(2, 10),
            "fulfiller",
            Stream.of(ProofMode.values())
                .map(mode -> new Capability(ProverVm.SP1, mode, version, mock))
                .collect(Collectors.toUnmodifiableSet()),
            slots,
            Optional.empty(),
            "grpc",
            leased()
                .map(view -> new HeldAttempt(view.id(), lease(view).orElseThrow().lease(), false))
                .toList());
    var _ =
        ledger
            .submit(command)
            .whenComplete(
                (outcome, bug) -> {
                  boolean welcome = outcome instanceof Outcome.Done<Command.Connected>;
                  log.atInfo()
                      .addKeyValue("fulfiller", address)
                      .addKeyValue("version", version)
                      .addKeyValue("outcome", welcome ? "welcome" : String.valueOf(outcome))
                      .setCause(bug)
                      .log("fulfiller attaches");
                  connected(generation, version, welcome);
                });
  }

  private synchronized void connected(long generation, CircuitVersion version, boolean welcome) {
    if (connection != null && connection.generation() == generation) {
      connection = welcome ? new Connection(generation, version, true) : null;
    }
  }

  /** The ledger does not know the connection any more: the next poll makes another. */
  private synchronized void lost(long generation) {
    if (connection != null && connection.generation() == generation) {
      connection = null;
    }
  }

  /** Its requests now, oldest first. */
  List<RequestView> assigned() {
    return leased().sorted(Comparator.comparingLong(RequestView::sequence)).toList();
  }

  private Stream<RequestView> leased() {
    return ledger.view().openRequests().filter(view -> lease(view).isPresent());
  }

  /** Of the request, if it is this fulfiller's. */
  private Optional<Leased> lease(RequestView view) {
    return view.state() instanceof Leased leased && leased.worker().equals(worker)
        ? Optional.of(leased)
        : Optional.empty();
  }

  /** It is about to see this request, which was assigned to it. */
  synchronized void shown(RequestView view) {
    Leased leased = lease(view).orElse(null);
    long generation = generation().orElse(0L);
    if (leased == null || generation == 0) {
      return;
    }
    Optional<Given> before =
        Optional.ofNullable(given.get(view.id())).filter(one -> one.lease().equals(leased.lease()));
    if (before.filter(one -> one.accepted() == generation).isEmpty()) {
      submit(new Command.AcceptOffer(worker, generation, view.id(), leased.lease()), generation);
    }
    Instant now = time.now().wall();
    Instant progressAt = before.map(Given::progressAt).orElse(Instant.MIN);
    if (progressAt.isBefore(now.minus(PROGRESS_PAUSE))) {
      progressAt = now;
      long seconds = Math.max(0, Duration.between(leased.leasedAt(), now).toSeconds());
      submit(
          new Command.ReportProgress(
              worker,
              generation,
              view.id(),
              leased.lease(),
              new Progress(Phase.PROVING, seconds, 0)),
          generation);
    }
    given.remove(view.id()); // the newest is last
    given.put(
        view.id(),
        new Given(
            leased.lease(),
            leased.result(),
            leased.leasedAt(),
            generation,
            progressAt,
            Optional.empty()));
  }

  /** Requests it was shown that are no longer its own: it is told to stop, and its slot is free. */
  synchronized List<RequestView> revoked() {
    Instant now = time.now().wall();
    given
        .values()
        .removeIf(
            one -> one.revokedAt().filter(at -> at.isBefore(now.minus(REVOCATION))).isPresent());
    List<RequestView> revoked =
        given.keySet().stream()
            .flatMap(id -> ledger.view().request(id).stream())
            .filter(this::isRevoked)
            .toList();
    revoked.forEach(view -> tell(view.id(), now));
    return revoked;
  }

  private boolean isRevoked(RequestView view) {
    return switch (view.state()) {
      case Leased leased -> !leased.worker().equals(worker);
      case RequestState.Queued _, RequestState.Verifying _, RequestState.Unfulfillable _ ->
          view.candidates().stream().noneMatch(one -> one.worker().equals(worker));
      case RequestState.Fulfilled done -> !done.worker().equals(worker);
    };
  }

  private void tell(RequestId id, Instant now) {
    Given one = given.get(id);
    long generation = generation().orElse(0L);
    if (one == null || one.revokedAt().isPresent() || generation == 0) {
      return;
    }
    given.put(
        id,
        new Given(
            one.lease(),
            one.result(),
            one.leasedAt(),
            one.accepted(),
            one.progressAt(),
            Optional.of(now)));
    submit(
        new Command.ReportFailure(
            worker, generation, id, one.lease(), new AttemptFailure.Cancelled("told to stop")),
        generation);
  }

  /** The lease under which it may end the request: the current one, or one it was shown. */
  synchronized Optional<Given> lease(RequestId id) {
    return ledger
        .view()
        .request(id)
        .flatMap(this::lease)
        .map(
            now ->
                new Given(
                    now.lease(), now.result(), now.leasedAt(), 0, Instant.MIN, Optional.empty()))
        .or(() -> Optional.ofNullable(given.get(id)));
  }

  /** The same outcome; that the connection is lost is noticed. */
  <T> CompletableFuture<Outcome<T>> ask(Command<T> command, long generation) {
    return ledger
        .submit(command)
        .whenComplete(
            (outcome, _) -> {
              if (outcome instanceof Outcome.Refused<T>(Refusal.StaleConnection _)) {
                lost(generation);
              }
            });
  }

  private void submit(Command<Command.Done> command, long generation) {
    var _ =
        ask(command, generation)
            .whenComplete(
                (_, bug) -> {
                  if (bug != null) {
                    log.atError().setCause(bug).log("ledger broke on a fulfiller's message");
                  }
                });
  }
}
