package org.hierophant.coordinator.worker;

import java.util.Optional;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.WorkerId;

/**
 * The id under which a fulfiller of the network API, known by its address, is a worker here. No
 * worker of our own channel may call itself so.
 */
public final class FulfillerId {
  private static final String PREFIX = "fulfiller-";

  private FulfillerId() {}

  public static WorkerId of(Address address) {
    return new WorkerId(PREFIX + address.hex());
  }

  /** Empty for workers of our own channel. */
  public static Optional<Address> address(WorkerId worker) {
    try {
      return worker.text().startsWith(PREFIX)
          ? Optional.of(new Address(worker.text().substring(PREFIX.length())))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
