package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.testing.Samples.NOW;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.Execution;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.ProofRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswersTest {
  private static final String BASE = "http://prover.internal:9010/";
  private static final long FOREVER = -1; // 2^64 - 1

  private final Answers answers = answersAt(NOW);

  private static Answers answersAt(Instant now) {
    return new Answers(
        new PublicUrls(Optional.empty(), "prover.internal", 9010), Samples.timeAt(now));
  }

  private static RequestBuilder request() {
    return new RequestBuilder(1);
  }

  static List<RequestView> allStates() {
    return StatusMappingTest.table().stream()
        .map(line -> request().state(line.state()).build())
        .toList();
  }

  // ---- the wire ----

  @ParameterizedTest
  @MethodSource("allStates")
  void detailsNeverCarryTheFieldsThatTheDialectsEncodeDifferently(RequestView view)
      throws Exception {
    UnknownFieldSet wire = UnknownFieldSet.parseFrom(answers.details(view).toByteArray());

    assertThat(wire.asMap().keySet()).doesNotContain(34, 35).contains(1, 11, 12);
  }

  @Test
  void fieldsOfAClientThatWeDoNotKnowDoNotComeBack() throws Exception {
    ProofRequest details = answers.details(request().whitelist(Samples.address(3)).build());

    assertThat(details.getUnknownFields().asMap()).isEmpty();
    assertThat(UnknownFieldSet.parseFrom(details.toByteArray()).asMap().keySet())
        .isSubsetOf(
            ProofRequest.getDescriptor().getFields().stream().map(f -> f.getNumber()).toList());
  }

  // ---- status ----

  @Test
  void anOpenRequestHasNoProofYet() {
    GetProofRequestStatusResponse status = status(request().leasedTo(RequestBuilder.WORKER));

    assertThat(status.getFulfillmentStatus()).isEqualTo(2);
    assertThat(status.getExecutionStatus()).isEqualTo(1);
    assertThat(status.getRequestTxHash()).isEqualTo(Fields.bytes(Samples.bytes32(0x99)));
    assertThat(status.hasProofUri()).isFalse();
    assertThat(status.hasPublicValuesHash()).isFalse();
  }

  @Test
  void aFinishedRequestNamesTheAbsoluteUrlOfItsProof() {
    GetProofRequestStatusResponse status = status(request().fulfilled());

    assertThat(status.getFulfillmentStatus()).isEqualTo(3);
    assertThat(status.getExecutionStatus()).isEqualTo(2);
    assertThat(status.getProofUri()).matches(BASE.replace(".", "\\.") + "PROOF_[0-9a-f-]{36}");
    assertThat(status.getPublicValuesHash()).isEqualTo(Fields.bytes(Samples.bytes32(0x55)));
  }

  @Test
  void detailsSayWhatExecutingHasShownBeforeThereIsAProof() {
    Executed executed = new Executed(7_450, OptionalLong.of(9), Samples.bytes32(0x44));
    RequestView leased = request().leasedTo(RequestBuilder.WORKER).build();
    RequestView open = leased.executed(new Execution(executed, true));

    ProofRequest details = answers.details(open);

    assertThat(details.getCycles()).isEqualTo(7_450);
    assertThat(details.getGasUsed()).isEqualTo(9);
    assertThat(details.getPublicValuesHash()).isEqualTo(Fields.bytes(Samples.bytes32(0x44)));
    assertThat(details.getFulfillmentStatus()).isEqualTo(2);
    assertThat(answers.status(open).hasPublicValuesHash()).isFalse();

    ProofRequest hearsay = answers.details(leased.executed(new Execution(executed, false)));

    assertThat(hearsay.getCycles()).isEqualTo(7_450);
    assertThat(hearsay.hasPublicValuesHash()).isFalse();
  }

  // ---- deadlines ----

  @Test
  void anOpenRequestShowsTheLaterOfAskedAndEffectiveDeadline() {
    long asked = NOW.plusSeconds(300).getEpochSecond();

    assertThat(status(request().deadlines(asked, NOW.plusSeconds(14_400))).getDeadline())
        .isEqualTo(NOW.plusSeconds(14_400).getEpochSecond());
    assertThat(status(request().deadlines(asked, NOW.plusSeconds(1))).getDeadline())
        .isEqualTo(asked);
  }

  @Test
  void aProofThatIsPolledAfterItsDeadlineCanStillBeCollected() {
    Answers late = answersAt(NOW.plus(Duration.ofDays(9)));
    RequestView done = request().deadlines(NOW.getEpochSecond(), NOW).fulfilled().build();

    assertThat(late.status(done).getDeadline())
        .isEqualTo(late.details(done).getDeadline())
        .isEqualTo(NOW.plus(Duration.ofDays(9)).plus(Duration.ofHours(1)).getEpochSecond());
  }

  @Test
  void aProofThatIsBeingVerifiedAtTheDeadlineIsWaitedFor() {
    Answers late = answersAt(NOW.plusSeconds(30));
    RequestView made = request().deadlines(NOW.getEpochSecond(), NOW).verifying().build();

    assertThat(late.status(made).getDeadline())
        .isEqualTo(late.details(made).getDeadline())
        .isGreaterThan(NOW.plusSeconds(30).getEpochSecond());
  }

  @Test
  void aFinishedRequestKeepsADeadlineThatIsFarEnough() {
    long asked = NOW.plus(Duration.ofHours(4)).getEpochSecond();

    assertThat(status(request().deadlines(asked, NOW).fulfilled()).getDeadline()).isEqualTo(asked);
  }

  @Test
  void aRequestThatEndedWithoutAProofKeepsItsDeadline() {
    long asked = NOW.minusSeconds(5).getEpochSecond();
    UnfulfillableReason reason = new UnfulfillableReason.DeadlinePassed();

    assertThat(status(request().deadlines(asked, NOW).unfulfillable(reason)).getDeadline())
        .isEqualTo(NOW.getEpochSecond());
  }

  // ---- unsigned numbers ----

  @Test
  void theGreatestUnsignedNumbersComeBackAsTheyCame() {
    RequestBuilder boundless =
        request().deadlines(FOREVER, NOW).limits(FOREVER, FOREVER).minAuctionPeriod(FOREVER);

    ProofRequest open = answers.details(boundless.build());
    ProofRequest done =
        answers.details(
            boundless
                .fulfilledBy(
                    RequestBuilder.WORKER, OptionalLong.of(FOREVER), OptionalLong.of(FOREVER))
                .build());

    assertThat(open.getDeadline()).isEqualTo(FOREVER);
    assertThat(open.getCycleLimit()).isEqualTo(FOREVER);
    assertThat(open.getGasLimit()).isEqualTo(FOREVER);
    assertThat(open.getMinAuctionPeriod()).isEqualTo(FOREVER);
    assertThat(done.getDeadline()).isEqualTo(FOREVER);
    assertThat(done.getCycles()).isEqualTo(FOREVER);
    assertThat(done.getGasUsed()).isEqualTo(FOREVER);
  }

  // ---- details ----

  @Test
  void detailsEchoTheRequest() {
    ProofRequest details =
        answers.details(request().version("sp1-v6.1.0").whitelist(Samples.address(3)).build());

    assertThat(details.getRequestId()).isEqualTo(Fields.bytes(Samples.bytes32(1)));
    assertThat(details.getVkHash()).isEqualTo(Fields.bytes(Samples.bytes32(0x77)));
    assertThat(details.getVersion()).isEqualTo("sp1-v6.1.0");
    assertThat(details.getMode()).isEqualTo(2);
    assertThat(details.getStrategy()).isEqualTo(2);
    assertThat(details.getRequester()).isEqualTo(Fields.bytes(Samples.address(0x46)));
    assertThat(details.getWhitelistList()).containsExactly(Fields.bytes(Samples.address(3)));
    assertThat(details.getCreatedAt()).isEqualTo(NOW.getEpochSecond());
    assertThat(details.getUpdatedAt()).isEqualTo(NOW.plusSeconds(30).getEpochSecond());
    assertThat(details.getTxHash().size()).isEqualTo(32);
    assertThat(details.getProgramPublicUri()).isEqualTo(BASE + details.getProgramUri());
    assertThat(details.getStdinPublicUri()).isEqualTo(BASE + details.getStdinUri());
    assertThat(details.hasFulfiller()).isFalse();
    assertThat(details.hasCycles()).isFalse();
  }

  @Test
  void aPrivateStdinHasNoPublicUrl() {
    ProofRequest details = answers.details(request().privateStdin().build());

    assertThat(details.getStdinPrivate()).isTrue();
    assertThat(details.getStdinPublicUri()).isEmpty();
    assertThat(details.getStdinUri()).startsWith("PRIVATE_STDIN_");
  }

  @Test
  void aFinishedRequestShowsWhatItTook() {
    ProofRequest details = answers.details(request().fulfilled().build());

    assertThat(details.getCycles()).isEqualTo(7_450);
    assertThat(details.getGasUsed()).isEqualTo(1_003_634);
    assertThat(details.getFulfilledAt()).isEqualTo(NOW.plusSeconds(60).getEpochSecond());
    assertThat(details.getPublicValuesHash()).isEqualTo(Fields.bytes(Samples.bytes32(0x55)));
    assertThat(details.getFulfillerName()).isEqualTo(RequestBuilder.WORKER.text());
  }

  @Test
  void whatTheWorkerDidNotCountIsAbsentAndNotZero() {
    ProofRequest details =
        answers.details(
            request()
                .fulfilledBy(RequestBuilder.WORKER, OptionalLong.empty(), OptionalLong.empty())
                .build());

    assertThat(details.hasCycles()).isFalse();
    assertThat(details.hasGasUsed()).isFalse();
  }

  @Test
  void aGuestThatFailedShowsItsCauseAndHowFarItCame() {
    ProofRequest details =
        answers.details(
            request().guestFailed(ExecuteFailureCause.HALT_WITH_NON_ZERO_EXIT_CODE).build());

    assertThat(details.getFulfillmentStatus()).isEqualTo(4);
    assertThat(details.getExecutionStatus()).isEqualTo(3);
    assertThat(details.getExecuteFailCause()).isEqualTo(1);
    assertThat(details.getError()).isEqualTo(1);
    assertThat(details.getCycles()).isEqualTo(77);
  }

  @Test
  void aCancelledRequestSaysSo() {
    ProofRequest details =
        answers.details(request().unfulfillable(new UnfulfillableReason.Cancelled()).build());

    assertThat(details.getIsCanceled()).isTrue();
    assertThat(details.getExecutionStatus()).isEqualTo(1);
  }

  @Test
  void aWorkerHasTheLengthOfAnAddressAndAlwaysTheSame() {
    ByteString first = Fields.bytes(Answers.fulfiller(new WorkerId("a")));

    assertThat(first.size()).isEqualTo(Address.LENGTH);
    assertThat(Fields.bytes(Answers.fulfiller(new WorkerId("a")))).isEqualTo(first);
    assertThat(Fields.bytes(Answers.fulfiller(new WorkerId("b")))).isNotEqualTo(first);
    assertThat(answers.details(request().leasedTo(new WorkerId("a")).build()).getFulfiller())
        .isEqualTo(first);
  }

  private GetProofRequestStatusResponse status(RequestBuilder request) {
    return answers.status(request.build());
  }
}
