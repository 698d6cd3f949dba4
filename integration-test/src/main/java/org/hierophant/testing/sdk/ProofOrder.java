package org.hierophant.testing.sdk;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.VkHash;

/**
 * What a user of the SDK asks for.
 *
 * @param stdin bincode of the SDK's SP1Stdin
 * @param cycleLimit unsigned; 2^64-1 as {@code .hosted()} sends it
 * @param gasLimit unsigned
 * @param timeout what the user gave; empty for the SDK's own default
 * @param publicValuesHash SHA-256 of the public values, where the client simulated first
 */
public record ProofOrder(
    VkHash program,
    byte[] stdin,
    ProofMode mode,
    long cycleLimit,
    long gasLimit,
    Optional<Duration> timeout,
    boolean privateStdin,
    Optional<Bytes32> publicValuesHash,
    OptionalLong strategy) {
  private static final long DEFAULT_CYCLES = 100_000_000;
  private static final long DEFAULT_GAS = 1_000_000_000;

  /** With the SDK's defaults for everything else. */
  public static ProofOrder of(VkHash program, byte[] stdin, ProofMode mode) {
    return new ProofOrder(
        program,
        stdin,
        mode,
        DEFAULT_CYCLES,
        DEFAULT_GAS,
        Optional.empty(),
        false,
        Optional.empty(),
        OptionalLong.empty());
  }

  public ProofOrder withTimeout(Duration limit) {
    return new ProofOrder(
        program,
        stdin,
        mode,
        cycleLimit,
        gasLimit,
        Optional.of(limit),
        privateStdin,
        publicValuesHash,
        strategy);
  }

  public ProofOrder withLimits(long cycles, long gas) {
    return new ProofOrder(
        program, stdin, mode, cycles, gas, timeout, privateStdin, publicValuesHash, strategy);
  }

  public ProofOrder withPrivateStdin() {
    return new ProofOrder(
        program, stdin, mode, cycleLimit, gasLimit, timeout, true, publicValuesHash, strategy);
  }

  public ProofOrder expecting(Bytes32 hash) {
    return new ProofOrder(
        program,
        stdin,
        mode,
        cycleLimit,
        gasLimit,
        timeout,
        privateStdin,
        Optional.of(hash),
        strategy);
  }
}
