package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.hierophant.coordinator.artifact.ArtifactTokens.Operation;
import org.hierophant.coordinator.artifact.ArtifactUpload;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.artifact.StoreFullException;
import org.hierophant.coordinator.artifact.UploadResult;
import org.hierophant.coordinator.intake.Rejection.Forbidden;
import org.hierophant.coordinator.intake.Rejection.Missing;
import org.hierophant.coordinator.intake.Rejection.TryLater;
import org.hierophant.coordinator.intake.Rejection.Unmet;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.FailFulfillmentRequestBody;
import org.hierophant.proto.network.FulfillProofRequestBody;
import org.hierophant.proto.network.GetFilteredProofRequestsRequest;
import org.hierophant.proto.network.GetOwnerResponse;
import org.hierophant.proto.network.GetStdinUriRequestBody;
import org.hierophant.proto.network.GetStdinUriResponse;
import org.hierophant.proto.network.ProofRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an unmodified fulfiller of sp1-cluster calls. A proof it hands in is stored and answered at
 * once, and believed only when the same verification as for every worker has said yes.
 *
 * <p><b>Limits.</b> A proof comes in one message, of 64 MiB at most.
 *
 * <p><b>Thread.</b> The pool's; only storing a proof waits, for the disk.
 *
 * <p><b>Source.</b> {@code bin/fulfiller} of sp1-cluster v2.7.2.
 */
final class FulfillerCalls {
  private static final Logger log = LoggerFactory.getLogger(FulfillerCalls.class);
  private static final int PIECE_BYTES = 1 << 16;
  private static final int MAX_TRACE_CHARS = 8_000;

  /** It asks only for what is due later than now: how much later is of no interest. */
  private static final Duration REVOKED_DEADLINE = Duration.ofHours(1);

  private static final int EXECUTION_FAILURE = 1;
  private static final int KEY_MISMATCH = 2;

  private final Fulfillers fulfillers;
  private final LedgerView view;
  private final Answers answers;
  private final PublicUrls urls;
  private final Time time;

  FulfillerCalls(
      Fulfillers fulfillers, LedgerView view, Answers answers, PublicUrls urls, Time time) {
    this.fulfillers = fulfillers;
    this.view = view;
    this.answers = answers;
    this.urls = urls;
    this.time = time;
  }

  /** True if no such call is served here. */
  boolean isAbsent() {
    return fulfillers.isEmpty();
  }

  /** Requests are assigned to the signer's own address. */
  GetOwnerResponse owner(ByteString address) {
    return GetOwnerResponse.newBuilder()
        .setOwner(Fields.bytes(session(Fields.address("address", address)).address()))
        .build();
  }

  /** Empty where the question is not one that only fulfillers ask. */
  Optional<Stream<ProofRequest>> listing(GetFilteredProofRequestsRequest request) {
    if (!request.hasFulfiller() || !request.hasVersion() || !request.hasMinimumDeadline()) {
      return Optional.empty();
    }
    FulfillerSession session =
        fulfillers.of(Fields.address("fulfiller", request.getFulfiller())).orElse(null);
    if (session == null || request.hasExecutionStatus()) {
      return Optional.empty();
    }
    return switch (request.getFulfillmentStatus()) {
      case StatusMapping.ASSIGNED -> Optional.of(assigned(session, request));
      case StatusMapping.UNFULFILLABLE -> Optional.of(revoked(session));
      default -> Optional.empty();
    };
  }

  private Stream<ProofRequest> assigned(
      FulfillerSession session, GetFilteredProofRequestsRequest request) {
    session.polled(version(request.getVersion()));
    RequestFilter filter = RequestFilter.of(request, answers);
    List<RequestView> shown =
        session.assigned().stream()
            .filter(filter::matches)
            .skip(filter.skip())
            .limit(filter.limit())
            .toList();
    return shown.stream()
        .map(
            one -> {
              session.shown(one);
              return answers.details(one);
            });
  }

  private static CircuitVersion version(String text) {
    try {
      return CircuitVersion.ofWire(text);
    } catch (IllegalArgumentException _) {
      throw Fields.invalid("version", '"' + text + '"', "must be a version such as sp1-v6.1.0");
    }
  }

  /** What is no longer its own, as it looks to it: nobody's, and due in the future. */
  private Stream<ProofRequest> revoked(FulfillerSession session) {
    long deadline = time.now().wall().plus(REVOKED_DEADLINE).getEpochSecond();
    return session.revoked().stream()
        .map(
            one ->
                answers.details(one).toBuilder()
                    .setFulfillmentStatus(StatusMapping.UNFULFILLABLE)
                    .setExecutionStatus(StatusMapping.UNEXECUTED)
                    .setFulfiller(Fields.bytes(session.address()))
                    .setDeadline(deadline)
                    .build());
  }

  /** Done once the proof is stored; a repetition changes nothing. */
  CompletionStage<Boolean> fulfill(SignedCall<FulfillProofRequestBody> call) {
    FulfillerSession session = session(call.signer());
    RequestId id = Fields.requestId(call.body().getRequestId());
    ByteString proof = call.body().getProof();
    if (proof.isEmpty()) {
      throw Fields.invalid("proof", "empty", "must be a proof");
    }
    RequestView known = known(id);
    if (known.state().isFinal()
        || known.candidates().stream().anyMatch(one -> one.worker().equals(session.worker()))) {
      return CompletableFuture.completedFuture(true);
    }
    FulfillerSession.Given given = session.lease(id).orElseThrow(() -> notAssigned(id));
    long generation = generation(session);
    StoredArtifact stored = store(given.result(), proof);
    return session
        .ask(
            new Command.StoreResult(
                session.worker(),
                generation,
                id,
                given.lease(),
                stored,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                since(given.leasedAt())),
            generation)
        .thenApply(outcome -> settled(outcome, id));
  }

