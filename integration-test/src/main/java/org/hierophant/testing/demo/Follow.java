package org.hierophant.testing.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.hierophant.network.domain.RequestId;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.WorkersPage;
import org.hierophant.testing.WorkersPage.Work;
import org.jspecify.annotations.Nullable;

/**
 * Follows one request on the status pages, shows it, and kills who is to be killed.
 *
 * <p><b>Thread.</b> The client's, between its polls.
 */
final class Follow {
  private static final String EXECUTING = "EXECUTING";

  /** The middle of an execution: so far, or so long under way where nobody knows how far. */
  private static final int MIDDLE_PERCENT = 30;

  private static final Duration MIDDLE = Duration.ofSeconds(1);

  /** When the killed worker is started again, whoever has the request then. */
  private static final Duration TAKE_OVER_LIMIT = Duration.ofSeconds(10);

  private final Stage stage;
  private final Screen screen;
  private final Timeline timeline;
  private final RequestId request;
  private final Victim victim;
  private final Instant begun = Instant.now();

  private @Nullable Work last;
  private @Nullable Instant executingSince;
  private String killed = "";
  private @Nullable Instant killedAt;
  private @Nullable CompletableFuture<Optional<String>> restart;

  Follow(Stage stage, Screen screen, Timeline timeline, RequestId request, Victim victim) {
    this.stage = stage;
    this.screen = screen;
    this.timeline = timeline;
    this.request = request;
    this.victim = victim;
  }

  void look() throws InterruptedException {
    Instant asked = Instant.now(); // what the page tells was so a little later
    Optional<Work> work;
    try {
      work = WorkersPage.parse(stage.network().page("/contemplants")).workOn(request.toString());
    } catch (IOException _) {
      show("no coordinator", "");
      actAfterKill(Optional.empty());
      return;
    }
    if (work.isPresent()) {
      seen(work.get(), asked);
    } else {
      show(withNobody(), "");
    }
    actAfterKill(work);
  }

  private String withNobody() {
    Work before = last;
    if (before == null) {
      return "queued";
    }
    if (killed.isEmpty()) {
      return "finishing";
    }
    return before.worker().equals(killed) ? "queued again" : "waiting";
  }

  private void seen(Work work, Instant now) throws InterruptedException {
    Work before = last;
    boolean isOther = before == null || !before.worker().equals(work.worker());
    if (isOther) {
      timeline.step(now, "assigned", "to " + work.worker());
    }
    boolean executes = work.phase().equals(EXECUTING);
    boolean isNewPhase = before == null || isOther || !work.phase().equals(before.phase());
    if (!work.phase().isEmpty() && isNewPhase) {
      timeline.step(now, lower(work.phase()), "on " + work.worker());
      executingSince = executes ? now : executingSince;
    }
    last = work;
    String state = work.phase().isEmpty() ? "assigned" : lower(work.phase());
    show(
        "%-10s %-8s".formatted(state, work.worker()),
        work.percent() > 0
            ? "%3d %%  %s".formatted(work.percent(), screen.bar(work.percent()))
            : "");
    if (executes && victim != Victim.NOBODY && killed.isEmpty() && isInTheMiddle(work, now)) {
      kill(work.worker());
    }
  }

  private boolean isInTheMiddle(Work work, Instant now) {
    return work.percent() >= MIDDLE_PERCENT
        || (executingSince != null && Duration.between(executingSince, now).compareTo(MIDDLE) >= 0);
  }

  private void show(String state, String detail) {
    String elapsed = Format.seconds(Duration.between(begun, Instant.now()));
    screen.live(state, detail, elapsed);
  }

  private void kill(String worker) throws InterruptedException {
    Instant now = Instant.now();
    killedAt = now;
    if (victim == Victim.WORKER) {
      killed = worker;
      ProgramProcess process = stage.worker(worker);
      process.kill();
      timeline.step(now, "killed", "%s: SIGKILL to process %d".formatted(worker, process.pid()));
      screen.row("killed", "%s, with SIGKILL, while it executes".formatted(worker));
    } else {
      killed = "coordinator";
      stage.network().killCoordinator();
      timeline.note(now, "killed", "the coordinator: SIGKILL");
      screen.row("killed", "the coordinator, with SIGKILL, while %s executes".formatted(worker));
      var _ = startAgain(stage::startCoordinator);
    }
  }

  private void actAfterKill(Optional<Work> work) {
    boolean isTakenOver =
        victim == Victim.WORKER
            && !killed.isEmpty()
            && work.filter(now -> !now.worker().equals(killed)).isPresent();
    boolean isLate =
        killedAt != null
            && Duration.between(killedAt, Instant.now()).compareTo(TAKE_OVER_LIMIT) >= 0;
    if (restart == null && (isTakenOver || isLate)) {
      var _ = startAgain(() -> stage.startWorker(killed));
    }
  }

  private CompletableFuture<Optional<String>> startAgain(Stage.Start start) {
    CompletableFuture<Optional<String>> starting =
        Stage.inBackground(
            () -> {
              ProgramProcess process = start.now();
              timeline.note(
                  Instant.now(), "back", killed + " runs again, process " + process.pid());
              return process;
            });
    restart = starting;
    return starting;
  }

  /**
   * To be called at the end.
   *
   * @throws DemoFailure if nobody was killed who should have been, or who was killed does not come
   *     back
   */
  void requireKilled() throws DemoFailure {
    if (victim == Victim.NOBODY) {
      return;
    }
    if (killed.isEmpty()) {
      throw new DemoFailure(
          "nothing was killed: the program ended before anybody saw it execute. Give it more to do");
    }
    CompletableFuture<Optional<String>> back =
        restart != null ? restart : startAgain(() -> stage.startWorker(killed));
    Optional<String> problem = back.join();
    if (problem.isPresent()) {
      throw new DemoFailure(killed + " did not start again: " + problem.get());
    }
  }

  /**
   * When it was last seen to begin executing; empty if it was too fast to be seen, or done while
   * the coordinator was away.
   */
  Optional<Instant> executingSince() {
    return victim == Victim.COORDINATOR ? Optional.empty() : Optional.ofNullable(executingSince);
  }

  private static String lower(String phase) {
    return phase.toLowerCase(Locale.ROOT);
  }
}
