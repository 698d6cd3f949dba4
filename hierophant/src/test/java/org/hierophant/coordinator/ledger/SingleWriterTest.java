package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The thread around the decisions: batches, failed commits, a full inbox, closing. */
class SingleWriterTest {
  private static final long LIMIT_SECONDS = 20;

  private final GatedJournal journal = new GatedJournal();
  private final List<Effect> effects = new CopyOnWriteArrayList<>();
  private final CountDownLatch distrusted = new CountDownLatch(1);
  private final SingleWriter ledger = writer(100);

  @AfterEach
  void close() throws Exception {
    journal.gate.release(1_000_000);
    ledger.close();
  }

  private SingleWriter writer(int inboxCapacity) {
    LedgerSettings s = Settings.inboxCapacity(Samples.settings(), inboxCapacity);
    try {
      return new SingleWriter(
          journal, effects::add, new SystemTime(), s, new byte[] {1}, distrusted::countDown);
    } catch (JournalException e) {
      throw new AssertionError(e);
    }
  }

  /** A journal whose commits wait for a permit, and that can be told to fail. */
  private static final class GatedJournal implements Journal {
    final MemoryJournal memory = new MemoryJournal();
    final Semaphore gate = new Semaphore(1_000);
    final Semaphore waiting = new Semaphore(0);
    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final Semaphore reading = new Semaphore(1_000);
    volatile int finishedAtOnce = 1_000;
    volatile boolean full;
    volatile boolean broken;
    volatile Error error;

    @Override
    public Snapshot load() {
      return memory.load();
    }

    @Override
    public Snapshot loadOpen() {
      return memory.loadOpen();
    }

    @Override
    public List<RequestView> finished(long after, int limit) throws JournalException {
      reading.acquireUninterruptibly();
      if (broken) {
        throw new JournalException("damaged row", true, new java.io.IOException());
      }
      return memory.finished(after, Math.min(limit, finishedAtOnce));
    }

    @Override
    public List<RequestView> finished(Set<RequestId> ids) {
      return memory.finished(ids);
    }

    @Override
    public void commit(List<Event.Durable> events) throws JournalException {
      waiting.release();
      gate.acquireUninterruptibly();
      if (full) {
        throw new JournalException("disk full", false, new java.io.IOException());
      }
      if (broken) {
        throw new JournalException("fsync failed", true, new java.io.IOException());
      }
      if (error != null) {
        throw error;
      }
      batches.add(events.size());
      memory.commit(events);
    }

    @Override
    public void close() {}
  }

