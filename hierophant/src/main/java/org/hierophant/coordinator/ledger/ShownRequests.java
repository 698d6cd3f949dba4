package org.hierophant.coordinator.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * The requests that readers see by their ids, each with what a reader has kept beside it.
 *
 * <p><b>Limits.</b> As many as the ledger retains, at most {@link LedgerView#MAX_KEPT_BYTES} kept
 * beside each.
 *
 * <p><b>Thread.</b> Views are changed by the ledger's only; all else by any.
 */
final class ShownRequests {
  private final Map<Bytes32, RequestView> views = new ConcurrentHashMap<>();
  private final PackedBytes kept = new PackedBytes();

  @Nullable RequestView view(RequestId id) {
    return views.get(id.value());
  }

  /** Returns what was shown before; what was kept beside that is gone. */
  @Nullable RequestView put(RequestView view) {
    RequestView before = views.put(view.id().value(), view);
    kept.remove(view.id().value());
    return before;
  }

  @Nullable RequestView remove(RequestId id) {
    RequestView before = views.remove(id.value());
    kept.remove(id.value());
    return before;
  }

  /** See {@link LedgerView#keep}. */
  void keep(RequestView view, byte[] bytes) {
    if (bytes.length <= LedgerView.MAX_KEPT_BYTES) {
      views.computeIfPresent(
          view.id().value(),
          (id, shown) -> {
            if (shown == view) {
              kept.put(id, bytes); // before anything else can be shown
            }
            return shown;
          });
    }
  }

  byte @Nullable [] kept(RequestId id) {
    return kept.get(id.value());
  }
}
