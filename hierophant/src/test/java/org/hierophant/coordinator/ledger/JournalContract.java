package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.RandomRecords;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.WorkerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every journal must do; a test class of each journal extends this. */
public abstract class JournalContract {
  private static final Instant LATER = Instant.parse("2026-11-25T13:00:00.000000001Z");

  protected final RandomRecords records = new RandomRecords(1);
  protected Journal journal;

  /** Opens the journal of this test, or opens it again after {@link Journal#close}. */
  protected abstract Journal open() throws JournalException;

  @BeforeEach
  void openJournal() throws JournalException {
    journal = open();
  }

  @AfterEach
  void closeJournal() throws JournalException {
    journal.close();
  }

  // ---- requests ----

  @Test
  void anEmptyJournalHoldsNothing() throws JournalException {
    assertThat(reloaded()).isEqualTo(Snapshot.EMPTY);
  }

  @Test
  void anAcceptedRequestIsQueuedWithAnUnusedBudget() throws JournalException {
    ProofRequest request = records.request();

    commit(new Event.RequestAccepted(request, 7));

    assertThat(reloaded().requests())
        .containsExactly(
            view(request, 7, new RequestState.Queued(Budget.UNUSED), request.createdAt()));
  }

  @Test
  void everyFieldOfARequestIsKept() throws JournalException {
    List<ProofRequest> requests = Stream.generate(records::request).limit(300).toList();

    commitAll(
        IntStream.range(0, 300).mapToObj(i -> accepted(requests.get(i), 1 + 3L * i)).toList());

    assertThat(reloaded().requests())
        .extracting(RequestView::request)
        .containsExactlyElementsOf(requests);
    assertThat(reloaded().requests()).extracting(RequestView::sequence).endsWith(895L, 898L);
  }

  @Test
  void unsignedNumbersAreKeptToTheLastBit() throws JournalException {
    ProofRequest low = numbers(0, 0, 0, 0);
    ProofRequest high = numbers(-1, Long.MIN_VALUE, Long.MAX_VALUE, -2);

    commit(accepted(low, 1), accepted(high, Long.MAX_VALUE));

    assertThat(reloaded().requests()).extracting(RequestView::request).containsExactly(low, high);
  }

  @Test
  void theEffectiveDeadlineMayBeAnyInstant() throws JournalException {
    List<Instant> deadlines =
        List.of(
            Instant.parse("9999-12-31T23:59:59Z"),
            Instant.parse("2262-04-11T23:47:16.854775808Z"),
            Instant.MAX,
            Instant.MIN);

    commitAll(
        IntStream.range(0, deadlines.size())
            .mapToObj(i -> accepted(request(deadlines.get(i), List.of(), Optional.empty()), 1 + i))
            .toList());

    assertThat(reloaded().requests())
        .extracting(view -> view.request().effectiveDeadline())
        .containsExactlyElementsOf(deadlines);
  }

  @Test
  void whitelistsAndExpectedValuesMayBeThereOrNot() throws JournalException {
    Address one = records.address();
    Address two = records.address();
    ProofRequest without = request(LATER, List.of(), Optional.empty());
    ProofRequest with = request(LATER, List.of(two, one, two), Optional.of(records.hash()));
    ProofRequest zeros = request(LATER, List.of(Address.ZERO), Optional.of(Bytes32.ZERO));

    commit(accepted(without, 1), accepted(with, 2), accepted(zeros, 3));

    assertThat(reloaded().requests())
        .extracting(RequestView::request)
        .containsExactly(without, with, zeros);
  }

  @Test
  void requestsThatDifferInOneWordAreNotMixedUp() throws JournalException {
    // What requests have in common is kept or read once: nearly the same must stay apart.
    List<ProofRequest> requests =
        Stream.of("v6", "v6 ", " v6", "v6 0 ", "6 v", "").map(this::version).toList();

    commitAll(
        IntStream.range(0, requests.size())
            .mapToObj(i -> accepted(requests.get(i), 1 + i))
            .toList());

    assertThat(reloaded().requests())
        .extracting(RequestView::request)
        .containsExactlyElementsOf(requests);
  }

  // ---- states ----

