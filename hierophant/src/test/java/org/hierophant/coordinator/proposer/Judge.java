package org.hierophant.coordinator.proposer;

import com.google.protobuf.Message;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.network.GetProgramRequest;
import org.hierophant.proto.network.ProofRequest;
import org.jspecify.annotations.Nullable;

/**
 * Knows what went wrong on purpose, and holds everything else against the server: whatever the
 * client suffers must be somebody else's doing.
 */
final class Judge {
  private static final int REQUESTED = 1;
  private static final int ASSIGNED = 2;
  private static final int FULFILLED = 3;
  private static final int UNFULFILLABLE = 4;
  private static final int UNEXECUTED = 1;
  private static final int EXECUTED = 2;
  private static final int UNEXECUTABLE = 3;

  /** A call under way, and an answer at once, may be this far apart. */
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final VirtualTime time;
  private final Plan plan;
  private final Story story;
  private final Excuses excuses;
  private final Ledgerbook book;
  private final Map<RequestId, Row> rows = new HashMap<>();
  private final Map<Sha256, Row> submissions = new HashMap<>();
  private final Map<RequestId, Integer> finals = new HashMap<>();
  private final Set<Row> impatient = new HashSet<>();
  private @Nullable LedgerView view;

  Judge(VirtualTime time, Plan plan, Story story) {
    this.time = time;
    this.plan = plan;
    this.story = story;
    this.excuses = new Excuses(time);
    this.book = new Ledgerbook(time, this);
  }

  Excuses excuses() {
    return excuses;
  }

  void violated(String rule) {
    story.violated(rule, null);
  }

  void tell(String event) {
    story.tell(event);
  }

  // ---- the coordinator ----

  void coordinatorStarted(LedgerView started) {
    view = started;
    story.tell("coordinator started");
    excuses.back();
  }

  void coordinatorStopped() {
    excuses.outage();
    story.tell("coordinator stopped");
  }

  void diskFull(boolean isFull) {
    excuses.diskFull(isFull);
    story.tell("disk is " + (isFull ? "full" : "no longer full"));
  }

  void commitFailed() {
    excuses.commitFailed();
    story.tell("a commit failed");
  }

  void wiped() {
    excuses.wiped();
    finals.clear();
    book.clear();
    story.tell("state is lost");
  }

  void committed(List<Event.Durable> events) {
    events.forEach(book::read);
  }

  void failureMade(RequestId request, WorkerId worker) {
    book.failureMade(request, worker);
    excuses.failureMade(worker);
    story.tell(worker + " makes no proof, or a wrong one");
  }

  /** The worker was told that nobody needs the proof that it has. */
  void proofForgotten(RequestId request, LeaseToken lease, WorkerId worker) {
    boolean isWaitedFor =
        view != null
            && view.request(request)
                .filter(known -> !known.state().isFinal() && !book.isRejected(lease))
                .filter(known -> known.candidate(lease).isEmpty())
                .isPresent();
    if (isWaitedFor) {
      violated("the proof that " + worker + " has of " + name(request) + " is thrown away");
    }
  }

  void transferFailed(WorkerId worker) {
    excuses.transferFailed(worker);
    story.tell(worker + " cannot fetch its input");
  }

  // ---- calls ----

  void wayFailed() {
    excuses.wayFailed();
  }

  /** At the time the server answers. */
  void answered(String method, Message request, Status status) {
    boolean isAllowed =
        switch (status.getCode()) {
          case OK -> true;
          case NOT_FOUND -> request instanceof GetProgramRequest asked && !isRegistered(asked);
          case UNAVAILABLE -> excuses.isDiskFull() && writes(method);
          case FAILED_PRECONDITION ->
              method.equals("RequestProof") && excuses.wipedSince(time.now().minusSeconds(300));
          default -> false;
        };
    if (!isAllowed) {
      violated(method + " is answered " + status);
    }
  }

  private boolean isRegistered(GetProgramRequest asked) {
    VkHash vkHash = VkHash.of(asked.getVkHash().toByteArray());
    return view != null && view.program(vkHash).isPresent();
  }

  private static boolean writes(String method) {
    return switch (method) {
      case "CreateArtifact", "CreateProgram", "RequestProof", "CancelRequest" -> true;
      default -> false;
    };
  }

  void uploaded(int httpStatus) {
    if (httpStatus != 200 && !(httpStatus == 507 && excuses.isDiskFull())) {
      violated("an upload is answered " + httpStatus);
    }
  }

  // ---- the proposer ----

  void submitting(Row row) {
    submissions.put(Sha256.ofContent(row.stdinBytes()), row);
  }

  void requested(Row row) {
    story.tell(row + " requested");
    if (rows.put(row.request, row) != null) {
      violated(row + " was given the id of another");
    }
  }

  void submissionFailed(Row row, Throwable failure) {
    story.tell(row + " could not be requested: " + failure.getMessage());
    if (!(failure instanceof CallFailure)) {
      story.violated(row + " failed by the model's own fault", failure);
    }
    if (!excuses.wayFailedSince(row.submittedAt)
        && !excuses.diskFullSince(row.submittedAt)
        && !excuses.wipedSince(row.submittedAt)) {
      violated(row + " could not be requested for no reason");
    }
  }

  /** A poll of the fault-proof proposer, or a whole loop of the other one. */
  void pollFailed(Instant begun, Throwable failure) {
    story.tell("poll failed: " + failure.getMessage());
    if (!(failure instanceof CallFailure)) {
      story.violated("a poll failed by the model's own fault", failure);
    }
    if (!excuses.wayFailedSince(begun)) {
      violated("a poll failed while the coordinator was there");
    }
  }

