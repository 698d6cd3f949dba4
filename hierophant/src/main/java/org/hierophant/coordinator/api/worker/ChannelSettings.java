package org.hierophant.coordinator.api.worker;

import java.time.Duration;

/**
 * Limits of the worker channel.
 *
 * @param heartbeatInterval asked of the workers; a connection that is silent for two of them is
 *     closed
 * @param maxConnections sockets at a time, those that have not said Hello included
 * @param outboxMessages that wait for one worker; one more closes its connection
 * @param sendLimit how long one message may take to be sent
 */
public record ChannelSettings(
    Duration heartbeatInterval, int maxConnections, int outboxMessages, Duration sendLimit) {
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);

  /** For a ledger that counts a worker as lost after {@code heartbeatLimit}. */
  public static ChannelSettings of(Duration heartbeatLimit, int maxWorkers) {
    Duration third = heartbeatLimit.dividedBy(3);
    return new ChannelSettings(
        third.compareTo(LONGEST_INTERVAL) < 0 ? third : LONGEST_INTERVAL,
        maxWorkers + maxWorkers / 4 + 64,
        256,
        Duration.ofSeconds(5));
  }
}
