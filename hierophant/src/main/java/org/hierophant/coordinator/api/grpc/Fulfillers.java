package org.hierophant.coordinator.api.grpc;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.network.domain.Address;
import org.jspecify.annotations.Nullable;

/**
 * The fulfillers that may attach, each as one big worker.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Fulfillers {
  private final Map<Address, FulfillerSession> sessions;
  private final @Nullable ArtifactStore store;
  private final @Nullable ArtifactTokens tokens;

  private Fulfillers() {
    this.sessions = Map.of();
    this.store = null;
    this.tokens = null;
  }

  /** Nobody may attach. */
  public static Fulfillers none() {
    return new Fulfillers();
  }

  /**
   * @param addresses who may attach; empty: nobody
   * @param slots requests given to each at a time
   * @param mock true if requests ask for mock proofs
   */
  public Fulfillers(
      Collection<Address> addresses,
      int slots,
      boolean mock,
      Ledger ledger,
      ArtifactStore store,
      ArtifactTokens tokens,
      Time time) {
    this.sessions =
        addresses.stream()
            .distinct()
            .collect(
                Collectors.toUnmodifiableMap(
                    address -> address,
                    address -> new FulfillerSession(address, slots, mock, ledger, time)));
    this.store = store;
    this.tokens = tokens;
  }

  /** True if nobody may attach: then their calls are not served at all. */
  boolean isEmpty() {
    return sessions.isEmpty();
  }

  Optional<FulfillerSession> of(Address address) {
    return Optional.ofNullable(sessions.get(address));
  }

  ArtifactStore store() {
    return requireNonNull(store);
  }

  ArtifactTokens tokens() {
    return requireNonNull(tokens);
  }
}
