package org.hierophant.coordinator.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;

/** What a ledger would show, set by a test. */
public final class FakeLedgerView implements LedgerView {
  public final List<WorkerView> workers = new CopyOnWriteArrayList<>();
  public final List<DeadWorker> deadWorkers = new CopyOnWriteArrayList<>();
  public final List<CompletedProof> history = new CopyOnWriteArrayList<>();

  /** Newest first. */
  public final List<RequestView> requests = new CopyOnWriteArrayList<>();

  /** Complete unless a test says otherwise. */
  public volatile CompletableFuture<Void> whole = CompletableFuture.completedFuture(null);

  public final Map<RequestView, byte[]> kept = new ConcurrentHashMap<>();
  public final Map<VkHash, ProgramRecord> programs = new ConcurrentHashMap<>();
  public final Map<Address, Long> nonces = new ConcurrentHashMap<>();
  public final Map<ArtifactUri, RequestView> proofs = new ConcurrentHashMap<>();
  public final Set<ArtifactUri> referenced = ConcurrentHashMap.newKeySet();

  @Override
  public Optional<RequestView> request(RequestId id) {
    return requests.stream().filter(view -> view.id().equals(id)).findFirst();
  }

  @Override
  public CompletableFuture<Optional<RequestView>> find(RequestId id) {
    return CompletableFuture.completedFuture(request(id));
  }

  @Override
  public void keep(RequestView view, byte[] bytes) {
    kept.put(view, bytes);
  }

  @Override
  public Optional<byte[]> kept(RequestId id) {
    return request(id).map(kept::get);
  }

  @Override
  public CompletableFuture<Void> whole() {
    return whole;
  }

  @Override
  public Optional<ProgramRecord> program(VkHash vkHash) {
    return Optional.ofNullable(programs.get(vkHash));
  }

  @Override
  public Stream<RequestView> requests() {
    return requests.stream();
  }

  @Override
  public Stream<RequestView> openRequests() {
    return requests.stream().filter(view -> !view.state().isFinal());
  }

  @Override
  public Optional<RequestView> requestOfProof(ArtifactUri proof) {
    return Optional.ofNullable(proofs.get(proof));
  }

  @Override
  public List<WorkerView> workers() {
    return workers;
  }

  @Override
  public List<DeadWorker> deadWorkers() {
    return deadWorkers;
  }

  @Override
  public List<CompletedProof> history() {
    return history;
  }

  @Override
  public Map<Capability, Integer> queueLengths() {
    return Map.of();
  }

  @Override
  public long nonce(Address address) {
    return nonces.getOrDefault(address, 0L);
  }

  @Override
  public boolean isReferenced(ArtifactUri artifact) {
    return referenced.contains(artifact);
  }
}
