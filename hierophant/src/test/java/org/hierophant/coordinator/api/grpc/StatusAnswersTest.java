package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.testing.Samples.NOW;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.junit.jupiter.api.Test;

class StatusAnswersTest {
  private final FakeLedgerView ledger = new FakeLedgerView();
  private final StatusAnswers answers = answersAt(NOW);

  private StatusAnswers answersAt(Instant now) {
    PublicUrls urls = new PublicUrls(Optional.empty(), "prover.internal", 9010);
    return new StatusAnswers(ledger, new Answers(urls, Samples.timeAt(now)));
  }

  private RequestView shown(RequestBuilder request) {
    RequestView view = request.build();
    ledger.requests.addFirst(view);
    return view;
  }

  private static RequestBuilder request() {
    return new RequestBuilder(1);
  }

  @Test
  void anUnknownRequestIsUnfulfillableWithAFarDeadline() {
    GetProofRequestStatusResponse status = answers.of(Optional.empty());

    assertThat(status.getFulfillmentStatus()).isEqualTo(4);
    assertThat(status.getExecutionStatus()).isEqualTo(1);
    assertThat(Instant.ofEpochSecond(status.getDeadline())).isAfter(NOW.plus(Duration.ofDays(365)));
    assertThat(status.getRequestTxHash().size()).isEqualTo(32);
  }

  @Test
  void theAnswerAboutAProofIsTheSameWhenItIsKept() {
    RequestView done =
        shown(request().deadlines(NOW.plus(Duration.ofDays(1)).getEpochSecond(), NOW).fulfilled());

    GetProofRequestStatusResponse first = answers.of(Optional.of(done));

    assertThat(first.getFulfillmentStatus()).isEqualTo(3);
    assertThat(answers.kept(done.id())).contains(first);
  }

  @Test
  void aKeptAnswerStaysAheadOfTheClock() {
    RequestView done = shown(request().deadlines(NOW.getEpochSecond(), NOW).fulfilled());
    answers.of(Optional.of(done));
    Instant later = NOW.plus(Duration.ofDays(9));

    GetProofRequestStatusResponse kept = answersAt(later).kept(done.id()).orElseThrow();

    assertThat(kept.getDeadline()).isEqualTo(later.plusSeconds(3_600).getEpochSecond());
  }

  @Test
  void theDeadlineOfWhatHasNoProofDoesNotMove() {
    RequestView ended =
        shown(
            request()
                .deadlines(NOW.getEpochSecond(), NOW)
                .unfulfillable(new UnfulfillableReason.DeadlinePassed()));
    GetProofRequestStatusResponse first = answers.of(Optional.of(ended));

    assertThat(answersAt(NOW.plus(Duration.ofDays(9))).kept(ended.id())).contains(first);
  }

  @Test
  void anOpenRequestIsLookedAtEveryTime() {
    RequestView open = shown(request().leasedTo(RequestBuilder.WORKER));

    answers.of(Optional.of(open));

    assertThat(answers.kept(open.id())).isEmpty();
  }
}
