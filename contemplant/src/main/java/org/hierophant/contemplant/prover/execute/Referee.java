package org.hierophant.contemplant.prover.execute;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.Executor;
import org.hierophant.sp1.executor.FaultText;
import org.hierophant.sp1.executor.GuestFault;
import org.hierophant.sp1.format.CircuitVersions;

/**
 * Says by executing it whether a program fails by itself, so that a prover's failure is not taken
 * for the program's, nor the other way round.
 *
 * <p><b>Limits.</b> {@link ExecuteLimits}: beyond them it does not know.
 *
 * <p><b>Thread.</b> Works on the calling thread; any number at a time.
 */
public final class Referee {
  private final ExecuteLimits limits;

  public Referee(ExecuteLimits limits) {
    this.limits = limits;
  }

  /** What it found. */
  public sealed interface Verdict {
    /** The program ends well, within its limits. */
    record Sound(Executed executed) implements Verdict {}

    /** It fails, on every machine. */
    record Guilty(ProofOutcome.GuestFailed failure) implements Verdict {}

    /** It could not be executed here to its end. */
    record Unknown(String reason) implements Verdict {}
  }

  /**
   * Executes the task's program. A program that exits with anything but 0 is guilty, and so is one
   * beyond the request's limits: the network takes neither.
   *
   * @throws IOException if the disk fails
   * @throws InterruptedException if this thread was told to end
   */
  public Verdict judge(ProofTask task, Cancellation cancellation, Duration timeLimit)
      throws IOException, InterruptedException {
    StopSignal stop = new StopSignal(cancellation, timeLimit);
    String version = task.capability().circuitVersion().text();
    try {
      return switch (GuestInput.read(task, version, limits, stop)) {
        case GuestInput.Result.Refused(ProofOutcome.GuestFailed failure) ->
            new Verdict.Guilty(failure);
        case GuestInput.Result.Refused(var other) -> new Verdict.Unknown(other.toString());
        case GuestInput.Result.Stopped() -> new Verdict.Unknown("stopped");
        case GuestInput.Result.Read(var input) -> execute(task, version, input, stop);
      };
    } catch (ClosedByInterruptException e) {
      throw (InterruptedException) new InterruptedException("stopped").initCause(e);
    }
  }

  /** What a program comes to that ended with this code, as its proof says. */
  public static ProofOutcome.GuestFailed badExit(long code, ProofTask task) {
    String version = task.capability().circuitVersion().text();
    return new ProofOutcome.GuestFailed(
        new GuestFault.NonZeroExit(code)
            .causeNumber(CircuitVersions.generation(version).orElseThrow()),
        OptionalLong.empty(),
        "the program ended with exit code " + code);
  }

  private Verdict execute(ProofTask task, String version, GuestInput input, StopSignal stop) {
    ExecutionOptions defaults = ExecutionOptions.defaults();
    ExecutionOptions options =
        new ExecutionOptions(
            ExecuteProver.cycleLimit(task),
            defaults.stepBudget(),
            Math.max(0, limits.memoryBytes() - input.bytes()),
            limits.publicValuesBytes(),
            defaults.gasChunkEntries(),
            stop::isRaised,
            _ -> {});
    return switch (Executor.execute(input.program(), input.items(), options)) {
      case ExecutionResult.Completed(var report) -> {
        Optional<GuestFault> fault = ExecuteProver.fault(task, report);
        yield fault.isPresent()
            ? guilty(fault.get(), version, report, FaultText.atEnd(fault.get(), report))
            : new Verdict.Sound(
                new Executed(
                    report.cycles(),
                    report.gas(),
                    Sha256.ofContent(report.publicValues()).value()));
      }
      case ExecutionResult.Failed failed ->
          guilty(failed.fault(), version, failed.report(), FaultText.inside(failed));
      case ExecutionResult.Aborted(var reason, _) -> new Verdict.Unknown(reason.toString());
    };
  }

  private static Verdict guilty(
      GuestFault fault, String version, ExecutionReport report, String detail) {
    if (fault instanceof GuestFault.DeferredProof) {
      return new Verdict.Unknown("the program verifies proofs, which is not done here");
    }
    return new Verdict.Guilty(
        new ProofOutcome.GuestFailed(
            fault.causeNumber(CircuitVersions.generation(version).orElseThrow()),
            OptionalLong.of(report.cycles()),
            detail));
  }
}
