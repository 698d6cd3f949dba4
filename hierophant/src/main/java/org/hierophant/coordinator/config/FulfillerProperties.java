package org.hierophant.coordinator.config;

import java.util.List;
import org.hierophant.network.config.Key;
import org.hierophant.network.domain.Address;

/**
 * Fulfillers of sp1-cluster that may work here, each as one worker.
 *
 * @param addresses who they sign as; empty: none may
 * @param slots requests that each is given at a time
 */
public record FulfillerProperties(
    @Key("addresses") List<Address> addresses,
    @Key(value = "slots", or = "4", min = 1, max = 1_000) int slots) {
  public FulfillerProperties {
    addresses = List.copyOf(addresses);
  }
}
