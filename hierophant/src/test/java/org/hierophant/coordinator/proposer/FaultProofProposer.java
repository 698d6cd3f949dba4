package org.hierophant.coordinator.proposer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.proto.network.ProofRequest;

/**
 * op-succinct's fault-proof proposer: for each game the ranges together, then their aggregation,
 * each polled every 2 s. A failed poll is made again; an attempt that ends without a proof ends the
 * game's task, which is begun anew a little later.
 *
 * <p><b>Source.</b> op-succinct v4.3.0 fault-proof/src/prover.rs.
 */
final class FaultProofProposer implements Proposer {
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration NEXT_TASK = Duration.ofSeconds(30);
  private static final int GAMES = 2;
  private static final int FULFILLED = 3;
  private static final int UNFULFILLABLE = 4;

  private final Plan plan;
  private final Sdk sdk;
  private final VirtualTime time;
  private final Judge judge;
  private final Requester requester;
  private int rows;
  private int gamesProved;

  FaultProofProposer(Plan plan, Sdk sdk, VirtualTime time, Judge judge, Random random) {
    this.plan = plan;
    this.sdk = sdk;
    this.time = time;
    this.judge = judge;
    requester = new Requester(plan, sdk, time, judge, random);
  }

  @Override
  public boolean isDone() {
    return gamesProved == GAMES;
  }

  @Override
  public void start() {
    prove(0);
  }

  private void prove(int game) {
    long start = game * plan.submissionInterval();
    long end = start + plan.submissionInterval();
    List<CompletableFuture<Row>> ranges = new ArrayList<>();
    for (long from = start; from < end; from += plan.interval()) {
      ranges.add(proof(Row.Kind.RANGE, ProofMode.COMPRESSED, from, from + plan.interval()));
    }
    var _ =
        CompletableFuture.allOf(ranges.toArray(CompletableFuture[]::new))
            .thenCompose(_ -> proof(Row.Kind.AGGREGATION, plan.aggregationMode(), start, end))
            .whenComplete(
                (row, failure) -> {
                  if (failure != null) {
                    time.after(NEXT_TASK, () -> prove(game));
                    return;
                  }
                  judge.relayed(row);
                  gamesProved++;
                  if (!isDone()) {
                    prove(game + 1);
                  }
                });
  }

  private CompletableFuture<Row> proof(Row.Kind kind, ProofMode mode, long start, long end) {
    Row row = new Row(rows++, kind, mode, start, end);
    return requester
        .request(row)
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                row.status = Row.Status.FAILED;
              }
            })
        .thenCompose(
            _ -> {
              CompletableFuture<Row> proved = new CompletableFuture<>();
              poll(row, time.now(), proved);
              return proved;
            });
  }

  private void poll(Row row, Instant begun, CompletableFuture<Row> proved) {
    if (Duration.between(begun, time.now()).compareTo(plan.provingTimeout()) > 0) {
      judge.gaveUp(row);
      end(row, proved);
      return;
    }
    Instant asked = time.now();
    var _ =
        time.limited(patience -> sdk.status(row.request, patience))
            .thenCompose(
                polled ->
                    time.limited(patience -> sdk.details(row.request, patience))
                        .thenApply(details -> isOver(row, polled, details, proved)))
            .whenComplete(
                (over, failure) -> {
                  if (failure != null) {
                    judge.pollFailed(asked, Retry.cause(failure));
                  }
                  if (failure != null || !over) {
                    time.after(POLL, () -> poll(row, begun, proved));
                  }
                });
  }

  private boolean isOver(
      Row row, Sdk.Polled polled, Optional<ProofRequest> details, CompletableFuture<Row> proved) {
    judge.polled(row, polled, details);
    var status = polled.status();
    if (requester.isLeftAtAuction(details)) {
      judge.cancelled(row);
      return true;
    }
    if (Long.compareUnsigned(time.now().getEpochSecond(), status.getDeadline()) >= 0) {
      judge.timedOut(row);
      end(row, proved);
      return true;
    }
    if (status.getFulfillmentStatus() == FULFILLED) {
      judge.completed(row, polled.proof().orElseThrow());
      row.status = Row.Status.COMPLETE;
      proved.complete(row);
      return true;
    }
    if (status.getFulfillmentStatus() == UNFULFILLABLE) {
      judge.unfulfillable(row);
      end(row, proved);
      return true;
    }
    return false;
  }

  private void end(Row row, CompletableFuture<Row> proved) {
    row.status = Row.Status.FAILED;
    judge.failed(row);
    proved.completeExceptionally(new CompletionFailure(row));
  }

  /** The attempt is over, and there is no proof. */
  private static final class CompletionFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CompletionFailure(Row row) {
      super(row + " ended without a proof", null, false, false);
    }
  }
}
