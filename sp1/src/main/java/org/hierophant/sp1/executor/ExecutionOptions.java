package org.hierophant.sp1.executor;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Bounds and observers of one run, and how it is done.
 *
 * @param cycleLimit most cycles the guest may take, inclusive in both generations; absent for none
 * @param stepBudget most instructions to run, those of unconstrained blocks included, and expensive
 *     system calls counted as the instructions that take as long
 * @param memoryLimitBytes most bytes of the decoded program, guest pages, streams and hints that
 *     the guest queues together
 * @param publicValuesLimitBytes most bytes of public values
 * @param gasChunkEntries trace entries after which v6 closes a chunk of its gas
 * @param cancelled asked at the start and at least every 2^18 such steps; true ends the run
 * @param progress told the cycles so far, as often
 * @param engine what runs the instructions
 * @param gas whether to find out v6's gas, which takes some time
 */
public record ExecutionOptions(
    OptionalLong cycleLimit,
    long stepBudget,
    long memoryLimitBytes,
    int publicValuesLimitBytes,
    int gasChunkEntries,
    BooleanSupplier cancelled,
    LongConsumer progress,
    Engine engine,
    boolean gas) {
  /**
   * @throws IllegalArgumentException if a bound is negative, or a chunk has no entries
   */
  public ExecutionOptions {
    boolean sane = stepBudget >= 0 && memoryLimitBytes >= 0 && publicValuesLimitBytes >= 0;
    if (!sane || cycleLimit.orElse(0) < 0 || gasChunkEntries < 1) {
      throw new IllegalArgumentException("bounds of a run must not be negative");
    }
  }

  /** Bounds and observers of a run by the usual engine, with gas. */
  public ExecutionOptions(
      OptionalLong cycleLimit,
      long stepBudget,
      long memoryLimitBytes,
      int publicValuesLimitBytes,
      int gasChunkEntries,
      BooleanSupplier cancelled,
      LongConsumer progress) {
    this(
        cycleLimit,
        stepBudget,
        memoryLimitBytes,
        publicValuesLimitBytes,
        gasChunkEntries,
        cancelled,
        progress,
        Engine.AUTO,
        true);
  }

  /** No cycle limit; memory is bounded by 2 GiB or half of the heap, whichever is less. */
  public static ExecutionOptions defaults() {
    return new ExecutionOptions(
        OptionalLong.empty(),
        Long.MAX_VALUE,
        Math.min(2L << 30, Runtime.getRuntime().maxMemory() / 2),
        64 << 20,
        1 << 27,
        () -> false,
        _ -> {});
  }

  /** The same with a cycle limit. */
  public ExecutionOptions withCycleLimit(long cycles) {
    return new ExecutionOptions(
        OptionalLong.of(cycles),
        stepBudget,
        memoryLimitBytes,
        publicValuesLimitBytes,
        gasChunkEntries,
        cancelled,
        progress,
        engine,
        gas);
  }

  /** The same with a bound on all steps. */
  public ExecutionOptions withStepBudget(long steps) {
    return new ExecutionOptions(
        cycleLimit,
        steps,
        memoryLimitBytes,
        publicValuesLimitBytes,
        gasChunkEntries,
        cancelled,
        progress,
        engine,
        gas);
  }

  /** The same with observers. */
  public ExecutionOptions withObservers(BooleanSupplier cancelled, LongConsumer progress) {
    return new ExecutionOptions(
        cycleLimit,
        stepBudget,
        memoryLimitBytes,
        publicValuesLimitBytes,
        gasChunkEntries,
        cancelled,
        progress,
        engine,
        gas);
  }

  /** The same with shorter gas chunks. */
  public ExecutionOptions withGasChunkEntries(int entries) {
    return new ExecutionOptions(
        cycleLimit,
        stepBudget,
        memoryLimitBytes,
        publicValuesLimitBytes,
        entries,
        cancelled,
        progress,
        engine,
        gas);
  }

  /** The same by an engine. */
  public ExecutionOptions withEngine(Engine engine) {
    return new ExecutionOptions(
        cycleLimit,
        stepBudget,
        memoryLimitBytes,
        publicValuesLimitBytes,
        gasChunkEntries,
        cancelled,
        progress,
        engine,
        gas);
  }

  /** The same with or without gas. */
  public ExecutionOptions withGas(boolean gas) {
    return new ExecutionOptions(
        cycleLimit,
        stepBudget,
        memoryLimitBytes,
        publicValuesLimitBytes,
        gasChunkEntries,
        cancelled,
        progress,
        engine,
        gas);
  }
}
