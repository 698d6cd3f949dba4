package org.hierophant.contemplant.link;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.network.config.Secret;

/**
 * How the link is kept.
 *
 * @param coordinator {@code ws://host:port/ws}, or {@code wss}
 * @param token shown when dialling
 * @param heartbeatInterval the coordinator may ask for a shorter one
 * @param firstDelay before the second try to connect
 * @param longestDelay between two tries
 * @param probeInterval between two looks whether the socket still takes bytes
 * @param acknowledgeLimit a connection is given up if a heartbeat is not answered within this time
 */
public record LinkSettings(
    URI coordinator,
    Optional<Secret> token,
    Duration heartbeatInterval,
    Duration firstDelay,
    Duration longestDelay,
    Duration probeInterval,
    Duration acknowledgeLimit) {
  public static final Duration FIRST_DELAY = Duration.ofMillis(250);
  public static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

  public static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
  public static final Duration ACKNOWLEDGE_LIMIT = Duration.ofSeconds(10);
}
