package org.hierophant.coordinator.ledger;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * The committed facts, in concurrent maps of immutable records.
 *
 * <p><b>Thread.</b> Written by the ledger's only, read by any.
 */
final class MemoryView implements LedgerView {
  /** Signers whose messages are counted; more are not, and always hear the nonce 0. */
  private static final int MAX_SIGNERS = 100_000;

  private final ShownRequests requests = new ShownRequests();
  private final ConcurrentNavigableMap<Long, RequestView> bySequence =
      new ConcurrentSkipListMap<>(Comparator.reverseOrder());
  private final ConcurrentNavigableMap<Long, RequestView> openBySequence =
      new ConcurrentSkipListMap<>(Comparator.reverseOrder());
  private final Map<VkHash, ProgramRecord> programs = new ConcurrentHashMap<>();
  private final Map<ArtifactUri, RequestId> proofs = new ConcurrentHashMap<>();

  /** Of open requests; a fulfilled one names its proof itself. */
  private final Map<RequestId, Set<ArtifactUri>> proofsOfOpen = new ConcurrentHashMap<>();

  private final Map<ArtifactUri, Integer> references = new ConcurrentHashMap<>();
  private final Map<Address, Long> nonces = new ConcurrentHashMap<>();
  private final Map<WorkerId, WorkerView> workers = new ConcurrentHashMap<>();
  private final Queue<DeadWorker> deadWorkers = new ConcurrentLinkedQueue<>();
  private final Queue<CompletedProof> history = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> whole = new CompletableFuture<>();
  private final Lookups lookups = new Lookups();
  private volatile Map<Capability, Integer> queueLengths = Map.of();

  /** Shows what changed. */
  void publish(LedgerState state) {
    Touched touched = state.takeTouched();
    touched.programs().forEach(this::publish);
    touched.requests().forEach(id -> publish(id, state));
    for (WorkerId id : touched.workers()) {
      LiveWorker worker = state.liveWorker(id);
      if (worker == null) {
        workers.remove(id);
      } else {
        workers.put(id, state.view(worker));
      }
    }
    append(deadWorkers, touched.deadWorkers(), touched.trimmedDeadWorkers());
    append(history, touched.proofs(), touched.trimmedProofs());
    if (!touched.requests().isEmpty()) {
      queueLengths = Map.copyOf(state.board().lengths());
    }
  }

  /** Shows a state that was read from the journal again in place of everything before. */
  void replace(LedgerState state) {
    deadWorkers.clear();
    history.clear();
    publish(state);
    workers.keySet().removeIf(id -> state.liveWorker(id) == null);
  }

  /** What was asked for and could not be answered from memory yet. */
  Lookups lookups() {
    return lookups;
  }

  /** All finished requests have been published. */
  void becomeWhole() {
    whole.complete(null);
    lookups.answer(this::request);
  }

  private static <T> void append(Queue<T> queue, List<T> added, int trimmed) {
    queue.addAll(added);
    for (int i = 0; i < trimmed; i++) {
      queue.remove();
    }
  }

  private void publish(ProgramRecord program) {
    ProgramRecord before = programs.put(program.vkHash(), program);
    refer(program.elf().uri(), 1);
    if (before == null) {
      count(program.owner());
    } else {
      refer(before.elf().uri(), -1);
    }
  }

  private void publish(RequestId id, LedgerState state) {
    RequestView now = state.request(id);
    RequestView before = now == null ? requests.remove(id) : requests.put(now);
    boolean isOpen = isOpen(now);
    if (now != null) {
      bySequence.put(now.sequence(), now);
      if (isOpen) {
        openBySequence.put(now.sequence(), now);
      } else {
        openBySequence.remove(now.sequence());
      }
      if (before == null) {
        count(now.request().requester());
      }
    } else if (before != null) {
      bySequence.remove(before.sequence());
    }
    if (isOpen != isOpen(before)) {
      RequestView either = now != null ? now : before;
      if (either != null) {
        int change = isOpen ? 1 : -1;
        refer(either.request().program().uri(), change);
        refer(either.request().stdin().uri(), change);
      }
    }
    publishProofs(id, proofsShown(id, before), isOpen, uris(now, state));
  }

