package org.hierophant.contemplant.prover.server;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What a server is given time for. It has no time limits of its own, and some failures leave it
 * waiting for ever.
 *
 * @param start from its start until it listens
 * @param setup for making a program known; the first makes the server build its prover
 * @param proof for one proof, whatever the lease says
 * @param glance for a program to fail by itself before anything of a proof is asked for
 * @param headStart for the same, before the end of the question is told
 * @param cyclesPerSecond slower than this is taken for stuck, once the cycles are known; 0: never
 * @param proofBase what every proof may take on top of that
 * @param silence without a line of log for so long it is taken for stuck; zero: never
 * @param fatalGrace for a proper answer after a line that says all is lost
 * @param cancelGrace to end by itself when cancelled, before it is killed
 * @param idleGrace the same for one that is idle or has failed
 * @param firstDelay before it is started again after a failure, doubled with each
 * @param longestDelay as above, at most
 */
public record ServerLimits(
    Duration start,
    Duration setup,
    Duration proof,
    Duration glance,
    Duration headStart,
    long cyclesPerSecond,
    Duration proofBase,
    Duration silence,
    Duration fatalGrace,
    Duration cancelGrace,
    Duration idleGrace,
    Duration firstDelay,
    Duration longestDelay) {

  /** For a GPU. */
  public static ServerLimits gpu() {
    return new ServerLimits(
        Duration.ofSeconds(60),
        Duration.ofMinutes(10),
        Duration.ofHours(5),
        Duration.ofMillis(25),
        Duration.ofSeconds(2),
        20_000,
        Duration.ofMinutes(30),
        Duration.ofMinutes(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5));
  }

  /** For a CPU: it is ready only once its prover is built, and may take days. */
  public static ServerLimits cpu() {
    ServerLimits gpu = gpu();
    return new ServerLimits(
        Duration.ofMinutes(20),
        Duration.ofMinutes(30),
        Duration.ofDays(2),
        gpu.glance,
        gpu.headStart,
        10,
        Duration.ofHours(2),
        Duration.ofHours(2),
        gpu.fatalGrace,
        gpu.cancelGrace,
        gpu.idleGrace,
        gpu.firstDelay,
        gpu.longestDelay);
  }

  /** For moongate, which allocates all of its GPU before it is ready. */
  public static ServerLimits moongate() {
    ServerLimits gpu = gpu();
    return new ServerLimits(
        Duration.ofMinutes(5),
        gpu.setup,
        gpu.proof,
        gpu.glance,
        gpu.headStart,
        gpu.cyclesPerSecond,
        gpu.proofBase,
        gpu.silence,
        Duration.ofSeconds(10),
        gpu.cancelGrace,
        gpu.idleGrace,
        gpu.firstDelay,
        gpu.longestDelay);
  }

  /** As these, with other limits for starting, one proof and silence. */
  public ServerLimits with(Duration newStart, Duration newProof, Duration newSilence) {
    return new ServerLimits(
        newStart,
        setup,
        newProof,
        glance,
        headStart,
        cyclesPerSecond,
        proofBase,
        newSilence,
        fatalGrace,
        cancelGrace,
        idleGrace,
        firstDelay,
        longestDelay);
  }

  /** For one proof of a program that takes so many cycles, where known. */
  public Duration proof(OptionalLong cycles) {
    if (cycles.isEmpty() || cyclesPerSecond == 0) {
      return proof;
    }
    Duration scaled = proofBase.plusSeconds(cycles.getAsLong() / cyclesPerSecond);
    return scaled.compareTo(proof) < 0 ? scaled : proof;
  }
}
