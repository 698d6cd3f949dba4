package org.hierophant.coordinator.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/**
 * An endless run of durable events in an order that a ledger could produce: what they speak of
 * exists, final requests stay as they are, sequences count up. The same seed makes the same run.
 */
public final class RandomEvents {
  private static final class Request {
    final RequestId id;
    final long sequence;
    final Map<LeaseToken, Attempt> attempts = new LinkedHashMap<>();
    final Map<LeaseToken, Candidate> candidates = new LinkedHashMap<>();

    Request(RequestId id, long sequence) {
      this.id = id;
      this.sequence = sequence;
    }
  }

  private final RandomRecords records;
  private final List<Request> open = new ArrayList<>();
  private final List<Request> finals = new ArrayList<>();
  private final List<WorkerId> workers = new ArrayList<>();
  private long lastSequence;
  private int proofs;
  private int deadWorkers;

  public RandomEvents(long seed) {
    records = new RandomRecords(seed);
  }

  public RandomRecords records() {
    return records;
  }

  /** The next so many events. */
  public List<Event.Durable> next(int count) {
    List<Event.Durable> events = new ArrayList<>();
    while (events.size() < count) {
      events.add(next());
    }
    return events;
  }

  public Event.Durable next() {
    return switch (records.random().nextInt(16)) {
      case 0 ->
          new Event.ProgramRegistered(records.oneIn(2) ? records.newProgram() : records.program());
      case 1, 2, 3 -> accept();
      case 4 -> {
        proofs++;
        yield new Event.ProofRecorded(records.completedProof());
      }
      case 5 -> {
        deadWorkers++;
        yield new Event.WorkerDied(records.deadWorker());
      }
      case 6 -> trim();
      case 7 -> record();
      case 8 -> workers.isEmpty() || records.oneIn(2) ? record() : forgetWorker();
      case 9 -> finals.isEmpty() ? accept() : forget();
      default -> open.isEmpty() ? accept() : work(records.oneOf(open));
    };
  }

  private Event.Durable accept() {
    lastSequence += records.oneIn(10) ? 1 + records.random().nextInt(1_000) : 1;
    ProofRequest request = records.request();
    open.add(new Request(request.id(), lastSequence));
    return new Event.RequestAccepted(request, lastSequence);
  }

  private Event.Durable work(Request request) {
    List<LeaseToken> begun = List.copyOf(request.attempts.keySet());
    List<LeaseToken> stored = List.copyOf(request.candidates.keySet());
    return switch (records.random().nextInt(8)) {
      case 0, 1 -> {
        Attempt attempt = records.attempt();
        request.attempts.put(attempt.lease(), attempt);
        yield new Event.AttemptBegun(request.id, request.sequence, attempt);
      }
      case 2 -> {
        if (begun.isEmpty()) {
          yield move(request, records.queued());
        }
        LeaseToken lease = records.oneOf(begun);
        request.attempts.remove(lease);
        yield new Event.AttemptDropped(request.id, request.sequence, lease);
      }
      case 3 -> {
        List<LeaseToken> waiting = begun.stream().filter(lease -> !stored.contains(lease)).toList();
        if (waiting.isEmpty()) {
          yield move(request, records.queued());
        }
        Attempt attempt = request.attempts.get(records.oneOf(waiting));
        Candidate candidate = records.candidate(attempt);
        request.candidates.put(candidate.lease(), candidate);
        yield new Event.CandidateStored(request.id, request.sequence, candidate);
      }
      case 4 -> {
        if (stored.isEmpty()) {
          yield move(request, records.leased(records.attempt()));
        }
        LeaseToken lease = records.oneOf(stored);
        request.candidates.remove(lease);
        yield new Event.CandidateDropped(request.id, request.sequence, lease, records.instant());
      }
      case 5 -> {
        open.remove(request);
        finals.add(request);
        yield move(request, records.oneIn(2) ? records.fulfilled() : records.unfulfillable());
      }
      case 6 ->
          move(
              request,
              stored.isEmpty()
                  ? records.queued()
                  : records.verifying(request.candidates.get(records.oneOf(stored))));
      default ->
          move(
              request,
              begun.isEmpty()
                  ? records.queued()
                  : records.leased(request.attempts.get(records.oneOf(begun))));
    };
  }

  private Event.Durable move(Request request, RequestState to) {
    return new Event.RequestMoved(request.id, request.sequence, to, records.instant());
  }

  private Event.Durable forget() {
    Request request = records.oneOf(finals);
    finals.remove(request);
    return new Event.RequestForgotten(request.id, request.sequence);
  }

  private Event.Durable record() {
    WorkerId worker = records.worker();
    if (!workers.contains(worker)) {
      workers.add(worker);
    }
    return new Event.WorkerRecorded(records.workerRecord(worker));
  }

  private Event.Durable forgetWorker() {
    WorkerId worker = records.oneOf(workers);
    workers.remove(worker);
    return new Event.WorkerForgotten(worker);
  }

  private Event.Durable trim() {
    int oldProofs = records.random().nextInt(proofs + 1);
    int oldDead = records.random().nextInt(deadWorkers + 1);
    proofs -= oldProofs;
    deadWorkers -= oldDead;
    return new Event.HistoryTrimmed(oldProofs, oldDead);
  }
}
