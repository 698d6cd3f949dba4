package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hierophant.coordinator.testing.Samples.NOW;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.network.GetFilteredProofRequestsRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFilterTest {
  private static final WorkerId WORKER = new WorkerId("worker-b");
  private static final long AFTER = NOW.plusSeconds(100).getEpochSecond();
  private static final Answers ANSWERS =
      new Answers(new PublicUrls(Optional.empty(), "h", 1), Samples.timeAt(NOW));

  private static final RequestView OPEN = new RequestBuilder(1).build();

  /** A filter, a request that it lets through, and one that it does not. */
  record Case(
      String name,
      Consumer<GetFilteredProofRequestsRequest.Builder> filter,
      RequestView matching,
      RequestView other) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    RequestView done = new RequestBuilder(2).fulfilled().build();
    RequestView failed =
        new RequestBuilder(3).guestFailed(ExecuteFailureCause.EXCEEDED_CYCLE_LIMIT).build();
    RequestView later = new RequestBuilder(4).createdAt(NOW.plusSeconds(100)).build();
    return List.of(
        new Case("fulfillment_status", filter -> filter.setFulfillmentStatus(3), done, OPEN),
        new Case("execution_status", filter -> filter.setExecutionStatus(3), failed, done),
        new Case("execute_fail_cause", filter -> filter.setExecuteFailCause(5), failed, OPEN),
        new Case("error", filter -> filter.setError(1), failed, done),
        new Case(
            "error",
            filter -> filter.setError(3),
            new RequestBuilder(5).unfulfillable(new UnfulfillableReason.TooManyLosses(8)).build(),
            failed),
        new Case(
            "version",
            filter -> filter.setVersion("sp1-v5.0.0"),
            new RequestBuilder(6).version("sp1-v5.0.0").build(),
            OPEN),
        new Case(
            "version",
            filter -> filter.setVersion("v5.0.0"),
            new RequestBuilder(6).version("sp1-v5.0.0").build(),
            OPEN),
        new Case(
            "version",
            filter -> filter.setVersion("sp1-v5.0.0"),
            new RequestBuilder(6).version("v5.0.0").build(),
            OPEN),
        new Case(
            "mode",
            filter -> filter.setMode(4),
            new RequestBuilder(7).mode(ProofMode.GROTH16).build(),
            OPEN),
        new Case(
            "vk_hash",
            filter -> filter.setVkHash(Fields.bytes(Samples.bytes32(8))),
            new RequestBuilder(8).vkHash(Samples.vkHash(8)).build(),
            OPEN),
        new Case(
            "requester",
            filter -> filter.setRequester(Fields.bytes(Samples.address(9))),
            new RequestBuilder(9).requester(Samples.address(9)).build(),
            OPEN),
        new Case(
            "fulfiller",
            filter -> filter.setFulfiller(Fields.bytes(Answers.fulfiller(WORKER))),
            new RequestBuilder(10).leasedTo(WORKER).build(),
            new RequestBuilder(11).leasedTo(new WorkerId("worker-c")).build()),
        new Case(
            "fulfiller",
            filter -> filter.setFulfiller(Fields.bytes(Answers.fulfiller(RequestBuilder.WORKER))),
            done,
            OPEN),
        new Case(
            "minimum_deadline",
            filter -> filter.setMinimumDeadline(AFTER),
            new RequestBuilder(12).deadlines(AFTER, NOW).build(),
            new RequestBuilder(13).deadlines(AFTER - 1, NOW).build()),
        new Case(
            "minimum_deadline",
            filter -> filter.setMinimumDeadline(AFTER),
            new RequestBuilder(12).deadlines(-1, NOW).build(),
            new RequestBuilder(13).deadlines(AFTER - 1, NOW).build()),
        new Case("from", filter -> filter.setFrom(AFTER), later, OPEN),
        new Case("to", filter -> filter.setTo(AFTER - 1), OPEN, later));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFilterLetsThroughWhatItNames(Case one) {
    RequestFilter filter = filter(one.filter());

    assertThat(filter.matches(one.matching())).isTrue();
    assertThat(filter.matches(one.other())).isFalse();
  }

  @Test
  void everyFieldOfTheMessageIsAFilterOrPartOfPaging() {
    assertThat(cases().stream().map(Case::name).distinct())
        .containsExactlyInAnyOrderElementsOf(
            GetFilteredProofRequestsRequest.getDescriptor().getFields().stream()
                .map(FieldDescriptor::getName)
                .filter(
                    name ->
                        !List.of("limit", "page", "not_bid_by", "settlement_status").contains(name))
                .toList());
    assertThat(GetFilteredProofRequestsRequest.getDescriptor().getFields()).hasSize(16);
  }

  @Test
  void allFiltersMustHold() {
    RequestFilter filter = filter(request -> request.setMode(2).setFulfillmentStatus(3));

    assertThat(filter.matches(new RequestBuilder(1).fulfilled().build())).isTrue();
    assertThat(filter.matches(OPEN)).isFalse();
    assertThat(filter.matches(new RequestBuilder(1).mode(ProofMode.CORE).fulfilled().build()))
        .isFalse();
  }

  @Test
  void noFilterLetsEverythingThrough() {
    assertThat(AnswersTest.allStates()).allMatch(filter(_ -> {})::matches);
  }

  @Test
  void nothingIsEverRequested() {
    assertThat(AnswersTest.allStates())
        .noneMatch(filter(request -> request.setFulfillmentStatus(1))::matches);
  }

  @Test
  void nobodyBidsAndNothingIsSettled() {
    RequestFilter bids = filter(request -> request.setNotBidBy(Fields.bytes(Samples.address(1))));

    assertThat(bids.matches(OPEN)).isTrue();
    assertThat(filter(request -> request.setSettlementStatus(0)).matches(OPEN)).isTrue();
    assertThat(filter(request -> request.setSettlementStatus(2)).matches(OPEN)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sp1-", "v6 1", "sp1-v6.1"})
  void aVersionThatNobodyAskedForMatchesNothing(String version) {
    assertThat(filter(request -> request.setVersion(version)).matches(OPEN)).isFalse();
  }

  @Test
  void timesAreUnsigned() {
    assertThat(filter(request -> request.setTo(-1)).matches(OPEN)).isTrue();
    assertThat(filter(request -> request.setFrom(-1)).matches(OPEN)).isFalse();
    assertThat(filter(request -> request.setMinimumDeadline(-1)).matches(OPEN)).isFalse();
  }

  @Test
  void aPageHasTenRequestsUnlessToldOtherwiseAndAThousandAtMost() {
    assertThat(filter(_ -> {}).limit()).isEqualTo(10);
    assertThat(filter(request -> request.setLimit(0)).limit()).isEqualTo(10);
    assertThat(filter(request -> request.setLimit(7)).limit()).isEqualTo(7);
    assertThat(filter(request -> request.setLimit(1_000)).limit()).isEqualTo(1_000);
    assertThat(filter(request -> request.setLimit(1_001)).limit()).isEqualTo(1_000);
    assertThat(filter(request -> request.setLimit(-1)).limit()).isEqualTo(1_000);
  }

  @Test
  void pagesCountFromOne() {
    assertThat(filter(_ -> {}).skip()).isZero();
    assertThat(filter(request -> request.setPage(0)).skip()).isZero();
    assertThat(filter(request -> request.setPage(1)).skip()).isZero();
    assertThat(filter(request -> request.setPage(3).setLimit(7)).skip()).isEqualTo(14);
    assertThat(filter(request -> request.setPage(-1).setLimit(1_000)).skip())
        .isEqualTo(4_294_967_294_000L);
  }

  @Test
  void aHashOrAddressOfAnotherLengthIsRefusedByName() {
    ByteString wrong = ByteString.copyFrom(new byte[] {1, 2, 3});

    refuses(request -> request.setVkHash(wrong), "vk_hash must have 32 bytes, not 3 (0x010203)");
    refuses(request -> request.setRequester(wrong), "requester must have 20 bytes, not 3");
    refuses(request -> request.setFulfiller(wrong), "fulfiller must have 20 bytes, not 3");
    refuses(request -> request.setNotBidBy(wrong), "not_bid_by must have 20 bytes, not 3");
  }

  private static void refuses(
      Consumer<GetFilteredProofRequestsRequest.Builder> request, String message) {
    assertThatThrownBy(() -> filter(request))
        .isInstanceOf(RejectedCallException.class)
        .hasMessageContaining(message);
  }

  private static RequestFilter filter(Consumer<GetFilteredProofRequestsRequest.Builder> request) {
    GetFilteredProofRequestsRequest.Builder builder = GetFilteredProofRequestsRequest.newBuilder();
    request.accept(builder);
    return RequestFilter.of(builder.build(), ANSWERS);
  }
}