  private Duration since(Instant start) {
    Duration time = Duration.between(start, this.time.now().wall());
    return time.isNegative() ? Duration.ZERO : time;
  }

  private StoredArtifact store(ArtifactUri uri, ByteString proof) {
    byte[] piece = new byte[PIECE_BYTES];
    try (ArtifactUpload upload = fulfillers.store().openUpload(uri, proof.size())) {
      for (ByteBuffer part : proof.asReadOnlyByteBufferList()) {
        while (part.hasRemaining()) {
          int length = Math.min(part.remaining(), piece.length);
          part.get(piece, 0, length);
          upload.write(piece, 0, length);
        }
      }
      return switch (upload.commit(Optional.empty())) {
        case UploadResult.Stored(var info) -> info.stored();
        case UploadResult.AlreadyStored(var info) -> info.stored();
        case UploadResult.Conflict(var info) -> info.stored(); // the first one handed in counts
        case UploadResult.WrongDigest _ ->
            throw new IllegalStateException("no digest was expected");
      };
    } catch (StoreFullException e) {
      throw new RejectedCallException(new TryLater("no room for the proof: " + e.getMessage()));
    } catch (IOException e) {
      log.atError().setCause(e).log("proof of a fulfiller cannot be stored");
      throw new RejectedCallException(new TryLater("the proof cannot be stored now"));
    }
  }

  /** Done once the failure is recorded: it counts as every worker's does. */
  CompletionStage<Boolean> fail(SignedCall<FailFulfillmentRequestBody> call) {
    FulfillerSession session = session(call.signer());
    RequestId id = Fields.requestId(call.body().getRequestId());
    if (!(known(id).state() instanceof RequestState.Leased leased
        && leased.worker().equals(session.worker()))) {
      throw notAssigned(id);
    }
    long generation = generation(session);
    return session
        .ask(
            new Command.ReportFailure(
                session.worker(), generation, id, leased.lease(), failure(call.body())),
            generation)
        .thenApply(outcome -> settled(outcome, id));
  }

  private static AttemptFailure failure(FailFulfillmentRequestBody body) {
    String trace = body.getErrorTrace().toStringUtf8();
    String detail =
        switch (body.getError()) {
              case EXECUTION_FAILURE -> "the fulfiller says that the program fails";
              case KEY_MISMATCH -> "the fulfiller found another verifying key";
              default -> "the fulfiller failed with error " + body.getError();
            }
            + (trace.isEmpty()
                ? ""
                : ": " + trace.substring(0, Math.min(trace.length(), MAX_TRACE_CHARS)));
    return body.getError() == EXECUTION_FAILURE
        ? new AttemptFailure.Guest(ExecuteFailureCause.UNSPECIFIED, OptionalLong.empty(), detail)
        : new AttemptFailure.Prover(detail);
  }

  /** Where the input of a request that it holds is read. */
  GetStdinUriResponse stdinUri(SignedCall<GetStdinUriRequestBody> call) {
    FulfillerSession session = session(call.signer());
    RequestId id = Fields.requestId(call.body().getRequestId());
    RequestView known = known(id);
    if (!(known.state() instanceof RequestState.Leased leased
        && leased.worker().equals(session.worker()))) {
      throw notAssigned(id);
    }
    ArtifactUri stdin = known.request().stdin().uri();
    String url = urls.download(stdin);
    return GetStdinUriResponse.newBuilder()
        .setStdinUri(
            stdin.type() == ArtifactType.PRIVATE_STDIN
                ? url + "?token=" + fulfillers.tokens().issue(stdin, Operation.READ)
                : url)
        .setExpiresAt(known.request().effectiveDeadline().getEpochSecond())
        .build();
  }

  private FulfillerSession session(Address signer) {
    return fulfillers
        .of(signer)
        .orElseThrow(
            () -> new RejectedCallException(new Forbidden(signer + " is no fulfiller here")));
  }

  private RequestView known(RequestId id) {
    return view.request(id)
        .orElseThrow(() -> new RejectedCallException(new Missing("no request has the id " + id)));
  }

  private static long generation(FulfillerSession session) {
    return session
        .generation()
        .orElseThrow(
            () -> new RejectedCallException(new TryLater("ask for assigned requests first")));
  }

  private static RejectedCallException notAssigned(RequestId id) {
    return new RejectedCallException(new Unmet("request " + id + " is not assigned to you"));
  }

  private static boolean settled(Outcome<Command.Done> outcome, RequestId id) {
    return switch (outcome) {
      case Outcome.Done<Command.Done> _ -> true;
      case Outcome.Refused<Command.Done>(var refusal) ->
          switch (refusal) {
            case Refusal.StaleLease _, Refusal.AlreadyFinal _ -> true; // nothing is left to do
            case Refusal.UnknownRequest _ ->
                throw new RejectedCallException(new Missing("no request has the id " + id));
            case Refusal.StaleConnection _ ->
                throw new RejectedCallException(new TryLater("ask for assigned requests first"));
            default -> throw new RejectedCallException(new TryLater("not now: " + refusal));
          };
    };
  }
}
