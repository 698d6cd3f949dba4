package org.hierophant.coordinator.testing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Budget;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;

/**
 * What a journal must hold after some events, in the plainest way: the yardstick for every journal.
 */
public final class SnapshotFold {
  private final Map<VkHash, ProgramRecord> programs = new LinkedHashMap<>();
  private final Map<Long, RequestView> requests = new TreeMap<>();
  private final Map<RequestId, List<Attempt>> attempts = new HashMap<>();
  private final Map<String, WorkerRecord> workers = new TreeMap<>();
  private final Deque<DeadWorker> deadWorkers = new ArrayDeque<>();
  private final Deque<CompletedProof> history = new ArrayDeque<>();

  /** All tables of the journal. */
  public Snapshot snapshot() {
    Map<RequestId, List<Attempt>> begun = new HashMap<>();
    attempts.forEach(
        (id, list) -> {
          if (!list.isEmpty()) {
            begun.put(id, List.copyOf(list));
          }
        });
    return new Snapshot(
        List.copyOf(programs.values()),
        List.copyOf(requests.values()),
        begun,
        List.copyOf(workers.values()),
        List.copyOf(deadWorkers),
        List.copyOf(history));
  }

  public void apply(Event.Durable event) {
    switch (event) {
      case Event.ProgramRegistered(var program) -> programs.put(program.vkHash(), program);
      case Event.RequestAccepted(var request, long sequence) ->
          requests.put(
              sequence,
              RequestView.of(
                  request,
                  sequence,
                  new RequestState.Queued(Budget.UNUSED),
                  List.of(),
                  request.createdAt()));
      case Event.RequestMoved(var id, long sequence, var to, var at) -> {
        change(
            sequence,
            view ->
                RequestView.of(
                    view.request(),
                    sequence,
                    to,
                    to.isFinal() ? List.of() : view.candidates(),
                    at));
        if (to.isFinal()) {
          attempts.remove(id);
        }
      }
      case Event.AttemptBegun(var id, _, var attempt) ->
          attempts.computeIfAbsent(id, _ -> new ArrayList<>()).add(attempt);
      case Event.AttemptDropped(var id, _, var lease) ->
          attempts
              .getOrDefault(id, new ArrayList<>())
              .removeIf(attempt -> attempt.lease().equals(lease));
      case Event.CandidateStored(_, long sequence, var candidate) ->
          change(
              sequence,
              view -> {
                List<Candidate> more = new ArrayList<>(view.candidates());
                more.add(candidate);
                return with(view, more, candidate.storedAt());
              });
      case Event.CandidateDropped(_, long sequence, var lease, var at) ->
          change(
              sequence,
              view ->
                  with(
                      view,
                      view.candidates().stream().filter(c -> !c.lease().equals(lease)).toList(),
                      at));
      case Event.RequestForgotten(var id, long sequence) -> {
        requests.remove(sequence);
        attempts.remove(id);
      }
      case Event.WorkerRecorded(var record) -> workers.put(record.id().text(), record);
      case Event.WorkerForgotten(var worker) -> workers.remove(worker.text());
      case Event.WorkerDied(var dead) -> deadWorkers.add(dead);
      case Event.ProofRecorded(var proof) -> history.add(proof);
      case Event.HistoryTrimmed(int proofs, int dead) -> {
        for (int i = 0; i < proofs; i++) {
          history.removeFirst();
        }
        for (int i = 0; i < dead; i++) {
          deadWorkers.removeFirst();
        }
      }
    }
  }

  private void change(long sequence, UnaryOperator<RequestView> change) {
    if (requests.computeIfPresent(sequence, (_, view) -> change.apply(view)) == null) {
      throw new IllegalStateException("no request " + sequence);
    }
  }

  private static RequestView with(RequestView view, List<Candidate> candidates, Instant at) {
    return RequestView.of(view.request(), view.sequence(), view.state(), candidates, at);
  }
}
