package org.hierophant.coordinator.assignment;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait, the workers that could serve them, and which gets which.
 *
 * <p>Of the requests a worker can serve, those that finish what others wait for go first: wrapped
 * proofs before compressed before core, the oldest first inside. Of the workers that are free for a
 * request, the one idle longest gets it, then the one with the shortest mean, then the one whose id
 * comes first. A worker that a request is to avoid gets it only while no other enrolled worker can
 * serve it.
 *
 * <p><b>Limits.</b> As many entries as there are waiting requests and workers; both are bounded by
 * the ledger.
 *
 * <p><b>Thread.</b> The ledger's only. Pure: no clock, no randomness.
 */
public final class AssignmentBoard {
  /** Somebody for something: what {@link #nextMatch} finds. */
  public record Match(WaitingRequest request, WorkerId worker) {}

  private static final Comparator<FreeWorker> LONGEST_IDLE_FIRST =
      Comparator.comparingLong(FreeWorker::idleSinceNanos)
          .thenComparing(FreeWorker::meanSpanTime)
          .thenComparing(worker -> worker.id().text());

  private final Map<Capability, NavigableMap<Long, WaitingRequest>> waiting = new HashMap<>();
  private final Map<Capability, NavigableSet<FreeWorker>> free = new HashMap<>();
  private final Map<WorkerId, FreeWorker> freeById = new HashMap<>();
  private final Map<Capability, Set<WorkerId>> enrolled = new HashMap<>();
  private final Map<WorkerId, Set<Capability>> capabilities = new HashMap<>();

  /** What may have become possible since the last match. */
  private final Deque<WaitingRequest> newlyWaiting = new ArrayDeque<>();

  private final Deque<WorkerId> newlyFree = new ArrayDeque<>();

  public void enqueue(WaitingRequest request) {
    waiting
        .computeIfAbsent(request.capability(), _ -> new TreeMap<>())
        .put(request.sequence(), request);
    newlyWaiting.add(request);
  }

  public void dequeue(Capability capability, long sequence) {
    NavigableMap<Long, WaitingRequest> queue = waiting.get(capability);
    if (queue != null) {
      queue.remove(sequence);
      if (queue.isEmpty()) {
        waiting.remove(capability);
      }
    }
  }

  /** Requests that wait, by what they need. */
  public Map<Capability, Integer> lengths() {
    Map<Capability, Integer> lengths = new HashMap<>();
    waiting.forEach((capability, queue) -> lengths.put(capability, queue.size()));
    return lengths;
  }

  /** The worker is connected and takes offers, now or when it has a slot again. */
  public void enroll(WorkerId worker, Set<Capability> able) {
    dismiss(worker);
    capabilities.put(worker, Set.copyOf(able));
    able.forEach(
        capability -> enrolled.computeIfAbsent(capability, _ -> new HashSet<>()).add(worker));
  }

  /** The worker takes no offers any more. Others may get what they were to avoid. */
  public void dismiss(WorkerId worker) {
    occupy(worker);
    Set<Capability> able = capabilities.remove(worker);
    if (able == null) {
      return;
    }
    NavigableSet<FreeWorker> again = new TreeSet<>(LONGEST_IDLE_FIRST);
    for (Capability capability : able) {
      enrolled.computeIfPresent(
          capability, (_, others) -> others.remove(worker) && others.isEmpty() ? null : others);
      if (waiting.containsKey(capability)) {
        again.addAll(free.getOrDefault(capability, Collections.emptyNavigableSet()));
      }
    }
    again.forEach(other -> newlyFree.add(other.id()));
  }

  /** An enrolled worker has a free slot. */
  public void release(FreeWorker worker) {
    occupy(worker.id());
    freeById.put(worker.id(), worker);
    for (Capability capability : capabilities.getOrDefault(worker.id(), Set.of())) {
      free.computeIfAbsent(capability, _ -> new TreeSet<>(LONGEST_IDLE_FIRST)).add(worker);
    }
    newlyFree.add(worker.id());
  }

  /** The worker has no free slot. */
  public void occupy(WorkerId worker) {
    FreeWorker known = freeById.remove(worker);
    if (known == null) {
      return;
    }
    for (Capability capability : capabilities.getOrDefault(worker, Set.of())) {
      NavigableSet<FreeWorker> others = free.get(capability);
      if (others != null) {
        others.remove(known);
        if (others.isEmpty()) {
          free.remove(capability);
        }
      }
    }
  }

  /**
   * The next assignment to make; the caller makes it (dequeues the request, occupies the worker or
   * releases it again) and asks once more, until there is none.
   */
  public Optional<Match> nextMatch() {
    while (!newlyFree.isEmpty()) {
      WorkerId worker = newlyFree.peek();
      WaitingRequest request = freeById.containsKey(worker) ? requestFor(worker) : null;
      if (request != null) {
        return Optional.of(new Match(request, worker)); // again, if it has another slot
      }
      newlyFree.remove();
    }
    while (!newlyWaiting.isEmpty()) {
      WaitingRequest request = newlyWaiting.remove();
      if (isWaiting(request)) {
        WorkerId worker = workerFor(request);
        if (worker != null) {
          return Optional.of(new Match(request, worker));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isWaiting(WaitingRequest request) {
    NavigableMap<Long, WaitingRequest> queue = waiting.get(request.capability());
    return queue != null && request.equals(queue.get(request.sequence()));
  }

  private @Nullable WaitingRequest requestFor(WorkerId worker) {
    WaitingRequest best = null;
    for (Capability capability : capabilities.getOrDefault(worker, Set.of())) {
      for (WaitingRequest request :
          waiting.getOrDefault(capability, Collections.emptyNavigableMap()).values()) {
        if (best != null && compare(request, best) > 0) {
          break; // later ones of this queue come even later
        }
        if (isWelcome(worker, request)) {
          best = request;
          break;
        }
      }
    }
    return best;
  }

  private @Nullable WorkerId workerFor(WaitingRequest request) {
    for (FreeWorker worker :
        free.getOrDefault(request.capability(), Collections.emptyNavigableSet())) {
      if (isWelcome(worker.id(), request)) {
        return worker.id();
      }
    }
    return null;
  }

  private boolean isWelcome(WorkerId worker, WaitingRequest request) {
    return !request.avoid().contains(worker) || !hasOther(request);
  }

  /** Whether an enrolled worker can serve the request that it need not avoid. */
  private boolean hasOther(WaitingRequest request) {
    Set<WorkerId> able = enrolled.getOrDefault(request.capability(), Set.of());
    return able.size() > request.avoid().stream().filter(able::contains).count();
  }

  private static int compare(WaitingRequest a, WaitingRequest b) {
    int byMode = Integer.compare(rank(a.capability().mode()), rank(b.capability().mode()));
    return byMode != 0 ? byMode : Long.compare(a.sequence(), b.sequence());
  }

  private static int rank(ProofMode mode) {
    return switch (mode) {
      case GROTH16, PLONK -> 0;
      case COMPRESSED -> 1;
      case CORE -> 2;
    };
  }
}
