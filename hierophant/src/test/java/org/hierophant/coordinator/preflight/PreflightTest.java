package org.hierophant.coordinator.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.RequestId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
  private static final PreflightLimits LIMITS =
      new PreflightLimits(1, 2, 64L << 20, Duration.ofHours(1));

  @TempDir Path directory;
  private final FakeLedgerView view = new FakeLedgerView();
  private final HeardCommands heard = new HeardCommands(view);
  private StoredGuests guests;
  private Preflight preflight;

  /** Passes on what it is told, or refuses the first time. */
  private static final class HeardCommands implements Ledger {
    final BlockingQueue<Command<?>> commands = new LinkedBlockingQueue<>();
    final AtomicReference<Refusal> refusal = new AtomicReference<>();
    private final LedgerView view;

    HeardCommands(LedgerView view) {
      this.view = view;
    }

    @Override
    @SuppressWarnings("unchecked") // these commands have one kind of answer
    public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
      Refusal refused = refusal.getAndSet(null);
      if (refused != null) {
        return CompletableFuture.completedFuture(new Outcome.Refused<>(refused));
      }
      commands.add(command);
      return CompletableFuture.completedFuture((Outcome<T>) new Outcome.Done<>(Command.Done.DONE));
    }

    @Override
    public LedgerView view() {
      return view;
    }

    Command<?> next() throws InterruptedException {
      Command<?> command = commands.poll(2, TimeUnit.MINUTES);
      assertThat(command).as("the next command").isNotNull();
      return command;
    }
  }

  @BeforeEach
  void open() throws IOException {
    guests = new StoredGuests(directory.resolve("artifacts"));
    preflight = new Preflight(heard, guests.store(), LIMITS, Samples.timeAt(Samples.NOW));
  }

  @AfterEach
  void close() {
    preflight.close();
  }

  private void accept(RequestView request) {
    view.requests.addFirst(request);
  }

  @Test
  void whatIsOpenAndWhatComesLaterIsExecutedOnceOldestFirst() throws Exception {
    for (int number = 1; number <= 6; number++) { // more than have room at a time
      accept(guests.request(number, "v6", "fibonacci").build());
    }
    preflight.start();

    Set<RequestId> executed = new HashSet<>();
    for (int number = 1; number <= 6; number++) {
      assertThat(heard.next())
          .isInstanceOfSatisfying(
              Command.RecordExecution.class, found -> executed.add(found.request()));
    }
    assertThat(executed).hasSize(6);

    accept(guests.request(7, "v5", "panic").build());

    assertThat(heard.next())
        .isInstanceOfSatisfying(
            Command.FindUnexecutable.class,
            found -> {
              assertThat(found.request()).isEqualTo(Samples.request(7));
              assertThat(found.cause()).isEqualTo(ExecuteFailureCause.HALT_WITH_NON_ZERO_EXIT_CODE);
              assertThat(found.cycles()).isPresent();
              assertThat(found.detail()).contains("exit code 1");
            });
    assertThat(heard.commands).isEmpty();
  }

  @Test
  void aRequestThatEndsMeanwhileMakesWayForTheNext() throws Exception {
    byte[] endless = StoredGuests.stdinOf(-1);
    RequestView slow =
        guests.request(1, "v6", StoredGuests.program("compute", "v6"), endless).build();
    accept(slow);
    accept(guests.request(2, "v6", "fibonacci").build());
    preflight.start();

    view.requests.set(
        1,
        slow.in(
            new RequestState.Unfulfillable(new UnfulfillableReason.Cancelled(), Samples.NOW),
            Samples.NOW));

    assertThat(heard.next())
        .isInstanceOfSatisfying(
            Command.RecordExecution.class,
            found -> assertThat(found.request()).isEqualTo(Samples.request(2)));
  }

  @Test
  void aLedgerThatIsBehindIsToldAgain() throws Exception {
    heard.refusal.set(new Refusal.Unavailable("behind"));
    accept(guests.request(1, "v6", "fibonacci").build());

    preflight.start();

    assertThat(heard.next()).isInstanceOf(Command.RecordExecution.class);
  }
}
