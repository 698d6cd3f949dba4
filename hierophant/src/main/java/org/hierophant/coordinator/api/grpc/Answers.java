package org.hierophant.coordinator.api.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.Execution;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.worker.FulfillerId;
import org.hierophant.network.crypto.Keccak256;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.ProofRequest;

/**
 * Requests as clients of both dialects can decode them: a {@code ProofRequest} never has the fields
 * 34 and 35, whose wire types differ by dialect.
 *
 * <p><b>Thread.</b> Any; reads memory only.
 */
final class Answers {
  /**
   * How long past now clients that look at this first may still collect a proof, once it is made.
   */
  private static final Duration COLLECTION = Duration.ofHours(1);

  private final PublicUrls urls;
  private final Time time;

  Answers(PublicUrls urls, Time time) {
    this.urls = urls;
    this.time = time;
  }

  GetProofRequestStatusResponse status(RequestView view) {
    StatusMapping status = StatusMapping.of(view.state());
    GetProofRequestStatusResponse.Builder answer =
        GetProofRequestStatusResponse.newBuilder()
            .setFulfillmentStatus(status.fulfillment())
            .setExecutionStatus(status.execution())
            .setRequestTxHash(Fields.bytes(view.request().txHash()))
            .setDeadline(deadline(view));
    if (view.state() instanceof RequestState.Fulfilled done) {
      answer.setProofUri(urls.download(done.proof().uri()));
      done.publicValuesHash().map(Fields::bytes).ifPresent(answer::setPublicValuesHash);
    }
    return answer.build();
  }

  /**
   * Unix seconds, unsigned: never before the client's own, and always ahead of a proof that is
   * made, verified or not: up to 6.1.0, and in op-succinct, a passed deadline counts before the
   * status.
   */
  long deadline(RequestView view) {
    long effective = view.request().effectiveDeadline().getEpochSecond();
    long reported = unsignedMax(view.request().deadlineSeconds(), effective);
    return isMade(view) ? stillAhead(reported) : reported;
  }

  /** The deadline of a proof that is made; never earlier than it was a moment ago. */
  long stillAhead(long deadline) {
    return unsignedMax(deadline, time.now().wall().plus(COLLECTION).getEpochSecond());
  }

  private static boolean isMade(RequestView view) {
    return switch (view.state()) {
      case RequestState.Fulfilled _, RequestState.Verifying _ -> true;
      case RequestState.Queued _, RequestState.Leased _ -> !view.candidates().isEmpty();
      case RequestState.Unfulfillable _ -> false;
    };
  }

  private static long unsignedMax(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  ProofRequest details(RequestView view) {
    var request = view.request();
    StatusMapping status = StatusMapping.of(view.state());
    ProofRequest.Builder answer =
        ProofRequest.newBuilder()
            .setRequestId(Fields.bytes(request.id().value()))
            .setVkHash(Fields.bytes(request.vkHash().value()))
            .setVersion(request.version())
            .setMode(request.mode().number())
            .setStrategy(request.strategy())
            .setProgramUri(request.program().uri().toString())
            .setStdinUri(request.stdin().uri().toString())
            .setDeadline(deadline(view))
            .setCycleLimit(request.cycleLimit())
            .setFulfillmentStatus(status.fulfillment())
            .setExecutionStatus(status.execution())
            .setRequester(Fields.bytes(request.requester()))
            .setCreatedAt(request.createdAt().getEpochSecond())
            .setUpdatedAt(view.updatedAt().getEpochSecond())
            .setTxHash(Fields.bytes(request.txHash()))
            .setGasLimit(request.gasLimit())
            .setExecuteFailCause(status.cause())
            .setProgramPublicUri(urls.download(request.program().uri()))
            .setMinAuctionPeriod(request.minAuctionPeriodSeconds())
            .setError(status.error())
            .setIsCanceled(status.isCancelled())
            .setStdinPrivate(request.stdinPrivate());
    if (!request.stdinPrivate()) {
      answer.setStdinPublicUri(urls.download(request.stdin().uri()));
    }
    request.whitelist().stream().map(Fields::bytes).forEach(answer::addWhitelist);
    view.execution().ifPresent(known -> putExecution(answer, known));
    putProgress(answer, view.state());
    return answer.build();
  }

  /**
   * Of an open request; a final one has its own numbers. What a program publishes nobody hears on
   * the word of a worker.
   */
  private static void putExecution(ProofRequest.Builder answer, Execution known) {
    answer.setCycles(known.executed().cycles());
    known.executed().gas().ifPresent(answer::setGasUsed);
    if (known.own()) {
      answer.setPublicValuesHash(Fields.bytes(known.executed().publicValuesHash()));
    }
  }

  private static void putProgress(ProofRequest.Builder answer, RequestState state) {
    switch (state) {
      case RequestState.Queued _, RequestState.Verifying _ -> {}
      case RequestState.Leased leased -> putFulfiller(answer, leased.worker());
      case RequestState.Fulfilled done -> {
        putFulfiller(answer, done.worker());
        answer.setFulfilledAt(done.fulfilledAt().getEpochSecond());
        done.cycles().ifPresent(answer::setCycles);
        done.gas().ifPresent(answer::setGasUsed);
        done.publicValuesHash().map(Fields::bytes).ifPresent(answer::setPublicValuesHash);
      }
      case RequestState.Unfulfillable(UnfulfillableReason.GuestFailed failed, _) ->
          failed.cycles().ifPresent(answer::setCycles);
      case RequestState.Unfulfillable _ -> {}
    }
  }

  private static void putFulfiller(ProofRequest.Builder answer, WorkerId worker) {
    answer.setFulfiller(Fields.bytes(fulfiller(worker))).setFulfillerName(worker.text());
  }

  /** Workers have no key; the last 20 bytes of their id's hash stand in for an address. */
  static Address fulfiller(WorkerId worker) {
    Optional<Address> own = FulfillerId.address(worker);
    if (own.isPresent()) {
      return own.get();
    }
    byte[] hash = Keccak256.digest(worker.text().getBytes(UTF_8));
    return Address.of(Arrays.copyOfRange(hash, hash.length - Address.LENGTH, hash.length));
  }
}
