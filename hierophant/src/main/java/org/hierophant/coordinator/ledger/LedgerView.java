package org.hierophant.coordinator.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
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

/**
 * What readers see: committed facts only.
 *
 * <p><b>Thread.</b> Any; nothing that reads waits or takes a lock. Two calls may see different
 * moments.
 */
public interface LedgerView {
  /** Far above any status answer, and 100 MiB for 100,000 requests. */
  int MAX_KEPT_BYTES = 1_024;

  /**
   * Completes, and stays so, once every request is in view. For a moment after a start only open
   * ones are, while the finished ones are read; nonces are too low meanwhile. On the ledger thread:
   * dependents must be short or asynchronous.
   */
  CompletableFuture<Void> whole();

  Optional<RequestView> request(RequestId id);

  /**
   * As {@link #request}, and right from the first moment on. Done already whenever memory has the
   * answer; else it comes within a moment, on the ledger thread.
   */
  CompletableFuture<Optional<RequestView>> find(RequestId id);

  /**
   * Keeps bytes that a reader made of this view, an answer say, beside it: a view is a score of
   * objects, and with 100,000 of them no cache holds those that are asked for. They are forgotten
   * with the view: if it is not what is shown by now, at once. May wait for a moment where the view
   * is being replaced.
   *
   * @param bytes at most {@value #MAX_KEPT_BYTES}, more are not kept
   */
  void keep(RequestView view, byte[] bytes);

  /** What was last kept beside the view that is shown. */
  Optional<byte[]> kept(RequestId id);

  Optional<ProgramRecord> program(VkHash vkHash);

  /** All retained requests, newest first, read lazily: take what is needed and stop. */
  Stream<RequestView> requests();

  /** Those that are not final yet, newest first, read lazily. */
  Stream<RequestView> openRequests();

  /**
   * The request that this PROOF URI belongs to: published, unverified or still to be made. Bytes
   * under it may be served only if the request's state is Fulfilled by exactly this URI.
   */
  Optional<RequestView> requestOfProof(ArtifactUri proof);

  /** Workers known and not dead, in the order of their names. */
  List<WorkerView> workers();

  /** Newest last, bounded by retention. */
  List<DeadWorker> deadWorkers();

  /** Newest last, bounded by retention. */
  List<CompletedProof> history();

  /** Requests that wait for a worker. */
  Map<Capability, Integer> queueLengths();

  /** Signed messages accepted from this address, unsigned: the next nonce. */
  long nonce(Address address);

  /** True for artifacts that an open request or a registered program refers to. */
  boolean isReferenced(ArtifactUri artifact);
}