  static Stream<RequestState> states() {
    RandomRecords records = new RandomRecords(2);
    Attempt attempt = records.attempt();
    Candidate candidate = records.candidate(attempt);
    StoredArtifact proof = records.artifact(ArtifactType.PROOF);
    WorkerId worker = records.worker();
    Stream<RequestState> fixed =
        Stream.of(
            new RequestState.Queued(new Budget(1, 2, 3, Set.of())),
            new RequestState.Queued(new Budget(9, 8, 7, Set.of(worker, new WorkerId("other")))),
            records.leased(attempt),
            records.verifying(candidate),
            new RequestState.Fulfilled(
                proof, OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), worker, LATER),
            new RequestState.Fulfilled(
                proof,
                OptionalLong.of(0),
                OptionalLong.of(-1),
                Optional.of(Bytes32.ZERO),
                worker,
                LATER),
            new RequestState.Fulfilled(
                new StoredArtifact(proof.uri(), proof.digest(), 0),
                OptionalLong.of(Long.MIN_VALUE),
                OptionalLong.empty(),
                Optional.of(records.hash()),
                worker,
                LATER));
    Stream<RequestState> reasons =
        records.reasons().stream().map(reason -> new RequestState.Unfulfillable(reason, LATER));
    Stream<RequestState> causes =
        Arrays.stream(ExecuteFailureCause.values())
            .map(cause -> new UnfulfillableReason.GuestFailed(cause, OptionalLong.empty(), ""))
            .map(reason -> new RequestState.Unfulfillable(reason, LATER));
    return Stream.of(fixed, reasons, causes).flatMap(states -> states);
  }

  @ParameterizedTest
  @MethodSource("states")
  void everyStateIsKept(RequestState state) throws JournalException {
    ProofRequest request = records.request();
    commit(accepted(request, 3));

    commit(new Event.RequestMoved(request.id(), 3, state, LATER));

    assertThat(reloaded().requests()).containsExactly(view(request, 3, state, LATER));
  }

  @ParameterizedTest
  @MethodSource("states")
  void aStateLeavesNothingOfTheOneBefore(RequestState state) throws JournalException {
    ProofRequest request = records.request();
    Attempt attempt = records.attempt();
    commit(
        accepted(request, 3),
        new Event.RequestMoved(request.id(), 3, records.leased(attempt), LATER),
        new Event.RequestMoved(
            request.id(), 3, records.verifying(records.candidate(attempt)), LATER));

    commit(new Event.RequestMoved(request.id(), 3, state, LATER.plusNanos(1)));

    assertThat(reloaded().requests()).containsExactly(view(request, 3, state, LATER.plusNanos(1)));
  }

  @Test
  void aMoveTouchesNoOtherRequest() throws JournalException {
    ProofRequest one = records.request();
    ProofRequest two = records.request();
    commit(accepted(one, 1), accepted(two, 2));
    RequestState fulfilled = records.fulfilled();

    commit(new Event.RequestMoved(two.id(), 2, fulfilled, LATER));

    assertThat(reloaded().requests())
        .containsExactly(
            view(one, 1, new RequestState.Queued(Budget.UNUSED), one.createdAt()),
            view(two, 2, fulfilled, LATER));
  }

  @Test
  void longAndForeignTextsAreKept() throws JournalException {
    String detail = "☠\0'\"\\;--\n🙂".repeat(3_000);
    RequestState state =
        new RequestState.Unfulfillable(new UnfulfillableReason.TooManyFailures(3, detail), LATER);
    ProofRequest request = version("\u202eжщ\0漢字👩‍🚀");
    commit(accepted(request, 1));

    commit(new Event.RequestMoved(request.id(), 1, state, LATER));

    assertThat(reloaded().requests()).containsExactly(view(request, 1, state, LATER));
  }

  // ---- attempts and candidates ----

  @Test
  void attemptsAreKeptInTheOrderTheyBegan() throws JournalException {
    ProofRequest one = records.request();
    ProofRequest two = records.request();
    List<Attempt> attempts = Stream.generate(records::attempt).limit(5).toList();
    commit(accepted(one, 1), accepted(two, 2));

    for (Attempt attempt : attempts) {
      commit(new Event.AttemptBegun(two.id(), 2, attempt));
    }

    assertThat(reloaded().attempts()).isEqualTo(Map.of(two.id(), attempts));
  }

  @Test
  void aDroppedAttemptIsForgottenAndTheOthersAreNot() throws JournalException {
    ProofRequest request = records.request();
    Attempt first = records.attempt();
    Attempt second = records.attempt();
    commit(
        accepted(request, 1),
        new Event.AttemptBegun(request.id(), 1, first),
        new Event.AttemptBegun(request.id(), 1, second));

    commit(new Event.AttemptDropped(request.id(), 1, first.lease()));
    assertThat(reloaded().attempts()).isEqualTo(Map.of(request.id(), List.of(second)));

    commit(new Event.AttemptDropped(request.id(), 1, second.lease()));
    assertThat(reloaded().attempts()).isEmpty();
  }

  @Test
  void candidatesAreKeptInTheOrderTheyCame() throws JournalException {
    ProofRequest request = records.request();
    List<Candidate> candidates =
        Stream.generate(() -> records.candidate(records.attempt())).limit(40).toList();
    commit(accepted(request, 1));

    commitAll(
        candidates.stream()
            .<Event.Durable>map(candidate -> new Event.CandidateStored(request.id(), 1, candidate))
            .toList());

    assertThat(reloaded().requests())
        .containsExactly(
            RequestView.of(
                request,
                1,
                new RequestState.Queued(Budget.UNUSED),
                candidates,
                candidates.getLast().storedAt()));
  }

  @Test
  void aDroppedCandidateIsForgottenAndMayComeAgain() throws JournalException {
    ProofRequest request = records.request();
    Attempt attempt = records.attempt();
    Candidate first = records.candidate(attempt);
    Candidate other = records.candidate(records.attempt());
    Candidate again = records.candidate(attempt);
    commit(
        accepted(request, 1),
        new Event.CandidateStored(request.id(), 1, first),
        new Event.CandidateStored(request.id(), 1, other));

    commit(new Event.CandidateDropped(request.id(), 1, attempt.lease(), LATER));

    RequestView view = reloaded().requests().getFirst();
    assertThat(view.candidates()).containsExactly(other);
    assertThat(view.updatedAt()).isEqualTo(LATER);

    commit(new Event.CandidateStored(request.id(), 1, again));
    assertThat(reloaded().requests().getFirst().candidates()).containsExactly(other, again);
  }

  @ParameterizedTest
  @MethodSource("states")
  void onlyAnOpenRequestHasAttemptsAndCandidates(RequestState state) throws JournalException {
    ProofRequest request = records.request();
    ProofRequest neighbour = records.request();
    Attempt attempt = records.attempt();
    Candidate candidate = records.candidate(attempt);
    for (long sequence = 1; sequence <= 2; sequence++) {
      ProofRequest one = sequence == 1 ? request : neighbour;
      commit(
          accepted(one, sequence),
          new Event.AttemptBegun(one.id(), sequence, attempt),
          new Event.CandidateStored(one.id(), sequence, candidate));
    }

    commit(new Event.RequestMoved(request.id(), 1, state, LATER));

    Snapshot kept = reloaded();
    assertThat(kept.requests().get(0).candidates())
        .isEqualTo(state.isFinal() ? List.of() : List.of(candidate));
    assertThat(kept.requests().get(1).candidates()).containsExactly(candidate);
    assertThat(kept.attempts())
        .isEqualTo(
            state.isFinal()
                ? Map.of(neighbour.id(), List.of(attempt))
                : Map.of(request.id(), List.of(attempt), neighbour.id(), List.of(attempt)));
  }

  // ---- forgetting ----

  @Test
  void aForgottenRequestIsGoneAndTheOthersStay() throws JournalException {
    List<ProofRequest> requests = Stream.generate(records::request).limit(3).toList();
    for (int i = 0; i < 3; i++) {
      ProofRequest request = requests.get(i);
      commit(
          accepted(request, i),
          new Event.RequestMoved(request.id(), i, records.fulfilled(), LATER));
    }

    commit(new Event.RequestForgotten(requests.get(1).id(), 1));

    assertThat(reloaded().requests())
        .extracting(RequestView::request)
        .containsExactly(requests.get(0), requests.get(2));
  }

  @Test
  void historyIsTrimmedFromItsOldEnd() throws JournalException {
    List<CompletedProof> proofs = Stream.generate(records::completedProof).limit(10).toList();
    List<DeadWorker> dead = Stream.generate(records::deadWorker).limit(6).toList();
    commitAll(proofs.stream().<Event.Durable>map(Event.ProofRecorded::new).toList());
    commitAll(dead.stream().<Event.Durable>map(Event.WorkerDied::new).toList());

    commit(new Event.HistoryTrimmed(4, 0));
    assertThat(reloaded().history()).isEqualTo(proofs.subList(4, 10));
    assertThat(reloaded().deadWorkers()).isEqualTo(dead);

    commit(new Event.HistoryTrimmed(6, 5));
    assertThat(reloaded().history()).isEmpty();
    assertThat(reloaded().deadWorkers()).isEqualTo(dead.subList(5, 6));
  }

  @Test
  void whatComesAfterATrimIsTheNewest() throws JournalException {
    CompletedProof old = records.completedProof();
    List<CompletedProof> proofs = Stream.generate(records::completedProof).limit(3).toList();
    commit(new Event.ProofRecorded(old), new Event.HistoryTrimmed(1, 0));

    commitAll(proofs.stream().<Event.Durable>map(Event.ProofRecorded::new).toList());

    assertThat(reloaded().history()).isEqualTo(proofs);
  }

  // ---- programs and workers ----

  @Test
  void aProgramRegisteredAgainReplacesTheFirst() throws JournalException {
    ProgramRecord first = records.newProgram();
    ProgramRecord other = records.newProgram();
    ProgramRecord template = records.newProgram();
    ProgramRecord again =
        new ProgramRecord(
            first.vkHash(), template.vk(), template.elf(), template.owner(), template.createdAt());
    commit(new Event.ProgramRegistered(first), new Event.ProgramRegistered(other));
    assertThat(reloaded().programs()).containsExactlyInAnyOrder(first, other);

    commit(new Event.ProgramRegistered(again));

    assertThat(reloaded().programs()).containsExactlyInAnyOrder(again, other);
  }

  @Test
  void everyFieldOfAWorkerIsKept() throws JournalException {
    List<WorkerRecord> workers =
        IntStream.range(0, 200)
            .mapToObj(i -> records.workerRecord(new WorkerId("w." + i)))
            .toList();

    commitAll(workers.stream().<Event.Durable>map(Event.WorkerRecorded::new).toList());

    assertThat(reloaded().workers()).containsExactlyInAnyOrderElementsOf(workers);
  }

  @Test
  void aWorkerRecordedAgainReplacesItsRecordUntilItIsForgotten() throws JournalException {
    WorkerId id = new WorkerId("one");
    WorkerRecord other = records.workerRecord(new WorkerId("other"));
    WorkerRecord again = records.workerRecord(id);
    commit(new Event.WorkerRecorded(records.workerRecord(id)), new Event.WorkerRecorded(other));

    commit(new Event.WorkerRecorded(again));
    assertThat(reloaded().workers()).containsExactlyInAnyOrder(again, other);

    commit(new Event.WorkerForgotten(id));
    assertThat(reloaded().workers()).containsExactly(other);
  }

  @Test
  void everyFieldOfTheDeadAndOfHistoryIsKeptInOrder() throws JournalException {
    List<DeadWorker> dead = Stream.generate(records::deadWorker).limit(200).toList();
    List<CompletedProof> proofs = Stream.generate(records::completedProof).limit(200).toList();

    for (int i = 0; i < 200; i++) {
      commit(new Event.WorkerDied(dead.get(i)), new Event.ProofRecorded(proofs.get(i)));
    }

    Snapshot kept = reloaded();
    assertThat(kept.deadWorkers()).isEqualTo(dead);
    assertThat(kept.history()).isEqualTo(proofs);
  }

  // ---- committing and loading ----

  @Test
  void anEmptyCommitChangesNothing() throws JournalException {
    commit(accepted(records.request(), 1));
    Snapshot before = journal.load();

    journal.commit(List.of());

    assertThat(reloaded()).isEqualTo(before);
  }

  @Test
  void loadingChangesNothing() throws JournalException {
    ProofRequest request = records.request();
    commit(accepted(request, 1));

    Snapshot first = journal.load();
    Snapshot second = journal.load();
    commit(new Event.RequestMoved(request.id(), 1, records.fulfilled(), LATER));

    assertThat(second).isEqualTo(first);
    assertThat(first.requests().getFirst().state())
        .isEqualTo(new RequestState.Queued(Budget.UNUSED));
    assertThat(journal.load()).isNotEqualTo(first).isEqualTo(reloaded());
  }

  @Test
  void eventsOfOneCommitBuildOnEachOther() throws JournalException {
    ProofRequest request = records.request();
    Attempt attempt = records.attempt();
    Candidate candidate = records.candidate(attempt);
    RequestState fulfilled = records.fulfilled();

    commit(
        accepted(request, 1),
        new Event.AttemptBegun(request.id(), 1, attempt),
        new Event.RequestMoved(request.id(), 1, records.leased(attempt), LATER),
        new Event.CandidateStored(request.id(), 1, candidate),
        new Event.RequestMoved(request.id(), 1, records.verifying(candidate), LATER),
        new Event.CandidateDropped(request.id(), 1, candidate.lease(), LATER),
        new Event.RequestMoved(request.id(), 1, fulfilled, LATER.plusNanos(7)));

    assertThat(reloaded())
        .isEqualTo(
            new Snapshot(
                List.of(),
                List.of(view(request, 1, fulfilled, LATER.plusNanos(7))),
                Map.of(),
                List.of(),
                List.of(),
                List.of()));
  }

  // ---- what the tests are written with ----

  protected final void commit(Event.Durable... events) throws JournalException {
    journal.commit(List.of(events));
  }

  protected final void commitAll(List<Event.Durable> events) throws JournalException {
    journal.commit(events);
  }

  /** What is there after a restart. */
  protected final Snapshot reloaded() throws JournalException {
    journal.close();
    journal = open();
    Snapshot all = journal.load();
    assertThat(inParts()).isEqualTo(all);
    return all;
  }

  /** Read as a start reads it: first without finished requests, then those two by two. */
  protected final Snapshot inParts() throws JournalException {
    return inParts(journal);
  }

  /** As above, of another journal. */
  public static Snapshot inParts(Journal journal) throws JournalException {
    Snapshot open = journal.loadOpen();
    List<RequestView> requests = new ArrayList<>(open.requests());
    List<RequestView> finished = journal.finished(-1, 2);
    while (!finished.isEmpty()) {
      requests.addAll(finished);
      finished = journal.finished(finished.getLast().sequence(), 2);
    }
    requests.sort(Comparator.comparingLong(RequestView::sequence));
    return new Snapshot(
        open.programs(),
        requests,
        open.attempts(),
        open.workers(),
        open.deadWorkers(),
        open.history());
  }

  @Test
  void finishedRequestsAreFoundByTheirIds() throws JournalException {
    ProofRequest open = records.request();
    ProofRequest cancelled = records.request();
    ProofRequest overdue = records.request();
    commit(accepted(open, 1));
    commit(accepted(cancelled, 2));
    commit(accepted(overdue, 3));
    commit(moved(cancelled, 2, new UnfulfillableReason.Cancelled()));
    commit(moved(overdue, 3, new UnfulfillableReason.DeadlinePassed()));

    assertThat(journal.finished(Set.of(cancelled.id(), open.id(), records.request().id())))
        .extracting(RequestView::id)
        .containsExactly(cancelled.id());
    assertThat(journal.finished(Set.of(cancelled.id(), overdue.id())))
        .containsExactlyInAnyOrderElementsOf(journal.finished(-1, 10));
  }

  private static Event.Durable moved(
      ProofRequest request, long sequence, UnfulfillableReason reason) {
    return new Event.RequestMoved(
        request.id(), sequence, new RequestState.Unfulfillable(reason, LATER), LATER);
  }

  protected static Event.Durable accepted(ProofRequest request, long sequence) {
    return new Event.RequestAccepted(request, sequence);
  }

  private static RequestView view(
      ProofRequest request, long sequence, RequestState state, Instant updatedAt) {
    return RequestView.of(request, sequence, state, List.of(), updatedAt);
  }

  private ProofRequest numbers(long deadline, long cycles, long gas, long auction) {
    return request(
        "sp1-v6.1.0", deadline, LATER, cycles, gas, auction, List.of(), Optional.empty());
  }

  private ProofRequest request(
      Instant effectiveDeadline, List<Address> whitelist, Optional<Bytes32> expected) {
    return request("sp1-v6.1.0", 1, effectiveDeadline, 2, 3, 4, whitelist, expected);
  }

  private ProofRequest version(String version) {
    return request(version, 1, LATER, 2, 3, 4, List.of(), Optional.empty());
  }

  private ProofRequest request(
      String version,
      long deadline,
      Instant effectiveDeadline,
      long cycles,
      long gas,
      long auction,
      List<Address> whitelist,
      Optional<Bytes32> expected) {
    ProgramRecord program = records.program();
    return new ProofRequest(
        records.requestId(),
        Address.ZERO,
        program.vkHash(),
        version,
        new CircuitVersion("v6.1.0"),
        ProverVm.SP1,
        ProofMode.PLONK,
        2,
        program.elf(),
        records.artifact(ArtifactType.STDIN),
        deadline,
        effectiveDeadline,
        cycles,
        gas,
        auction,
        whitelist,
        Dialect.AUCTION,
        true,
        expected,
        records.hash(),
        false,
        Instant.EPOCH);
  }
}
