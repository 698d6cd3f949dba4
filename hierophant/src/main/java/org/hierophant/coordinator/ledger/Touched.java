package org.hierophant.coordinator.ledger;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/** What readers must be shown after the next commit. */
final class Touched {
  private final Set<RequestId> requests = new LinkedHashSet<>();
  private final Set<WorkerId> workers = new LinkedHashSet<>();
  private final List<ProgramRecord> programs = new ArrayList<>();
  private final List<DeadWorker> deadWorkers = new ArrayList<>();
  private final List<CompletedProof> proofs = new ArrayList<>();
  private int trimmedProofs;
  private int trimmedDeadWorkers;

  /** All of it, and begins anew. */
  Touched take() {
    Touched taken = new Touched();
    taken.requests.addAll(requests);
    taken.workers.addAll(workers);
    taken.programs.addAll(programs);
    taken.deadWorkers.addAll(deadWorkers);
    taken.proofs.addAll(proofs);
    taken.trimmed(trimmedProofs, trimmedDeadWorkers);
    requests.clear();
    workers.clear();
    programs.clear();
    deadWorkers.clear();
    proofs.clear();
    trimmedProofs = 0;
    trimmedDeadWorkers = 0;
    return taken;
  }

  void request(RequestId id) {
    requests.add(id);
  }

  void worker(WorkerId id) {
    workers.add(id);
  }

  void program(ProgramRecord program) {
    programs.add(program);
  }

  void died(DeadWorker dead) {
    deadWorkers.add(dead);
  }

  void proved(CompletedProof proof) {
    proofs.add(proof);
  }

  void trimmed(int proofCount, int deadCount) {
    trimmedProofs += proofCount;
    trimmedDeadWorkers += deadCount;
  }

  Set<RequestId> requests() {
    return requests;
  }

  Set<WorkerId> workers() {
    return workers;
  }

  List<ProgramRecord> programs() {
    return programs;
  }

  List<DeadWorker> deadWorkers() {
    return deadWorkers;
  }

  List<CompletedProof> proofs() {
    return proofs;
  }

  /** How many of the oldest go, after the new ones were added. */
  int trimmedProofs() {
    return trimmedProofs;
  }

  int trimmedDeadWorkers() {
    return trimmedDeadWorkers;
  }
}
