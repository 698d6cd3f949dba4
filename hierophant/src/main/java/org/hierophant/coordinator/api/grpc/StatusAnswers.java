package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.GetProofRequestStatusResponse;

/**
 * What every client asks for all the time. The answer about a finished request never changes but
 * for its deadline, so it is encoded once and kept beside the request: with 100,000 of them in
 * memory, reading one array instead of a score of objects is what keeps a call as fast as with 100.
 *
 * <p><b>Thread.</b> Any; reads memory only.
 */
final class StatusAnswers {
  /** 9999-12-31: far away for every client, and no overflow for any. */
  private static final long FAR_FUTURE_SECONDS = 253_402_300_799L;

  private static final GetProofRequestStatusResponse UNKNOWN =
      GetProofRequestStatusResponse.newBuilder()
          .setFulfillmentStatus(StatusMapping.UNKNOWN.fulfillment())
          .setExecutionStatus(StatusMapping.UNKNOWN.execution())
          .setRequestTxHash(Fields.bytes(Bytes32.ZERO))
          .setDeadline(FAR_FUTURE_SECONDS)
          .build();

  private final LedgerView view;
  private final Answers answers;

  StatusAnswers(LedgerView view, Answers answers) {
    this.view = view;
    this.answers = answers;
  }

  /** The answer, if somebody has had it before and it holds still. */
  Optional<GetProofRequestStatusResponse> kept(RequestId id) {
    return view.kept(id).map(this::dated);
  }

  /** What is final is kept for the next who asks. */
  GetProofRequestStatusResponse of(Optional<RequestView> known) {
    if (known.isEmpty()) {
      return UNKNOWN;
    }
    GetProofRequestStatusResponse answer = answers.status(known.get());
    if (known.get().state().isFinal()) {
      view.keep(known.get(), answer.toByteArray());
    }
    return answer;
  }

  /** The deadline of a proof moves on with the clock. */
  private GetProofRequestStatusResponse dated(byte[] kept) {
    GetProofRequestStatusResponse.Builder answer = GetProofRequestStatusResponse.newBuilder();
    try {
      answer.mergeFrom(kept);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a kept answer cannot be read", e);
    }
    if (answer.getFulfillmentStatus() == StatusMapping.FULFILLED) {
      answer.setDeadline(answers.stillAhead(answer.getDeadline()));
    }
    return answer.build();
  }
}
