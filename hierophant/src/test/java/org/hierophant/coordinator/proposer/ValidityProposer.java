package org.hierophant.coordinator.proposer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.ProofRequest;

/**
 * op-succinct's validity proposer: every loop it polls what is being proved, asks for what is
 * missing, one proof a loop, and relays what is aggregated.
 *
 * <p>Any failed poll abandons the whole loop. A range that failed three times, or that cannot be
 * executed, is split in two.
 *
 * <p><b>Source.</b> op-succinct v4.3.0 validity/src/{proposer,proof_requester,env}.rs.
 */
final class ValidityProposer implements Proposer {
  private static final Duration ERROR_PAUSE = Duration.ofSeconds(10);
  private static final int MAX_WITNESS_GENERATIONS = 2;
  private static final int FULFILLED = 3;
  private static final int UNFULFILLABLE = 4;
  private static final int UNEXECUTABLE = 3;

  private final Plan plan;
  private final Sdk sdk;
  private final VirtualTime time;
  private final Judge judge;
  private final Requester requester;
  private final List<Row> rows = new ArrayList<>();
  private final Map<Row, CompletableFuture<RequestId>> tasks = new LinkedHashMap<>();
  private long latestProposed;

  ValidityProposer(Plan plan, Sdk sdk, VirtualTime time, Judge judge, Random random) {
    this.plan = plan;
    this.sdk = sdk;
    this.time = time;
    this.judge = judge;
    requester = new Requester(plan, sdk, time, judge, random);
  }

  @Override
  public boolean isDone() {
    return latestProposed >= plan.target();
  }

  @Override
  public void start() {
    Instant begun = time.now();
    var _ =
        iteration()
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    judge.pollFailed(begun, Retry.cause(failure));
                  }
                  time.after(failure == null ? plan.loopInterval() : ERROR_PAUSE, this::start);
                });
  }

  private CompletableFuture<Void> iteration() {
    handleOngoingTasks();
    return handleProvingRequests()
        .thenRun(
            () -> {
              addNewRanges();
              createAggregationProof();
              requestQueuedProof();
              submitAggregationProof();
            });
  }

  // ---- handle_ongoing_tasks ----

  private void handleOngoingTasks() {
    for (Row row : List.copyOf(tasks.keySet())) {
      CompletableFuture<RequestId> task = tasks.get(row);
      if (task.isDone()) {
        tasks.remove(row);
        if (task.isCompletedExceptionally()) {
          failed(row, 0);
        }
      }
    }
  }

  // ---- handle_proving_requests ----

  private CompletableFuture<Void> handleProvingRequests() {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (Row row : rows.stream().filter(one -> one.status == Row.Status.PROVE).toList()) {
      all = all.thenCompose(_ -> processStatus(row));
    }
    return all;
  }

  private CompletableFuture<Void> processStatus(Row row) {
    RequestId id = row.request;
    return time.limited(patience -> sdk.status(id, patience))
        .thenCompose(
            polled ->
                time.limited(patience -> sdk.details(id, patience))
                    .thenCompose(details -> evaluate(row, polled, details)));
  }

  private CompletableFuture<Void> evaluate(
      Row row, Sdk.Polled polled, Optional<ProofRequest> details) {
    judge.polled(row, polled, details);
    var status = polled.status();
    if (requester.isLeftAtAuction(details)) {
      judge.cancelled(row);
      return time.limited(patience -> sdk.cancel(row.request, patience))
          .thenRun(() -> row.status = Row.Status.CANCELLED);
    }
    if (Long.compareUnsigned(time.now().getEpochSecond(), status.getDeadline()) > 0) {
      judge.timedOut(row);
      failed(row, status.getExecutionStatus());
    } else if (status.getFulfillmentStatus() == FULFILLED) {
      judge.completed(row, polled.proof().orElseThrow());
      row.status = Row.Status.COMPLETE;
      return time.limited(patience -> sdk.details(row.request, patience)).thenAccept(_ -> {});
    } else if (status.getFulfillmentStatus() == UNFULFILLABLE) {
      judge.unfulfillable(row);
      failed(row, status.getExecutionStatus());
    }
    return CompletableFuture.completedFuture(null);
  }

  /** handle_failed_request. */
  private void failed(Row row, int executionStatus) {
    row.status = Row.Status.FAILED;
    judge.failed(row);
    if (row.kind == Row.Kind.RANGE && row.blocks() > 1) {
      long failures =
          rows.stream().filter(one -> one.isSame(row) && one.status == Row.Status.FAILED).count();
      if (failures > 2 || executionStatus == UNEXECUTABLE) {
        judge.split(row, failures);
        long middle = (row.start + row.end) / 2;
        add(Row.Kind.RANGE, row.start, middle);
        add(Row.Kind.RANGE, middle, row.end);
      }
    }
  }

  private void add(Row.Kind kind, long start, long end) {
    ProofMode mode = kind == Row.Kind.RANGE ? ProofMode.COMPRESSED : plan.aggregationMode();
    rows.add(new Row(rows.size(), kind, mode, start, end));
  }

  // ---- add_new_ranges, create_aggregation_proofs ----

  private void addNewRanges() {
    long finalized = plan.finalizedBlock(time.elapsed());
    List<Row> active =
        rows.stream()
            .filter(row -> row.kind == Row.Kind.RANGE)
            .filter(row -> row.status.isActive() && row.start >= latestProposed)
            .toList();
    BlockRanges.missing(latestProposed, finalized, active, plan.interval())
        .forEach(range -> add(Row.Kind.RANGE, range.start(), range.end()));
  }

  private void createAggregationProof() {
    boolean isUnderWay =
        rows.stream()
            .anyMatch(
                row ->
                    row.kind == Row.Kind.AGGREGATION
                        && row.start == latestProposed
                        && row.status.isActive());
    if (isUnderWay) {
      return;
    }
    long proved = latestProposed;
    List<Row> complete =
        rows.stream()
            .filter(row -> row.kind == Row.Kind.RANGE && row.start >= latestProposed)
            .filter(row -> row.status == Row.Status.COMPLETE)
            .sorted(Comparator.comparingLong(row -> row.start))
            .toList();
    for (Row row : complete) {
      if (row.start != proved) {
        break;
      }
      proved = row.end;
    }
    if (proved - latestProposed >= plan.submissionInterval()) {
      add(Row.Kind.AGGREGATION, latestProposed, proved);
    }
  }

  // ---- request_queued_proofs ----

  private void requestQueuedProof() {
    long generating = count(Row.Status.WITNESS_GENERATION);
    if (generating + count(Row.Status.PROVE) >= plan.maxConcurrentRequests()
        || generating >= MAX_WITNESS_GENERATIONS) {
      return;
    }
    rows.stream()
        .filter(row -> row.status == Row.Status.UNREQUESTED && row.start >= latestProposed)
        .min(
            Comparator.comparing((Row row) -> row.kind != Row.Kind.AGGREGATION)
                .thenComparingLong(row -> row.start))
        .ifPresent(row -> tasks.put(row, requester.request(row)));
  }

  private long count(Row.Status status) {
    return rows.stream().filter(row -> row.status == status).count();
  }

  // ---- submit_agg_proofs ----

  private void submitAggregationProof() {
    rows.stream()
        .filter(row -> row.kind == Row.Kind.AGGREGATION && row.start == latestProposed)
        .filter(row -> row.status == Row.Status.COMPLETE)
        .findFirst()
        .ifPresent(
            row -> {
              row.status = Row.Status.RELAYED;
              latestProposed = row.end;
              judge.relayed(row);
            });
  }
}
