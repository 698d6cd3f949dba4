package org.hierophant.coordinator.proposer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.hierophant.coordinator.ledger.Event;

/** Draws what goes wrong in one run. */
final class FaultSchedule {
  private static final int LAST_BEGIN_MINUTES = 60;
  private static final List<Class<? extends Event.Durable>> FACTS =
      List.of(
          Event.RequestAccepted.class,
          Event.AttemptBegun.class,
          Event.CandidateStored.class,
          Event.ProofRecorded.class);

  private final int workers;
  private final Random random;
  private final List<Fault> faults = new ArrayList<>();

  FaultSchedule(Plan.Theme theme, int workers, Random random) {
    this.workers = workers;
    this.random = random;
    if (theme == Plan.Theme.EVERYTHING) {
      for (int i = 3 + random.nextInt(8); i > 0; i--) {
        add(Plan.any(random, Plan.Theme.values()));
      }
    } else {
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        add(theme);
      }
    }
  }

  /** In the order of their times. */
  List<Fault> faults() {
    return faults.stream().sorted(Comparator.comparing(Fault::at)).toList();
  }

  private void add(Plan.Theme theme) {
    switch (theme) {
      case NOTHING, GUESTS_FAIL, EVERYTHING -> {}
      case WORKERS_DIE -> workerDies(moment());
      case WORKERS_LEAVE -> leave();
      case WORKERS_FREEZE ->
          sometimesLater(new Fault.WorkerFreezes(moment(), seconds(5, 600), worker()));
      case PROVERS_HANG -> faults.add(new Fault.ProverHangs(moment(), minutes(5, 60), worker()));
      case PROVERS_LIE -> lie();
      case LINKS_BREAK ->
          sometimesLater(
              new Fault.LinkBreaks(moment(), seconds(1, 400), worker(), random.nextBoolean()));
      case COORDINATOR_DIES -> coordinatorDies(moment());
      case ALL_DIE -> {
        Duration at = moment();
        workerDies(at);
        coordinatorDies(at);
      }
      case NOBODY_WORKS -> nobodyWorks();
      case DEADLINES_PRESS -> nobodyWorks();
      case DISK_FILLS ->
          faults.add(
              random.nextInt(3) == 0
                  ? new Fault.CommitFails(moment())
                  : new Fault.DiskFills(moment(), seconds(10, 300)));
      case ANSWERS_GET_LOST -> {
        if (random.nextInt(3) == 0) {
          faults.add(new Fault.CallsComeTwice(moment(), 1 + random.nextInt(4)));
        } else {
          faults.add(
              new Fault.AnswersGetLost(
                  moment(), 1 + random.nextInt(2), Plan.any(random, Network.Loss.values())));
        }
      }
      case CLOCK_JUMPS -> {
        faults.add(new Fault.ClockJumps(moment(), Duration.ofMinutes(random.nextInt(61) - 30)));
        if (random.nextBoolean()) {
          coordinatorDies(moment());
        }
      }
      case VERIFIER_FAILS -> faults.add(new Fault.VerifierFails(moment(), minutes(1, 15)));
      case LEDGER_STALLS -> faults.add(new Fault.LedgerStalls(moment(), seconds(1, 9)));
      case STATE_IS_LOST -> faults.add(new Fault.StateIsLost(moment(), seconds(1, 60)));
    }
  }

  private void workerDies(Duration at) {
    sometimesLater(
        new Fault.WorkerDies(
            at, seconds(1, 400), worker(), random.nextInt(3) > 0, random.nextInt(4) == 0));
  }

  /** The first one stays. */
  private void leave() {
    int worker = worker();
    switch (random.nextInt(3)) {
      case 0 -> faults.add(new Fault.WorkerDrains(moment(), minutes(1, 30), worker));
      case 1 -> faults.add(new Fault.OffersAreRefused(moment(), worker, 1 + random.nextInt(5)));
      default -> {
        if (worker > 0) {
          faults.add(new Fault.WorkerLeaves(moment(), worker, random.nextBoolean()));
        }
      }
    }
  }

  private void lie() {
    switch (random.nextInt(4)) {
      case 0 -> faults.add(new Fault.ProverFails(moment(), worker(), 1 + random.nextInt(3)));
      case 1 -> {
        if (workers > 1) { // one of them stays honest: forgers are out for a day
          faults.add(new Fault.ProverForges(moment(), 1 + random.nextInt(workers - 1)));
        }
      }
      default -> faults.add(new Fault.ProverLies(moment(), worker(), 1 + random.nextInt(3)));
    }
  }

  private void coordinatorDies(Duration at) {
    Duration lasts = random.nextBoolean() ? seconds(1, 20) : seconds(20, 300);
    sometimesLater(new Fault.CoordinatorDies(at, lasts));
  }

  private void sometimesLater(Fault fault) {
    faults.add(
        random.nextInt(3) == 0
            ? new Fault.After(FACTS.get(random.nextInt(FACTS.size())), fault)
            : fault);
  }

  private void nobodyWorks() {
    Duration at = moment();
    Duration lasts = minutes(2, 25);
    for (int i = 0; i < workers; i++) {
      faults.add(new Fault.WorkerDies(at, lasts, i, true, false));
    }
  }

  /** Often soon after another fault begins or ends: two at once are worse than one by one. */
  private Duration moment() {
    if (!faults.isEmpty() && random.nextInt(3) == 0) {
      Fault other = faults.get(random.nextInt(faults.size()));
      return (random.nextBoolean() ? other.at() : other.ends()).plusMillis(random.nextInt(60_000));
    }
    return Duration.ofMillis(random.nextInt(LAST_BEGIN_MINUTES * 60_000));
  }

  private int worker() {
    return random.nextInt(workers);
  }

  private Duration seconds(int least, int most) {
    return Duration.ofMillis(1_000L * least + random.nextInt(1_000 * (most - least)));
  }

  private Duration minutes(int least, int most) {
    return seconds(60 * least, 60 * most);
  }
}
