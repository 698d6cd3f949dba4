package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.intake.Cancellation;
import org.hierophant.coordinator.intake.ProgramDraft;
import org.hierophant.coordinator.intake.Registration;
import org.hierophant.coordinator.intake.Rejection.Missing;
import org.hierophant.coordinator.intake.Submission;
import org.hierophant.coordinator.intake.Verdict;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.proto.network.AddressRequest;
import org.hierophant.proto.network.CancelRequestRequestBody;
import org.hierophant.proto.network.CreateProgramRequestBody;
import org.hierophant.proto.network.Empty;
import org.hierophant.proto.network.FailFulfillmentRequestBody;
import org.hierophant.proto.network.FulfillProofRequestBody;
import org.hierophant.proto.network.GetBalanceResponse;
import org.hierophant.proto.network.GetFilteredProofRequestsRequest;
import org.hierophant.proto.network.GetFilteredProofRequestsResponse;
import org.hierophant.proto.network.GetMarketPricePerPguResponse;
import org.hierophant.proto.network.GetNonceRequest;
import org.hierophant.proto.network.GetNonceResponse;
import org.hierophant.proto.network.GetOwnerResponse;
import org.hierophant.proto.network.GetProgramRequest;
import org.hierophant.proto.network.GetProgramResponse;
import org.hierophant.proto.network.GetProofRequestDetailsResponse;
import org.hierophant.proto.network.GetProofRequestParamsRequest;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.GetProversByUptimeRequest;
import org.hierophant.proto.network.GetProversByUptimeResponse;
import org.hierophant.proto.network.GetStdinUriRequestBody;
import org.hierophant.proto.network.GetStdinUriResponse;
import org.hierophant.proto.network.Program;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.proto.network.ProverNetworkGrpc.ProverNetworkImplBase;
import org.hierophant.proto.network.RequestIdRequest;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.hierophant.proto.network.RequestProofResponse;
import org.hierophant.proto.network.RequestProofResponseBody;
import org.hierophant.proto.network.SignedRequest;
import org.hierophant.proto.network.TxResponse;

/**
 * {@code network.ProverNetwork}: the requester's side, and what a fulfiller calls where one may
 * attach. The auction is UNIMPLEMENTED.
 *
 * <p><b>Thread.</b> Called on the event loop. Reads from memory are answered there; what recovers a
 * signer, scans or waits goes to the pool.
 */
public final class ProverNetworkService extends ProverNetworkImplBase {
  /** Clients refuse more than 4 MiB; the rest is for framing. */
  private static final int MAX_ANSWER_BYTES = (4 << 20) - (64 << 10);

  private final LedgerView view;
  private final Registration programs;
  private final Submission submission;
  private final Cancellation cancellation;
  private final Answers answers;
  private final StatusAnswers statuses;
  private final Market market;
  private final FulfillerCalls fulfillers;
  private final CallPool pool;

  /**
   * @param pool owned by the caller
   */
  ProverNetworkService(
      LedgerView view,
      Registration programs,
      Submission submission,
      Cancellation cancellation,
      PublicUrls urls,
      Fulfillers fulfillers,
      Time time,
      CallPool pool) {
    this.view = view;
    this.programs = programs;
    this.submission = submission;
    this.cancellation = cancellation;
    this.answers = new Answers(urls, time);
    this.statuses = new StatusAnswers(view, answers);
    this.market = new Market(time);
    this.fulfillers = new FulfillerCalls(fulfillers, view, answers, urls, time);
    this.pool = pool;
  }

  // ---- reads from memory, on the event loop; just after a start some wait for the journal ----

  @Override
  public void getProofRequestStatus(
      RequestIdRequest request, StreamObserver<GetProofRequestStatusResponse> observer) {
    CallPool.attempt(
        observer,
        () -> {
          RequestId id = Fields.requestId(request.getRequestId());
          Optional<GetProofRequestStatusResponse> kept = statuses.kept(id);
          if (kept.isPresent()) {
            CallPool.reply(observer, kept.get());
          } else {
            pool.answerFrom(view.find(id), observer, statuses::of);
          }
        });
  }

