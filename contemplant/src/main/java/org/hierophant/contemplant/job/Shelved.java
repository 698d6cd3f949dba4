package org.hierophant.contemplant.job;

import java.nio.file.Path;
import java.util.Optional;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.ToWorker;

/**
 * An attempt as it is on disk.
 *
 * @param coordinator whose offer it was
 * @param starts how often it was begun
 * @param outcome a Result, whose proof is in {@link #proof}, or a Failure; empty until there is one
 */
record Shelved(
    Path directory,
    ToWorker.Offer offer,
    String coordinator,
    int starts,
    Optional<FromWorker.OfAttempt> outcome) {
  AttemptKey key() {
    return offer.attempt();
  }

  Path proof() {
    return directory.resolve("proof");
  }

  Shelved begunOnceMore() {
    return new Shelved(directory, offer, coordinator, starts + 1, outcome);
  }

  Shelved endedBy(FromWorker.OfAttempt end) {
    return new Shelved(directory, offer, coordinator, starts, Optional.of(end));
  }
}
