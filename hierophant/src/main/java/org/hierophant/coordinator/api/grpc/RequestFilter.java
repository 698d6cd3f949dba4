package org.hierophant.coordinator.api.grpc;

import java.util.Optional;
import java.util.function.Predicate;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.network.GetFilteredProofRequestsRequest;

/**
 * The sixteen filters of GetFilteredProofRequests, all of which must hold.
 *
 * <p><b>Limits.</b> {@code limit} is 10 by default and 1,000 at most; pages count from 1. Numbers
 * are unsigned. The fields 17 and 18 differ in meaning by dialect and are ignored.
 */
final class RequestFilter {
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 1_000;
  private static final int NO_SETTLEMENT = 0;

  private final Predicate<RequestView> matches;
  private final int limit;
  private final long skip;

  private RequestFilter(Predicate<RequestView> matches, int limit, long skip) {
    this.matches = matches;
    this.limit = limit;
    this.skip = skip;
  }

  boolean matches(RequestView view) {
    return matches.test(view);
  }

  /** Most requests of one answer. */
  int limit() {
    return limit;
  }

  /** Matching requests on earlier pages. */
  long skip() {
    return skip;
  }

  /**
   * @param answers knows the deadlines that clients are told
   * @throws RejectedCallException if a hash or address has a wrong length
   */
  static RequestFilter of(GetFilteredProofRequestsRequest request, Answers answers) {
    int limit =
        request.hasLimit() && request.getLimit() != 0
            ? (int) Math.min(Integer.toUnsignedLong(request.getLimit()), MAX_LIMIT)
            : DEFAULT_LIMIT;
    long page = Math.max(1, Integer.toUnsignedLong(request.getPage()));
    return new RequestFilter(
        byStatus(request).and(byPeople(request)).and(byContent(request, answers)),
        limit,
        (page - 1) * limit);
  }

  private static Predicate<RequestView> byStatus(GetFilteredProofRequestsRequest request) {
    return view -> {
      StatusMapping status = StatusMapping.of(view.state());
      return (!request.hasFulfillmentStatus()
              || request.getFulfillmentStatus() == status.fulfillment())
          && (!request.hasExecutionStatus() || request.getExecutionStatus() == status.execution())
          && (!request.hasExecuteFailCause() || request.getExecuteFailCause() == status.cause())
          && (!request.hasError() || request.getError() == status.error())
          && (!request.hasSettlementStatus() || request.getSettlementStatus() == NO_SETTLEMENT);
    };
  }

  private static Predicate<RequestView> byPeople(GetFilteredProofRequestsRequest request) {
    if (request.hasNotBidBy()) { // nobody bids here: every request passes
      Fields.address("not_bid_by", request.getNotBidBy());
    }
    Predicate<RequestView> all = _ -> true;
    if (request.hasRequester()) {
      Address requester = Fields.address("requester", request.getRequester());
      all = all.and(view -> view.request().requester().equals(requester));
    }
    if (request.hasFulfiller()) {
      Address fulfiller = Fields.address("fulfiller", request.getFulfiller());
      all =
          all.and(
              view ->
                  worker(view.state())
                      .filter(id -> Answers.fulfiller(id).equals(fulfiller))
                      .isPresent());
    }
    return all;
  }

  private static Optional<WorkerId> worker(RequestState state) {
    return switch (state) {
      case RequestState.Leased leased -> Optional.of(leased.worker());
      case RequestState.Fulfilled done -> Optional.of(done.worker());
      case RequestState.Queued _, RequestState.Verifying _, RequestState.Unfulfillable _ ->
          Optional.empty();
    };
  }

  private static Predicate<RequestView> byContent(
      GetFilteredProofRequestsRequest request, Answers answers) {
    Predicate<RequestView> all = _ -> true;
    if (request.hasVkHash()) {
      Bytes32 vkHash = Fields.bytes32("vk_hash", request.getVkHash());
      all = all.and(view -> view.request().vkHash().value().equals(vkHash));
    }
    if (request.hasVersion()) {
      String version = bare(request.getVersion());
      all = all.and(view -> view.request().circuitVersion().text().equals(version));
    }
    if (request.hasMode()) {
      all = all.and(view -> view.request().mode().number() == request.getMode());
    }
    if (request.hasMinimumDeadline()) {
      all = all.and(view -> isAtLeast(answers.deadline(view), request.getMinimumDeadline()));
    }
    if (request.hasFrom()) {
      all = all.and(view -> isAtLeast(createdAt(view), request.getFrom()));
    }
    if (request.hasTo()) {
      all = all.and(view -> isAtLeast(request.getTo(), createdAt(view)));
    }
    return all;
  }

  /**
   * Without the prefix that the network API puts before versions; anything else matches nothing.
   */
  private static String bare(String version) {
    try {
      return CircuitVersion.ofWire(version).text();
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private static long createdAt(RequestView view) {
    return view.request().createdAt().getEpochSecond();
  }

  private static boolean isAtLeast(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0;
  }
}
