package org.hierophant.coordinator.proposer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;

/**
 * A worker's attempts, as the contemplant program treats them: accepted while a slot is free,
 * worked on, kept on disk until they are settled, said again on every connection.
 */
final class WorkerJobs {
  private static final Duration PROGRESS_PERIOD = Duration.ofSeconds(60);
  private static final Duration CANCELLING = Duration.ofMillis(500);
  private static final int MAX_STARTS = 3;
  private static final int MAX_FETCHES = 8;

  private final Worker worker;
  private final Plan.Traits traits;
  private final Plan plan;
  private final Judge judge;
  private final Random random;
  private final Map<LeaseToken, Held> disk = new LinkedHashMap<>();
  private boolean hanging;
  private int wrongProofs;
  private int proverFailures;
  private int refusals;
  private boolean forges;

  WorkerJobs(Worker worker, Plan.Traits traits, Plan plan, Judge judge, Random random) {
    this.worker = worker;
    this.traits = traits;
    this.plan = plan;
    this.judge = judge;
    this.random = random;
  }

  // ---- what happens to it ----

  /** The process ends. */
  void interrupt() {
    hanging = false;
    disk.values().forEach(Held::interrupt);
  }

  void loseDisk() {
    disk.clear();
  }

  /** The prover stands still, and with it everything under way, until the process ends. */
  void hang() {
    hanging = true;
  }

  void makeWrongProofs(int count) {
    wrongProofs += count;
  }

  void failToProve(int count) {
    proverFailures += count;
  }

  void refuseOffers(int count) {
    refusals += count;
  }

  void forgeOnce() {
    forges = true;
  }

  // ---- what it hears ----

  List<Command.HeldAttempt> held() {
    return disk.values().stream().map(Held::asHeld).toList();
  }

  void welcomed(Effect.Welcome welcome) {
    Set<LeaseToken> keep = new HashSet<>();
    welcome.keep().forEach(held -> keep.add(held.lease()));
    for (Held held : List.copyOf(disk.values())) {
      if (!keep.contains(held.lease())) {
        forget(held.lease());
      }
    }
    for (Held held : List.copyOf(disk.values())) {
      if (!held.started) {
        begin(held);
      } else if (held.deliverable) {
        deliver(held);
      } else if (!held.isFinished()) {
        accept(held);
        held.lastProgress().ifPresent(progress -> report(held, progress));
      }
    }
  }

  void heard(Effect.ToWorker message) {
    switch (message) {
      case Effect.Offer offer -> offered(offer);
      case Effect.CancelAttempt cancel -> {
        Held held = disk.get(cancel.lease());
        if (held != null) {
          cancel(held, cancel.reason());
        } else {
          sayFailure(cancel.request(), cancel.lease(), new AttemptFailure.Cancelled("not held"));
        }
      }
      case Effect.Superseded over -> {
        Held held = disk.get(over.lease());
        if (held != null && !held.hasProof()) {
          cancel(held, "superseded");
        }
      }
      case Effect.Settled settled -> forget(settled.lease());
      case Effect.Welcome _, Effect.CloseConnection _ ->
          throw new AssertionError("not about an attempt: " + message);
    }
  }

  private void forget(LeaseToken lease) {
    Held held = disk.remove(lease);
    if (held != null && held.hasProof()) {
      judge.proofForgotten(held.request(), lease, worker.id());
    }
  }

  private void offered(Effect.Offer offer) {
    Held known = disk.get(offer.lease());
    if (known != null) {
      accept(known);
      return;
    }
    long busy = disk.values().stream().filter(held -> !held.isFinished()).count();
    if (worker.isDraining()) {
      refuse(offer, Command.OfferRefusal.DRAINING);
    } else if (busy >= traits.slots()) {
      refuse(offer, Command.OfferRefusal.BUSY);
    } else if (refusals > 0) {
      refusals--;
      refuse(offer, Command.OfferRefusal.DISK_FULL);
    } else {
      Held held = new Held(offer);
      disk.put(offer.lease(), held);
      accept(held);
      begin(held);
    }
  }

  private void refuse(Effect.Offer offer, Command.OfferRefusal reason) {
    worker.say(
        new Command.RefuseOffer(
            worker.id(),
            worker.generation(),
            offer.request().id(),
            offer.lease(),
            reason,
            "not now"));
  }

  private void accept(Held held) {
    worker.say(
        new Command.AcceptOffer(worker.id(), worker.generation(), held.request(), held.lease()));
  }

  /** A prover that hangs does not hear it. */
  private void cancel(Held held, String reason) {
    AttemptFailure cancelled = new AttemptFailure.Cancelled(reason);
    if (held.isFinished() || !held.started) {
      fail(held, cancelled);
    } else if (!hanging) {
      worker.later(
          CANCELLING,
          () -> {
            if (!held.isFinished()) {
              fail(held, cancelled);
            }
          });
    }
  }

