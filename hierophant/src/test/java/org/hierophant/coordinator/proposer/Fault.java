package org.hierophant.coordinator.proposer;

import java.time.Duration;
import org.hierophant.coordinator.ledger.Event;

/** Something that goes wrong on purpose, from one time to another. */
sealed interface Fault {
  /** Not before. */
  Duration at();

  /** Zero for what happens once. */
  Duration lasts();

  default Duration ends() {
    return at().plus(lasts());
  }

  /**
   * The fault comes right after the next such fact is durable, before anybody hears of it. What a
   * worker suffers then is suffered by the one that the fact is about, if it is about one.
   */
  record After(Class<? extends Event.Durable> fact, Fault fault) implements Fault {
    @Override
    public Duration at() {
      return fault.at();
    }

    @Override
    public Duration lasts() {
      return fault.lasts();
    }
  }

  /** What one worker suffers. */
  sealed interface OfWorker extends Fault {
    int worker();
  }

  /**
   * @param isToldOff whether the coordinator notices at once
   */
  record WorkerDies(Duration at, Duration lasts, int worker, boolean isToldOff, boolean losesDisk)
      implements OfWorker {}

  record WorkerFreezes(Duration at, Duration lasts, int worker) implements OfWorker {}

  record ProverHangs(Duration at, Duration lasts, int worker) implements OfWorker {}

  record LinkBreaks(Duration at, Duration lasts, int worker, boolean isToldOff)
      implements OfWorker {}

  record ProverLies(Duration at, int worker, int proofs) implements OfWorker {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  record ProverForges(Duration at, int worker) implements OfWorker {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  record ProverFails(Duration at, int worker, int proofs) implements OfWorker {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  /** For good. */
  record WorkerLeaves(Duration at, int worker, boolean isToldOff) implements OfWorker {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  /** It drains, stops once it is idle or after a while, and comes back. */
  record WorkerDrains(Duration at, Duration lasts, int worker) implements OfWorker {}

  record OffersAreRefused(Duration at, int worker, int offers) implements OfWorker {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  record CoordinatorDies(Duration at, Duration lasts) implements Fault {}

  /** The next commit changes nothing. */
  record CommitFails(Duration at) implements Fault {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  record VerifierFails(Duration at, Duration lasts) implements Fault {}

  /** It comes back with empty disks. */
  record StateIsLost(Duration at, Duration lasts) implements Fault {}

  record DiskFills(Duration at, Duration lasts) implements Fault {}

  record LedgerStalls(Duration at, Duration lasts) implements Fault {}

  record AnswersGetLost(Duration at, int answers, Network.Loss how) implements Fault {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  record CallsComeTwice(Duration at, int calls) implements Fault {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }

  record ClockJumps(Duration at, Duration jump) implements Fault {
    @Override
    public Duration lasts() {
      return Duration.ZERO;
    }
  }
}
