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
 */
public record LinkSettings(
    URI coordinator,
    Optional<Secret> token,
    Duration heartbeatInterval,
    Duration firstDelay,
    Duration longestDelay) {
  public static final Duration FIRST_DELAY = Duration.ofMillis(250);
  public static final Duration LONGEST_DELAY = Duration.ofSeconds(15);
}