  // ---- what it does ----

  private boolean isUnderWay(Held held) {
    return disk.get(held.lease()) == held && !held.isFinished();
  }

  private void begin(Held held) {
    held.started = true;
    if (held.isFinished()) {
      hand(held);
    } else if (++held.starts > MAX_STARTS) {
      judge.failureMade(held.request(), worker.id());
      fail(held, new AttemptFailure.Worker("died " + MAX_STARTS + " times with it"));
    } else {
      report(held, new Progress(Phase.FETCHING, 0, 1));
      fetch(held, 1);
    }
  }

  private void fetch(Held held, int tries) {
    worker.later(
        Duration.ofMillis(500 + random.nextInt(1_500) + 500L * tries * tries),
        () -> {
          if (!isUnderWay(held)) {
            return;
          }
          Optional<CoordinatorProcess> coordinator = worker.reachable();
          if (coordinator.isPresent()) {
            Optional<byte[]> stdin =
                coordinator.get().get(held.offer.request().stdin().uri(), true);
            if (stdin.isPresent()) {
              prove(
                  held, stdin.get(), plan.minutes(held.offer.request().mode(), traits, random), 1);
            } else { // refused for good
              fail(held, new AttemptFailure.Transfer("HTTP 404"));
            }
          } else if (tries >= MAX_FETCHES) {
            judge.transferFailed(worker.id());
            fail(held, new AttemptFailure.Transfer("cannot be fetched"));
          } else {
            fetch(held, tries + 1);
          }
        });
  }

  private void prove(Held held, byte[] stdin, int minutes, int minute) {
    worker.later(
        PROGRESS_PERIOD,
        () -> {
          if (!isUnderWay(held)) {
            return;
          }
          if (hanging) {
            prove(held, stdin, minutes, minute);
          } else if (minute < minutes) {
            report(held, new Progress(Phase.PROVING, minute, minutes));
            prove(held, stdin, minutes, minute + 1);
          } else {
            finish(held, stdin);
          }
        });
  }

  private void finish(Held held, byte[] stdin) {
    if (plan.guestFails(new String(stdin, UTF_8))) {
      fail(
          held,
          new AttemptFailure.Guest(
              ExecuteFailureCause.EXCEEDED_CYCLE_LIMIT, OptionalLong.of(1), "too many cycles"));
    } else if (proverFailures > 0) {
      proverFailures--;
      judge.failureMade(held.request(), worker.id());
      fail(held, new AttemptFailure.Prover("out of device memory"));
    } else {
      held.proof = proof(held, stdin);
      hand(held);
    }
  }

  private byte[] proof(Held held, byte[] stdin) {
    if (forges) {
      forges = false;
      judge.failureMade(held.request(), worker.id());
      return Proofs.forged();
    }
    if (wrongProofs > 0) {
      wrongProofs--;
      judge.failureMade(held.request(), worker.id());
      return Proofs.wrong();
    }
    return Proofs.right(stdin, held.offer.request().mode());
  }

  /** Stores the proof, for as long as it takes, and says so. */
  private void hand(Held held) {
    if (disk.get(held.lease()) != held) {
      return;
    }
    byte[] proof = held.proof;
    if (proof == null || held.failure != null) {
      deliver(held);
      return;
    }
    Optional<Integer> status =
        worker.reachable().map(coordinator -> coordinator.put(held.offer.result(), proof, true));
    if (status.filter(code -> code == 200).isPresent()) {
      deliver(held);
    } else {
      worker.later(Duration.ofSeconds(2 + random.nextInt(8)), () -> hand(held));
    }
  }

  private void fail(Held held, AttemptFailure failure) {
    if (disk.get(held.lease()) == held) {
      held.failure = failure;
      deliver(held);
    }
  }

  private void deliver(Held held) {
    held.deliverable = true;
    AttemptFailure failure = held.failure;
    byte[] proof = held.proof;
    if (failure != null) {
      sayFailure(held.request(), held.lease(), failure);
    } else if (proof != null) {
      worker.say(
          new Command.StoreResult(
              worker.id(),
              worker.generation(),
              held.request(),
              held.lease(),
              new StoredArtifact(held.offer.result(), Sha256.ofContent(proof), proof.length),
              OptionalLong.of(1_000_000),
              OptionalLong.of(2_000_000),
              Optional.empty(),
              Duration.ofMinutes(1)));
    }
  }

  private void sayFailure(RequestId request, LeaseToken lease, AttemptFailure failure) {
    worker.say(
        new Command.ReportFailure(worker.id(), worker.generation(), request, lease, failure));
  }

  private void report(Held held, Progress progress) {
    held.progress = progress;
    worker.say(
        new Command.ReportProgress(
            worker.id(), worker.generation(), held.request(), held.lease(), progress));
  }
}