  private static boolean isOpen(@Nullable RequestView view) {
    return view != null && !view.state().isFinal();
  }

  /** What a proof of this request may be stored under. */
  private static Set<ArtifactUri> uris(@Nullable RequestView view, LedgerState state) {
    if (view == null) {
      return Set.of();
    }
    if (view.state() instanceof RequestState.Fulfilled done) {
      return Set.of(done.proof().uri());
    }
    Set<ArtifactUri> uris = new HashSet<>();
    for (Attempt attempt : state.attempts(view.id())) {
      uris.add(attempt.result());
    }
    return uris.isEmpty() ? Set.of() : uris;
  }

  private Set<ArtifactUri> proofsShown(RequestId id, @Nullable RequestView before) {
    return before != null && before.state() instanceof RequestState.Fulfilled done
        ? Set.of(done.proof().uri())
        : proofsOfOpen.getOrDefault(id, Set.of());
  }

  private void publishProofs(
      RequestId id, Set<ArtifactUri> before, boolean isOpen, Set<ArtifactUri> now) {
    now.forEach(uri -> proofs.put(uri, id));
    before.stream().filter(uri -> !now.contains(uri)).forEach(proofs::remove);
    if (isOpen && !now.isEmpty()) {
      proofsOfOpen.put(id, Set.copyOf(now));
    } else {
      proofsOfOpen.remove(id);
    }
  }

  private void refer(ArtifactUri artifact, int change) {
    references.merge(artifact, change, (a, b) -> a + b == 0 ? null : a + b);
  }

  private void count(Address signer) {
    if (nonces.size() < MAX_SIGNERS || nonces.containsKey(signer)) {
      nonces.merge(signer, 1L, Long::sum);
    }
  }

  @Override
  public Optional<RequestView> request(RequestId id) {
    return Optional.ofNullable(requests.view(id));
  }

  @Override
  public CompletableFuture<Optional<RequestView>> find(RequestId id) {
    Optional<RequestView> known = request(id);
    if (known.isPresent() || whole.isDone()) {
      return CompletableFuture.completedFuture(known.or(() -> request(id)));
    }
    CompletableFuture<Optional<RequestView>> answer = lookups.ask(id);
    if (whole.isDone()) {
      lookups.answer(this::request); // it was asked after the last look
    }
    return answer;
  }

  @Override
  public void keep(RequestView view, byte[] bytes) {
    requests.keep(view, bytes);
  }

  @Override
  public Optional<byte[]> kept(RequestId id) {
    return Optional.ofNullable(requests.kept(id));
  }

  @Override
  public CompletableFuture<Void> whole() {
    return whole.copy();
  }

  @Override
  public Optional<ProgramRecord> program(VkHash vkHash) {
    return Optional.ofNullable(programs.get(vkHash));
  }

  @Override
  public Stream<RequestView> requests() {
    return bySequence.values().stream();
  }

  @Override
  public Stream<RequestView> openRequests() {
    return openBySequence.values().stream();
  }

  @Override
  public Optional<RequestView> requestOfProof(ArtifactUri proof) {
    return Optional.ofNullable(proofs.get(proof)).flatMap(this::request);
  }

  @Override
  public List<WorkerView> workers() {
    return workers.values().stream()
        .sorted(
            Comparator.comparing((WorkerView worker) -> worker.record().name())
                .thenComparing(worker -> worker.record().id().text()))
        .toList();
  }

  @Override
  public List<DeadWorker> deadWorkers() {
    return List.copyOf(deadWorkers);
  }

  @Override
  public List<CompletedProof> history() {
    return List.copyOf(history);
  }

  @Override
  public Map<Capability, Integer> queueLengths() {
    return Collections.unmodifiableMap(queueLengths);
  }

  @Override
  public long nonce(Address address) {
    return nonces.getOrDefault(address, 0L);
  }

  @Override
  public boolean isReferenced(ArtifactUri artifact) {
    if (references.containsKey(artifact)) {
      return true;
    }
    RequestId id = proofs.get(artifact);
    return id != null && isOpen(requests.view(id));
  }
}