  void polled(Row row, Sdk.Polled polled, Optional<ProofRequest> details) {
    var status = polled.status();
    int fulfillment = status.getFulfillmentStatus();
    checkPair(row, fulfillment, status.getExecutionStatus());
    if (Long.compareUnsigned(status.getDeadline(), row.deadline.getEpochSecond()) < 0) {
      violated(row + " has a deadline before its own: " + status.getDeadline());
    }
    Integer before = finals.get(row.request);
    if (before != null && before != fulfillment) {
      violated(row + " was " + before + " and is " + fulfillment);
    }
    if (fulfillment != ASSIGNED) {
      finals.put(row.request, fulfillment);
    }
    if (details.isEmpty()) {
      if (!excuses.wipedSince(row.submittedAt)) {
        violated(row + " is forgotten");
      }
      return;
    }
    ProofRequest known = details.get();
    checkPair(row, known.getFulfillmentStatus(), known.getExecutionStatus());
    Duration age = Duration.between(row.submittedAt, Instant.ofEpochSecond(known.getCreatedAt()));
    if (age.abs().compareTo(Duration.ofHours(3)) > 0) {
      violated(row + " was created at " + known.getCreatedAt());
    }
  }

  private void checkPair(Row row, int fulfillment, int execution) {
    boolean isAllowed =
        switch (fulfillment) {
          case ASSIGNED -> execution == UNEXECUTED || execution == EXECUTED;
          case FULFILLED -> execution == EXECUTED;
          case UNFULFILLABLE -> execution == UNEXECUTED || execution == UNEXECUTABLE;
          case REQUESTED -> false;
          default -> false;
        };
    if (!isAllowed) {
      violated(row + " is reported as " + fulfillment + "/" + execution);
    }
  }

  void cancelled(Row row) {
    violated(row + " is cancelled");
  }

  void completed(Row row, byte[] proof) {
    story.tell(row + " complete");
    if (!Proofs.isRight(proof, row.stdinBytes(), row.mode)) {
      violated(row + " got a wrong proof");
    }
  }

  /** On the client's own clock, whatever the server says. */
  void gaveUp(Row row) {
    story.tell(row + " has taken too long");
    impatient.add(row);
  }

  void timedOut(Row row) {
    story.tell(row + " timed out");
    if (!isPast(row, time.now())) {
      violated(row + " timed out before its deadline");
    }
    book.resultSince(row.request)
        .filter(at -> at.plus(MOMENT).isBefore(time.now()))
        .ifPresent(at -> violated(row + " timed out though its proof is there since " + at));
  }

  /** Deadlines are whole seconds. */
  private static boolean isPast(Row row, Instant moment) {
    return moment.getEpochSecond() >= row.deadline.getEpochSecond();
  }

  void unfulfillable(Row row) {
    Optional<RequestView> known = view == null ? Optional.empty() : view.request(row.request);
    if (known.isEmpty()) {
      story.tell(row + " is unknown");
      if (!excuses.wipedSince(row.submittedAt)) {
        violated(row + " is forgotten");
      }
      return;
    }
    if (!(known.get().state() instanceof RequestState.Unfulfillable(var reason, _))) {
      throw new AssertionError(row + " is told another state than " + known.get().state());
    }
    story.tell(row + " unfulfillable: " + reason.text());
    boolean isForced =
        switch (reason) {
          case UnfulfillableReason.GuestFailed _ -> plan.guestFails(row.stdin());
          case UnfulfillableReason.DeadlinePassed() ->
              isPast(row, time.now().plus(plan.greatestClockError()));
          case UnfulfillableReason.TooManyLosses _, UnfulfillableReason.TooManyFailures _ ->
              true; // each of them was looked at when it came
          case UnfulfillableReason.Cancelled() -> false;
        };
    if (!isForced) {
      violated(row + " is given up for no reason");
    }
  }

  /** Whatever the reason was, it has been judged. */
  void failed(Row row) {
    story.tell(row + " failed");
  }

  void split(Row row, long failures) {
    story.tell(row + " split after " + failures + " failures");
    if (failures <= 2 && !plan.guestFails(row.stdin())) {
      violated(row + " is split for no reason");
    }
  }

  void relayed(Row row) {
    story.tell(row + " relayed");
  }

  // ---- the ledger, as its journal shows it ----

  /**
   * @param begun when the lease that was lost had been granted
   */
  void lost(RequestId request, @Nullable WorkerId worker, Instant begun) {
    story.tell(worker + " lost " + name(request));
    if (!excuses.loss(worker, begun)) {
      violated(worker + " counts as lost for no reason");
    }
  }

  void countedFailures(RequestId request, @Nullable WorkerId worker, int counted, int made) {
    story.tell(worker + " failed at " + name(request));
    if (counted > made) {
      violated(worker + " counts " + counted + " failures, but made " + made);
    }
  }

  private String name(RequestId request) {
    Row row = rows.get(request);
    return row == null ? "a request" : row.toString();
  }

  /** Once everything is proved. */
  void finish() {
    if (view == null) {
      throw new AssertionError("no coordinator ever ran");
    }
    for (RequestView request : view.requests().toList()) {
      Row row = rows.get(request.id());
      if (row == null) {
        Row orphan = submissions.get(request.request().stdin().digest());
        if (orphan == null || orphan.request != null) { // else its answer was lost
          violated("nobody asked for " + request.request().stdin());
        }
      } else if (request.state() instanceof RequestState.Fulfilled
          && row.status == Row.Status.FAILED
          && !impatient.contains(row)
          && book.resultAt(request.id()).isBefore(row.deadline)) {
        violated(row + " failed, but its proof was there in time");
      }
    }
    if (plan.isCalm() && rows.values().stream().anyMatch(r -> r.status == Row.Status.FAILED)) {
      violated("something failed though nothing went wrong");
    }
  }
}
