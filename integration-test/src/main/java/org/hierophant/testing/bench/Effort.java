package org.hierophant.testing.bench;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param rounds of every alternation
 * @param starts of the servers of the status calls: HotSpot compiles no two of them alike, and no
 *     number of rounds with one pair evens that out
 * @param warmUp before the first round of a closed loop; a second of it before every other
 * @param measured of each round of a closed loop
 * @param signedWarmUp requests submitted before the first round
 * @param signedRequests submitted in each round
 * @param offers timed in each round
 * @param history finished requests of the long history
 * @param artifactBytes of the artifact that is moved
 * @param idleWorkers connected at most
 */
record Effort(
    int rounds,
    int starts,
    Duration warmUp,
    Duration measured,
    int signedWarmUp,
    int signedRequests,
    int offers,
    int history,
    long artifactBytes,
    int idleWorkers) {
  static final Effort FULL =
      new Effort(
          7,
          5,
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          30_000,
          10_000,
          1_000,
          100_000,
          1L << 30,
          2_000);

  /** For a first look, or while the machine has other things to do. */
  static final Effort SHORT =
      new Effort(
          3,
          2,
          Duration.ofSeconds(4),
          Duration.ofSeconds(1),
          10_000,
          3_000,
          300,
          100_000,
          256L << 20,
          500);

  static final Duration WARM_UP_AGAIN = Duration.ofMillis(500);

  /** Of every closed loop. */
  static final int IN_FLIGHT = 64;

  static final int CONNECTIONS = 4;
}
