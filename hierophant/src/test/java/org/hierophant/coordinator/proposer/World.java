package org.hierophant.coordinator.proposer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.network.domain.WorkerId;

/** A chain, its proposer, the coordinator and its workers, and what goes wrong between them. */
final class World {
  private static final Duration HOUR = Duration.ofHours(1);

  private final VirtualTime time = new VirtualTime();
  private final Plan plan;
  private final Story story;
  private final Judge judge;
  private final Coordinator coordinator;
  private final Network network;
  private final List<Worker> workers = new ArrayList<>();
  private final Proposer proposer;
  private Duration lastTroubleEnds = Duration.ZERO;

  World(long seed, Path stateDirectory) throws IOException {
    Random random = new Random(~seed);
    plan = new Plan(seed);
    story = new Story(time);
    story.tell(plan.toString());
    judge = new Judge(time, plan, story);
    coordinator =
        new Coordinator(time, fork(random), judge, stateDirectory, plan.verificationTime());
    for (Plan.Traits traits : plan.workers()) {
      WorkerId id = new WorkerId("worker-" + workers.size());
      workers.add(new Worker(id, traits, plan, time, coordinator, judge, fork(random)));
    }
    network = new Network(time, coordinator, judge, fork(random));
    Sdk sdk = new Sdk(plan.cohort(), network, time, fork(random));
    proposer =
        plan.isFaultProof()
            ? new FaultProofProposer(plan, sdk, time, judge, fork(random))
            : new ValidityProposer(plan, sdk, time, judge, fork(random));
  }

  private static Random fork(Random random) {
    return new Random(random.nextLong());
  }

  Story story() {
    return story;
  }

  /** Until everything is proved, or for too long. */
  void run() {
    workers.forEach(Worker::start);
    proposer.start();
    plan.faults().forEach(fault -> time.after(fault.at(), () -> begin(fault)));
    Duration limit = limit();
    while (!time.runUntil(() -> story.isViolated() || proposer.isDone(), limit)) {
      if (limit().equals(limit)) {
        judge.violated("not everything is proved after " + limit);
      }
      limit = limit(); // there was trouble in the meantime
    }
    story.rethrow();
    judge.finish();
    coordinator.kill();
  }

  private Duration limit() {
    return lastTroubleEnds.plus(plan.patientWork()).plus(HOUR);
  }

  Duration lastTroubleEnds() {
    return lastTroubleEnds;
  }

  Duration elapsed() {
    return time.elapsed();
  }

  private void begin(Fault fault) {
    story.tell("FAULT " + fault);
    trouble(fault);
    switch (fault) {
      case Fault.After(var fact, var later) ->
          coordinator.onNext(fact, event -> begin(later, event));
      case Fault.OfWorker ofWorker -> begin(ofWorker, workers.get(ofWorker.worker()));
      case Fault.CoordinatorDies _ -> restart(fault.lasts(), () -> {});
      case Fault.CommitFails _ -> coordinator.failNextCommit();
      case Fault.VerifierFails _ -> {
        coordinator.stopVerifier(true);
        time.after(fault.lasts(), () -> coordinator.stopVerifier(false));
      }
      case Fault.StateIsLost _ ->
          restart(
              fault.lasts(),
              () -> {
                coordinator.wipe();
                judge.wiped();
              });
      case Fault.DiskFills _ -> {
        coordinator.fillDisk();
        time.after(fault.lasts(), coordinator::clearDisk);
      }
      case Fault.LedgerStalls _ -> stall(fault.lasts());
      case Fault.AnswersGetLost lost -> network.loseAnswers(lost.answers(), lost.how());
      case Fault.CallsComeTwice twice -> network.duplicate(twice.calls());
      case Fault.ClockJumps jump -> coordinator.jumpClock(jump.jump());
    }
  }

  private void trouble(Fault fault) {
    Duration ends = time.elapsed().plus(fault.lasts());
    if (ends.compareTo(lastTroubleEnds) > 0) {
      lastTroubleEnds = ends;
    }
  }

  private void begin(Fault fault, Event.Durable after) {
    if (fault instanceof Fault.OfWorker ofWorker && after instanceof Event.AttemptBegun begun) {
      story.tell("FAULT for " + begun.attempt().worker() + " " + fault);
      trouble(fault);
      workers.stream()
          .filter(worker -> worker.id().equals(begun.attempt().worker()))
          .forEach(worker -> begin(ofWorker, worker));
    } else {
      begin(fault);
    }
  }

  private void restart(Duration lasts, Runnable whileDown) {
    coordinator.kill();
    whileDown.run();
    time.after(lasts, coordinator::start);
  }

  private void stall(Duration lasts) {
    CoordinatorProcess stalled = coordinator.process();
    if (stalled != null) {
      stalled.stall();
      time.after(
          lasts,
          () -> {
            if (!stalled.isKilled()) {
              stalled.resume();
            }
          });
    }
  }

  private void begin(Fault.OfWorker fault, Worker worker) {
    judge.excuses().fault(fault, worker.id());
    switch (fault) {
      case Fault.WorkerDies dies -> {
        worker.kill(dies.isToldOff());
        if (dies.losesDisk()) {
          worker.jobs().loseDisk();
        }
        time.after(fault.lasts(), worker::start);
      }
      case Fault.WorkerFreezes _ -> {
        worker.freeze();
        time.after(fault.lasts(), worker::thaw);
      }
      case Fault.ProverHangs _ -> {
        worker.jobs().hang();
        time.after(
            fault.lasts(),
            () -> {
              worker.kill(true);
              worker.start();
            });
      }
      case Fault.LinkBreaks breaks -> {
        worker.cutLink(breaks.isToldOff());
        time.after(fault.lasts(), worker::restoreLink);
      }
      case Fault.WorkerLeaves leaves -> worker.kill(leaves.isToldOff());
      case Fault.WorkerDrains _ -> {
        worker.drain();
        time.after(
            fault.lasts(),
            () -> {
              worker.kill(true);
              worker.start();
            });
      }
      case Fault.OffersAreRefused refused -> worker.jobs().refuseOffers(refused.offers());
      case Fault.ProverLies lies -> worker.jobs().makeWrongProofs(lies.proofs());
      case Fault.ProverForges _ -> worker.jobs().forgeOnce();
      case Fault.ProverFails fails -> worker.jobs().failToProve(fails.proofs());
    }
  }
}