  @Override
  public void getProofRequestDetails(
      RequestIdRequest request, StreamObserver<GetProofRequestDetailsResponse> observer) {
    CallPool.attempt(
        observer,
        () ->
            pool.answerFrom(
                view.find(Fields.requestId(request.getRequestId())),
                observer,
                found -> {
                  GetProofRequestDetailsResponse.Builder answer =
                      GetProofRequestDetailsResponse.newBuilder();
                  found.map(answers::details).ifPresent(answer::setRequest);
                  return answer.build();
                }));
  }

  @Override
  public void getNonce(GetNonceRequest request, StreamObserver<GetNonceResponse> observer) {
    CallPool.attempt(
        observer,
        () -> {
          Address address = Fields.address("address", request.getAddress());
          pool.answerFrom(
              view.whole(),
              observer,
              _ -> GetNonceResponse.newBuilder().setNonce(view.nonce(address)).build());
        });
  }

  @Override
  public void getProgram(GetProgramRequest request, StreamObserver<GetProgramResponse> observer) {
    CallPool.attempt(
        observer,
        () -> {
          VkHash vkHash = Fields.vkHash(request.getVkHash());
          ProgramRecord program =
              programs
                  .find(vkHash)
                  .orElseThrow(
                      () ->
                          new RejectedCallException(
                              new Missing("no program is registered under vk_hash " + vkHash)));
          CallPool.reply(
              observer, GetProgramResponse.newBuilder().setProgram(answer(program)).build());
        });
  }

  private static Program answer(ProgramRecord program) {
    return Program.newBuilder()
        .setVkHash(Fields.bytes(program.vkHash().value()))
        .setVk(ByteString.copyFrom(program.vk()))
        .setProgramUri(program.elf().uri().toString())
        .setOwner(Fields.bytes(program.owner()))
        .setCreatedAt(program.createdAt().getEpochSecond())
        .build();
  }

  @Override
  public void getBalance(AddressRequest request, StreamObserver<GetBalanceResponse> observer) {
    CallPool.attempt(
        observer,
        () -> {
          Fields.address("address", request.getAddress());
          CallPool.reply(observer, market.balance());
        });
  }

  @Override
  public void getProofRequestParams(
      GetProofRequestParamsRequest request,
      StreamObserver<GetProofRequestParamsResponse> observer) {
    CallPool.attempt(
        observer,
        () -> {
          Fields.mode(request.getMode());
          CallPool.reply(observer, market.parameters());
        });
  }

  @Override
  public void getProversByUptime(
      GetProversByUptimeRequest request, StreamObserver<GetProversByUptimeResponse> observer) {
    CallPool.attempt(observer, () -> CallPool.reply(observer, market.provers()));
  }

  @Override
  public void getMarketPricePerPgu(
      Empty request, StreamObserver<GetMarketPricePerPguResponse> observer) {
    CallPool.attempt(observer, () -> CallPool.reply(observer, market.price()));
  }

  // ---- on the pool ----

  @Override
  public void getFilteredProofRequests(
      GetFilteredProofRequestsRequest request,
      StreamObserver<GetFilteredProofRequestsResponse> observer) {
    pool.answerAfter(
        view.whole(),
        observer,
        () -> answer(fulfillers.listing(request).orElseGet(() -> page(request))));
  }

  private Stream<ProofRequest> page(GetFilteredProofRequestsRequest request) {
    RequestFilter filter = RequestFilter.of(request, answers);
    return view.requests()
        .filter(filter::matches)
        .skip(filter.skip())
        .limit(filter.limit())
        .map(answers::details);
  }

  private static GetFilteredProofRequestsResponse answer(Stream<ProofRequest> requests) {
    GetFilteredProofRequestsResponse.Builder answer = GetFilteredProofRequestsResponse.newBuilder();
    Iterator<ProofRequest> matching = requests.iterator();
    int bytes = 0;
    while (matching.hasNext()) {
      ProofRequest next = matching.next();
      bytes += CodedOutputStream.computeMessageSize(1, next);
      if (bytes > MAX_ANSWER_BYTES) {
        break;
      }
      answer.addRequests(next);
    }
    return answer.build();
  }

