package org.hierophant.contemplant.prover.execute;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport.Condition;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.Executor;
import org.hierophant.sp1.executor.FaultText;
import org.hierophant.sp1.executor.GuestFault;
import org.hierophant.sp1.format.CircuitVersions;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.MockProofs;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.VerifyingKey;

/**
 * Executes the program and writes the proof that sp1-sdk's mock prover makes of what it published,
 * byte for byte, with the zero byte at the end that every SDK can read.
 *
 * <p><b>Limits.</b> {@link ExecuteLimits}, and the time of the lease. A stop is looked at every
 * 2^18 instructions.
 *
 * <p><b>Thread.</b> Works on the calling thread; any number at a time.
 */
public final class ExecuteProver implements Prover {
  /** Every circuit version whose programs the executor runs. */
  public static final Set<CircuitVersion> VERSIONS = known();

  /** What an SDK that did not simulate sends; as a total they would say nothing. */
  private static final Set<Long> PLACEHOLDER_LIMITS = Set.of(100_000_000L, 1_000_000_000_000L);

  private final Set<Capability> capabilities;
  private final ExecuteLimits limits;
  private final EarlierRuns earlier = new EarlierRuns();

  /**
   * @param versions some of {@link #VERSIONS}
   */
  public ExecuteProver(Set<CircuitVersion> versions, ExecuteLimits limits) {
    if (versions.isEmpty() || !VERSIONS.containsAll(versions)) {
      throw new IllegalArgumentException("versions must be some of " + VERSIONS);
    }
    this.limits = limits;
    this.capabilities =
        versions.stream()
            .flatMap(
                version ->
                    EnumSet.allOf(ProofMode.class).stream()
                        .map(mode -> new Capability(ProverVm.SP1, mode, version, true)))
            .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<CircuitVersion> known() {
    Set<CircuitVersion> versions = new LinkedHashSet<>();
    for (String text : List.of("v4.0.0-rc.3", "v5.0.0", "v6.0.0", "v6.1.0")) {
      versions.add(new CircuitVersion(text));
    }
    return versions;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  /** Nothing of it can break. */
  @Override
  public ProverState state() {
    return new ProverState("mock", Condition.USABLE, "", List.of());
  }

  @Override
  public ProofOutcome prove(ProofTask task, Cancellation cancellation, ProgressSink progress)
      throws IOException, InterruptedException {
    String version = task.capability().circuitVersion().text();
    VerifyingKey key;
    try {
      key =
          VerifyingKey.parse(
              task.vk().toByteArray(), CircuitVersions.generation(version).orElseThrow());
    } catch (FormatException e) {
      return new ProofOutcome.ProverFailed("the verifying key cannot be read: " + e.detail());
    }
    try {
      return prove(task, version, key, new StopSignal(cancellation, task.timeLimit()), progress);
    } catch (ClosedByInterruptException e) {
      throw (InterruptedException) new InterruptedException("the worker stops").initCause(e);
    }
  }

  private ProofOutcome prove(
      ProofTask task, String version, VerifyingKey key, StopSignal stop, ProgressSink progress)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    return switch (GuestInput.read(task, version, limits, stop)) {
      case GuestInput.Result.Refused(var outcome) -> outcome;
      case GuestInput.Result.Stopped() -> stop.outcome();
      case GuestInput.Result.Read(var input) -> {
        ExecutionOptions options = options(task, input, stop, progress);
        yield switch (Executor.execute(input.program(), input.items(), options)) {
          case ExecutionResult.Completed(var report) -> {
            Optional<GuestFault> fault = fault(task, report);
            if (fault.isPresent()) {
              yield guestFailed(fault.get(), key, report, FaultText.atEnd(fault.get(), report));
            }
            earlier.note(task.program(), task.stdin(), report.cycles());
            ProofKind kind = kind(task.capability().mode());
            write(task.proof(), MockProofs.build(kind, version, key, report.publicValues()));
            yield proved(report, Duration.ofNanos(System.nanoTime() - start));
          }
          case ExecutionResult.Failed failed ->
              guestFailed(failed.fault(), key, failed.report(), FaultText.inside(failed));
          case ExecutionResult.Aborted(var reason, _) -> aborted(reason, stop);
        };
      }
    };
  }

  private ExecutionOptions options(
      ProofTask task, GuestInput input, StopSignal stop, ProgressSink progress) {
    ExecutionOptions defaults = ExecutionOptions.defaults();
    long total = total(task);
    progress.report(new Progress(Phase.EXECUTING, 0, total));
    return new ExecutionOptions(
        cycleLimit(task),
        defaults.stepBudget(),
        Math.max(0, limits.memoryBytes() - input.bytes()),
        limits.publicValuesBytes(),
        defaults.gasChunkEntries(),
        stop::isRaised,
        cycles -> progress.report(new Progress(Phase.EXECUTING, cycles, total)));
  }

  /** Beyond 2^63 a limit cannot be reached; 0 is none, as in sp1-cluster. */
  static OptionalLong cycleLimit(ProofTask task) {
    return task.cycleLimit() <= 0 ? OptionalLong.empty() : OptionalLong.of(task.cycleLimit());
  }

  private long total(ProofTask task) {
    OptionalLong known = earlier.cycles(task.program(), task.stdin());
    OptionalLong limit = cycleLimit(task);
    if (known.isPresent() || limit.isEmpty()) {
      return known.orElse(0);
    }
    return PLACEHOLDER_LIMITS.contains(limit.getAsLong()) ? 0 : limit.getAsLong();
  }

  /** Why a program that ended by itself is not proved all the same. */
  static Optional<GuestFault> fault(ProofTask task, ExecutionReport report) {
    if (report.exitCode() != 0) {
      return Optional.of(new GuestFault.NonZeroExit(report.exitCode()));
    }
    boolean limited = task.gasLimit() != 0 && report.gas().isPresent();
    return limited && Long.compareUnsigned(report.gas().getAsLong(), task.gasLimit()) > 0
        ? Optional.of(new GuestFault.GasLimit(task.gasLimit()))
        : Optional.empty();
  }

  private static ProofOutcome guestFailed(
      GuestFault fault, VerifyingKey key, ExecutionReport report, String detail) {
    return new ProofOutcome.GuestFailed(
        fault.causeNumber(key.generation()), OptionalLong.of(report.cycles()), detail);
  }

  private static ProofOutcome proved(ExecutionReport report, Duration time) {
    return new ProofOutcome.Proved(
        OptionalLong.of(report.cycles()),
        report.gas(),
        Optional.of(Sha256.ofContent(report.publicValues()).value()),
        time);
  }

  private static ProofOutcome aborted(ExecutionResult.Reason reason, StopSignal stop)
      throws InterruptedException {
    return switch (reason) {
      case ExecutionResult.Reason.Cancelled() -> stop.outcome();
      case ExecutionResult.Reason.StepBudget(var steps) ->
          new ProofOutcome.WorkerFailed("more than " + steps + " instructions");
      case ExecutionResult.Reason.MemoryLimit(var bytes) ->
          new ProofOutcome.WorkerFailed(
              "the program needs more than the " + (bytes >> 20) + " MiB this worker has for it");
      case ExecutionResult.Reason.OutputLimit(var bytes) ->
          new ProofOutcome.WorkerFailed("more than " + bytes + " bytes of public values");
    };
  }

  private static ProofKind kind(ProofMode mode) {
    return switch (mode) {
      case CORE -> ProofKind.CORE;
      case COMPRESSED -> ProofKind.COMPRESSED;
      case PLONK -> ProofKind.PLONK;
      case GROTH16 -> ProofKind.GROTH16;
    };
  }

  /** Durable when this returns. The zero says that there is no TEE proof. */
  private static void write(Path file, byte[] proof) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(proof, proof.length + 1));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
