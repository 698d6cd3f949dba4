package org.hierophant.coordinator.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.RequestId;

/**
 * Requests that somebody asks for before the finished ones are back in memory.
 *
 * <p><b>Limits.</b> One entry per id, however many ask; as many ids as there are calls under way.
 *
 * <p><b>Thread.</b> Asked from any; answered from the ledger's, and once all is in memory from any.
 */
final class Lookups {
  private final Map<RequestId, CompletableFuture<Optional<RequestView>>> waiting =
      new ConcurrentHashMap<>();

  CompletableFuture<Optional<RequestView>> ask(RequestId id) {
    return waiting.computeIfAbsent(id, _ -> new CompletableFuture<>()).copy();
  }

  /** The ids that wait for an answer, at most {@code limit} of them. */
  Set<RequestId> waiting(int limit) {
    return waiting.isEmpty()
        ? Set.of()
        : Set.copyOf(waiting.keySet().stream().limit(limit).toList());
  }

  /** Answers these ids: with the views that were found, or with nothing. */
  void answer(Set<RequestId> ids, List<RequestView> found) {
    Map<RequestId, RequestView> views = new ConcurrentHashMap<>();
    found.forEach(view -> views.put(view.id(), view));
    ids.forEach(id -> answer(id, Optional.ofNullable(views.get(id))));
  }

  /** Answers all. */
  void answer(Function<RequestId, Optional<RequestView>> memory) {
    waiting.keySet().forEach(id -> answer(id, memory.apply(id)));
  }

  private void answer(RequestId id, Optional<RequestView> view) {
    CompletableFuture<Optional<RequestView>> one = waiting.remove(id);
    if (one != null) {
      one.complete(view);
    }
  }
}