  @Override
  public void createProgram(SignedRequest request, StreamObserver<TxResponse> observer) {
    pool.answerLater(
        observer,
        () -> {
          SignedCall<CreateProgramRequestBody> call =
              SignedCall.open(request, CreateProgramRequestBody.parser());
          ProgramDraft draft =
              new ProgramDraft(
                  call.signer(),
                  Fields.vkHash(call.body().getVkHash()),
                  call.body().getVk().toByteArray(),
                  Fields.artifactUri("program_uri", call.body().getProgramUri()));
          return transaction(programs.register(draft), call.txHash());
        });
  }

  @Override
  public void requestProof(SignedRequest request, StreamObserver<RequestProofResponse> observer) {
    pool.answerLater(
        observer,
        () -> {
          SignedCall<RequestProofRequestBody> call =
              SignedCall.open(request, RequestProofRequestBody.parser());
          return submission
              .submit(ProofBodies.draft(call))
              .thenApply(
                  verdict ->
                      RequestProofResponse.newBuilder()
                          .setTxHash(Fields.bytes(call.txHash()))
                          .setBody(
                              RequestProofResponseBody.newBuilder()
                                  .setRequestId(Fields.bytes(accepted(verdict).value())))
                          .build());
        });
  }

  @Override
  public void cancelRequest(SignedRequest request, StreamObserver<TxResponse> observer) {
    pool.answerLater(
        observer,
        () -> {
          SignedCall<CancelRequestRequestBody> call =
              SignedCall.open(request, CancelRequestRequestBody.parser());
          return transaction(
              cancellation.cancel(Fields.requestId(call.body().getRequestId()), call.signer()),
              call.txHash());
        });
  }

  // ---- fulfillers ----

  @Override
  public void getOwner(AddressRequest request, StreamObserver<GetOwnerResponse> observer) {
    if (fulfillers.isAbsent()) {
      super.getOwner(request, observer);
    } else {
      CallPool.attempt(
          observer, () -> CallPool.reply(observer, fulfillers.owner(request.getAddress())));
    }
  }

  @Override
  public void fulfillProof(SignedRequest request, StreamObserver<TxResponse> observer) {
    if (fulfillers.isAbsent()) {
      super.fulfillProof(request, observer);
    } else {
      pool.answerLaterAfter(
          view.whole(),
          observer,
          () -> {
            var call = SignedCall.open(request, FulfillProofRequestBody.parser());
            return fulfillers.fulfill(call).thenApply(_ -> transaction(call.txHash()));
          });
    }
  }

  @Override
  public void failFulfillment(SignedRequest request, StreamObserver<TxResponse> observer) {
    if (fulfillers.isAbsent()) {
      super.failFulfillment(request, observer);
    } else {
      pool.answerLaterAfter(
          view.whole(),
          observer,
          () -> {
            var call = SignedCall.open(request, FailFulfillmentRequestBody.parser());
            return fulfillers.fail(call).thenApply(_ -> transaction(call.txHash()));
          });
    }
  }

  @Override
  public void getStdinUri(SignedRequest request, StreamObserver<GetStdinUriResponse> observer) {
    if (fulfillers.isAbsent()) {
      super.getStdinUri(request, observer);
    } else {
      pool.answerAfter(
          view.whole(),
          observer,
          () -> fulfillers.stdinUri(SignedCall.open(request, GetStdinUriRequestBody.parser())));
    }
  }

  private static <T> CompletionStage<TxResponse> transaction(
      CompletionStage<Verdict<T>> stage, Bytes32 txHash) {
    return stage.thenApply(
        verdict -> {
          accepted(verdict);
          return transaction(txHash);
        });
  }

  private static TxResponse transaction(Bytes32 txHash) {
    return TxResponse.newBuilder()
        .setTxHash(Fields.bytes(txHash))
        .setBody(Empty.getDefaultInstance())
        .build();
  }

  private static <T> T accepted(Verdict<T> verdict) {
    return switch (verdict) {
      case Verdict.Accepted<T>(var answer) -> answer;
      case Verdict.Rejected<T>(var why) -> throw new RejectedCallException(why);
    };
  }
}