  private <T> Outcome<T> await(CompletableFuture<Outcome<T>> answer) throws Exception {
    return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void startWithProgram() throws Exception {
    ledger.start();
    await(ledger.submit(new Command.RegisterProgram(Samples.PROGRAM, false)));
  }

  private static Command.Submit submission(long number) {
    return new Command.Submit(
        Samples.request(number, ProofMode.CORE, Samples.START, Duration.ofDays(36_500)));
  }

  @Test
  void nothingIsAnsweredOrShownBeforeItIsDurable() throws Exception {
    startWithProgram();
    journal.gate.drainPermits();
    journal.waiting.drainPermits();
    ProofRequest request = submission(1).request();

    var answer = ledger.submit(new Command.Submit(request));
    assertThat(journal.waiting.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(answer).isNotDone();
    assertThat(ledger.view().request(request.id())).isEmpty();
    journal.gate.release(1_000);
    await(answer);
    assertThat(ledger.view().request(request.id())).isPresent();
  }

  @Test
  void commandsThatWaitTogetherShareOneCommit() throws Exception {
    startWithProgram();
    journal.gate.drainPermits();
    journal.waiting.drainPermits();
    var first = ledger.submit(submission(1));
    assertThat(journal.waiting.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    List<CompletableFuture<Outcome<Command.Submitted>>> others = new ArrayList<>();
    for (int i = 2; i <= 30; i++) {
      others.add(ledger.submit(submission(i)));
    }

    journal.gate.release(1_000);
    await(first);
    for (var other : others) {
      await(other);
    }

    assertThat(journal.batches).contains(29);
  }

  @Test
  void whatCannotBeWrittenChangesNothingAndWorkersAreToldToComeBack() throws Exception {
    startWithProgram();
    await(ledger.submit(Samples.connect(Samples.worker(1), 7, 1, List.of())));
    journal.full = true;

    Outcome<Command.Submitted> refused = await(ledger.submit(submission(1)));

    assertThat(refused)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            outcome -> assertThat(outcome.refusal()).isInstanceOf(Refusal.Unavailable.class));
    assertThat(ledger.view().requests()).isEmpty();

    journal.full = false; // and no restart is needed

    assertThat(await(ledger.submit(submission(1)))).isInstanceOf(Outcome.Done.class);
    assertThat(ledger.view().requests()).hasSize(1);
    assertThat(ledger.view().workers())
        .singleElement()
        .satisfies(worker -> assertThat(worker.connected()).isFalse());
    assertThat(effects)
        .filteredOn(Effect.CloseConnection.class::isInstance)
        .containsExactly(
            new Effect.CloseConnection(
                Samples.worker(1),
                7,
                Effect.CloseCode.RESTART,
                "the journal cannot be written now: disk full"));
    assertThat(effects).noneMatch(Effect.Offer.class::isInstance);
  }

  @Test
  void aDiskThatCannotBeTrustedEndsTheProcessAndRefusesEverything() throws Exception {
    startWithProgram();
    journal.broken = true;

    Outcome<Command.Submitted> refused = await(ledger.submit(submission(1)));

    assertThat(refused).isInstanceOf(Outcome.Refused.class);
    assertThat(distrusted.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(await(ledger.submit(submission(2)))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aLedgerWhoseThreadBreaksEndsTheProcessAndRefusesEverything() throws Exception {
    startWithProgram();
    journal.error = new OutOfMemoryError("in the test");

    Outcome<Command.Submitted> refused = await(ledger.submit(submission(1)));

    assertThat(refused).isInstanceOf(Outcome.Refused.class);
    assertThat(distrusted.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(await(ledger.submit(submission(2)))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aBugInOneDecisionFailsThatCommandAndTheLedgerGoesOn() throws Exception {
    startWithProgram();
    ProofRequest good = submission(1).request();
    await(ledger.submit(new Command.Submit(good)));

    var broken = ledger.submit(new Command.RegisterProgram(null, false));

    assertThatThrownBy(() -> broken.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class);
    assertThat(await(ledger.submit(submission(2)))).isInstanceOf(Outcome.Done.class);
    assertThat(ledger.view().request(good.id())).isPresent();
  }

  @Test
  void aFullInboxRefusesAtOnceInsteadOfWaiting() throws Exception {
    SingleWriter small = writer(2); // not started: nobody empties it
    var first = small.submit(submission(1));
    var second = small.submit(submission(2));

    var third = small.submit(submission(3));

    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    assertThat(third)
        .isCompletedWithValue(
            new Outcome.Refused<>(new Refusal.Unavailable("the ledger is behind by 2")));
    small.close();
    assertThat(await(first)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void closingDecidesWhatIsInTheInboxAndRefusesTheRest() throws Exception {
    startWithProgram();
    journal.gate.drainPermits();
    journal.waiting.drainPermits();
    var under = ledger.submit(submission(1));
    assertThat(journal.waiting.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    var inInbox = ledger.submit(submission(2));

    journal.gate.release(1_000);
    ledger.close();

    assertThat(await(under)).isInstanceOf(Outcome.Done.class);
    assertThat(await(inInbox)).isInstanceOf(Outcome.Done.class);
    assertThat(await(ledger.submit(submission(3)))).isInstanceOf(Outcome.Refused.class);
  }

  // ---- the start ----

  @Test
  void aFinishedRequestIsFoundWhileOthersAreStillBeingRead() throws Exception {
    List<ProofRequest> finished = finished(3);
    journal.reading.drainPermits();
    journal.finishedAtOnce = 1;
    ledger.start();

    var last = ledger.view().find(finished.getLast().id());
    var unknown = ledger.view().find(submission(9).request().id());
    journal.reading.release();

    assertThat(last.get(LIMIT_SECONDS, TimeUnit.SECONDS)).get().matches(v -> v.state().isFinal());
    assertThat(unknown.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEmpty();
    assertThat(ledger.view().whole()).isNotDone();
    journal.reading.release(1_000);
    assertThat(ledger.view().whole().get(LIMIT_SECONDS, TimeUnit.SECONDS)).isNull();
    assertThat(ledger.view().requests()).hasSize(3);
    assertThat(ledger.view().nonce(Samples.ALICE)).isEqualTo(3);
  }

  @Test
  void aCommandWaitsForAllThatItMayRepeat() throws Exception {
    journal.memory.commit(List.of(new Event.ProgramRegistered(Samples.PROGRAM)));
    List<ProofRequest> finished = finished(3);
    journal.reading.drainPermits();
    ledger.start();

    var again = ledger.submit(new Command.Submit(finished.getLast()));
    assertThat(again).isNotDone();
    journal.reading.release(1_000);

    assertThat(await(again))
        .isEqualTo(new Outcome.Done<>(new Command.Submitted(finished.getLast().id(), true)));
    assertThat(ledger.view().requests()).hasSize(3);
  }

  @Test
  void closingAmidTheReadingRefusesWhatWaits() throws Exception {
    finished(3);
    journal.reading.drainPermits();
    journal.finishedAtOnce = 1;
    SingleWriter other = writer(100);
    other.start();
    var waiting = other.submit(submission(9));

    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(
            () -> {
              try {
                other.close();
              } catch (JournalException e) {
                throw new CompletionException(e);
              }
            });
    await(refusedOnceClosing(other));
    journal.reading.release();

    assertThat(await(waiting)).isInstanceOf(Outcome.Refused.class);
    closing.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(other.view().whole()).isNotDone();
  }

  /** The first command that a closing ledger refuses at once. */
  private static CompletableFuture<Outcome<Command.Submitted>> refusedOnceClosing(
      SingleWriter closing) {
    while (true) {
      var answer = closing.submit(submission(10));
      if (answer.isDone()) {
        return answer;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aDamagedRowAmongFinishedRequestsEndsTheProcess() throws Exception {
    journal.broken = true;

    ledger.start();

    assertThat(distrusted.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(await(ledger.submit(submission(1)))).isInstanceOf(Outcome.Refused.class);
  }

  private List<ProofRequest> finished(int count) throws JournalException {
    List<ProofRequest> requests = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      ProofRequest request = submission(i).request();
      Instant end = Instant.now(); // or they would be forgotten at once
      requests.add(request);
      journal.memory.commit(
          List.of(
              new Event.RequestAccepted(request, i),
              new Event.RequestMoved(
                  request.id(),
                  i,
                  new RequestState.Unfulfillable(new UnfulfillableReason.Cancelled(), end),
                  end)));
    }
    return requests;
  }

  @ParameterizedTest
  @MethodSource
  void aBrokenEffectHarmsNobody(Runnable effect) throws Exception {
    SingleWriter fragile =
        new SingleWriter(
            journal,
            _ -> effect.run(),
            new SystemTime(),
            Samples.settings(),
            new byte[] {1},
            distrusted::countDown);
    fragile.start();
    await(fragile.submit(new Command.RegisterProgram(Samples.PROGRAM, false)));
    await(fragile.submit(Samples.connect(Samples.worker(1), 7, 1, List.of())));

    assertThat(await(fragile.submit(submission(1)))).isInstanceOf(Outcome.Done.class);

    fragile.close();
  }

  static List<Runnable> aBrokenEffectHarmsNobody() {
    return List.of(
        () -> {
          throw new IllegalStateException("effect");
        },
        () -> {
          throw new OutOfMemoryError("unable to create native thread");
        });
  }
}
