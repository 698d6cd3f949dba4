package org.hierophant.coordinator.proposer;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.ProofRequest;

/**
 * How both proposers ask for a proof: first they make its witness, which takes a minute or so, then
 * they request it, and when nobody takes it up at the auction, they let go of it.
 */
final class Requester {
  private static final long AUCTION_TIMEOUT_SECONDS = 60;
  private static final int REQUESTED = 1;

  private final Plan plan;
  private final Sdk sdk;
  private final VirtualTime time;
  private final Judge judge;
  private final Random random;

  Requester(Plan plan, Sdk sdk, VirtualTime time, Judge judge, Random random) {
    this.plan = plan;
    this.sdk = sdk;
    this.time = time;
    this.judge = judge;
    this.random = random;
  }

  /** The row is at its witness until then, and afterwards being proved, unless that fails. */
  CompletableFuture<RequestId> request(Row row) {
    row.status = Row.Status.WITNESS_GENERATION;
    return time.pause(Duration.ofSeconds(5 + random.nextInt(90)))
        .thenCompose(
            _ -> {
              row.submittedAt = time.now();
              row.deadline = time.now().plus(plan.provingTimeout());
              judge.submitting(row);
              return sdk.request(
                  plan.program(row.kind),
                  ByteString.copyFromUtf8(row.stdin()),
                  row.mode,
                  plan.provingTimeout());
            })
        .whenComplete(
            (id, failure) -> {
              if (failure == null) {
                row.request = id;
                row.status = Row.Status.PROVE;
                judge.requested(row);
              } else {
                judge.submissionFailed(row, Retry.cause(failure));
              }
            });
  }

  /** Whether a request has waited at the auction for as long as it may. */
  boolean isLeftAtAuction(Optional<ProofRequest> details) {
    return sdk.cohort().isAuction()
        && details.isPresent()
        && details.get().getFulfillmentStatus() == REQUESTED
        && time.now().getEpochSecond() > details.get().getCreatedAt() + AUCTION_TIMEOUT_SECONDS;
  }
}
