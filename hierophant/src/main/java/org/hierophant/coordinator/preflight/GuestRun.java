package org.hierophant.coordinator.preflight;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.Executor;
import org.hierophant.sp1.executor.FaultText;
import org.hierophant.sp1.executor.GuestFault;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.sp1.format.Sp1Stdin;

/**
 * Executes the program of one request with its input, and judges as a worker would.
 *
 * <p><b>Limits.</b> {@link PreflightLimits}: what is beyond them it does not know.
 *
 * <p><b>Thread.</b> Works on the calling thread; any number at a time.
 */
final class GuestRun {
  private final ArtifactStore store;
  private final PreflightLimits limits;

  GuestRun(ArtifactStore store, PreflightLimits limits) {
    this.store = store;
    this.limits = limits;
  }

  /** Ends the run from inside; never leaves this class. */
  private static final class FoundException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    FoundException(Finding finding) {
      super(finding.toString());
      this.finding = finding;
    }
  }

  /**
   * Runs it. A program that exits with anything but 0 is guilty, and so is one beyond the request's
   * limits: the network takes neither.
   *
   * @param stopped looked at often; true ends the run
   * @throws IOException if the disk fails
   */
  Finding run(ProofRequest request, BooleanSupplier stopped) throws IOException {
    Optional<Layout> layout = Layout.of(request.circuitVersion().text());
    if (request.vm() != ProverVm.SP1 || layout.isEmpty()) {
      return new Finding.Unknown("programs of this kind are not executed here");
    }
    try {
      GuestProgram program = program(request, layout.get(), stopped);
      List<byte[]> items = items(request, layout.get(), stopped);
      return judge(request, Executor.execute(program, items, options(request, items, stopped)));
    } catch (FoundException e) {
      return e.finding;
    }
  }

  private GuestProgram program(ProofRequest request, Layout layout, BooleanSupplier stopped)
      throws IOException, FoundException {
    byte[] bytes = plain("the program", request.program(), limits.programBytes(), stopped);
    try {
      ProgramArtifact artifact = ProgramArtifact.parse(MemorySegment.ofArray(bytes));
      return GuestProgram.load(layout.generation(), artifact.elf().toArray(ValueLayout.JAVA_BYTE));
    } catch (FormatException e) {
      throw guilty("the program's file cannot be read: " + e.detail());
    } catch (ElfException e) {
      throw guilty("the program is not one that can be loaded: " + e.getMessage());
    }
  }

  private List<byte[]> items(ProofRequest request, Layout layout, BooleanSupplier stopped)
      throws IOException, FoundException {
    byte[] bytes = plain("the stdin", request.stdin(), limits.stdinBytes(), stopped);
    try {
      return Sp1Stdin.parse(bytes, layout).buffers();
    } catch (FormatException e) {
      throw guilty("the stdin's file cannot be read: " + e.detail());
    }
  }

  private byte[] plain(
      String what, StoredArtifact artifact, long limitBytes, BooleanSupplier stopped)
      throws IOException, FoundException {
    return switch (StoredPlain.read(store, artifact, limitBytes, stopped)) {
      case StoredPlain.Result.Read(var bytes) -> bytes;
      case StoredPlain.Result.Broken(var reason) -> throw guilty(what + "'s file " + reason);
      case StoredPlain.Result.Unavailable(var reason) ->
          throw new FoundException(new Finding.Unknown(what + " " + reason));
    };
  }

  private ExecutionOptions options(
      ProofRequest request, List<byte[]> items, BooleanSupplier stopped) {
    ExecutionOptions defaults = ExecutionOptions.defaults();
    long inputBytes = items.stream().mapToLong(item -> item.length).sum();
    return new ExecutionOptions(
        // Beyond 2^63 a limit cannot be reached; 0 is none.
        request.cycleLimit() <= 0 ? OptionalLong.empty() : OptionalLong.of(request.cycleLimit()),
        defaults.stepBudget(),
        Math.max(0, limits.memoryBytes() - inputBytes),
        limits.publicValuesBytes(),
        defaults.gasChunkEntries(),
        stopped,
        _ -> {});
  }

  private static Finding judge(ProofRequest request, ExecutionResult result) {
    return switch (result) {
      case ExecutionResult.Completed(var report) -> {
        Optional<GuestFault> fault = fault(request, report);
        yield fault.isPresent()
            ? guilty(request, fault.get(), report, FaultText.atEnd(fault.get(), report))
            : new Finding.Sound(
                new Executed(
                    report.cycles(),
                    report.gas(),
                    Sha256.ofContent(report.publicValues()).value()));
      }
      case ExecutionResult.Failed(GuestFault.DeferredProof _, _, _) ->
          new Finding.Unknown("the program verifies proofs, which is not done here");
      case ExecutionResult.Failed failed ->
          guilty(request, failed.fault(), failed.report(), FaultText.inside(failed));
      case ExecutionResult.Aborted(var reason, _) -> new Finding.Unknown(reason.toString());
    };
  }

  /** Why a program that ended by itself is not proved all the same. */
  private static Optional<GuestFault> fault(ProofRequest request, ExecutionReport report) {
    if (report.exitCode() != 0) {
      return Optional.of(new GuestFault.NonZeroExit(report.exitCode()));
    }
    boolean limited = request.gasLimit() != 0 && report.gas().isPresent();
    return limited && Long.compareUnsigned(report.gas().getAsLong(), request.gasLimit()) > 0
        ? Optional.of(new GuestFault.GasLimit(request.gasLimit()))
        : Optional.empty();
  }

  private static Finding guilty(
      ProofRequest request, GuestFault fault, ExecutionReport report, String detail) {
    int number =
        fault.causeNumber(Layout.of(request.circuitVersion().text()).orElseThrow().generation());
    return new Finding.Guilty(
        ExecuteFailureCause.ofNumber(number).orElseThrow(),
        OptionalLong.of(report.cycles()),
        detail);
  }

  /** The bytes are what the client signed for: they read the same on every machine. */
  private static FoundException guilty(String detail) {
    return new FoundException(
        new Finding.Guilty(ExecuteFailureCause.UNSPECIFIED, OptionalLong.empty(), detail));
  }
}
