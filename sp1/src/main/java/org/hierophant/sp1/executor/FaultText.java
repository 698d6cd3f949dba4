package org.hierophant.sp1.executor;

/** Says for people why a program failed. */
public final class FaultText {
  private FaultText() {}

  /** What happened, where, and the last of what the program printed. */
  public static String inside(ExecutionResult.Failed failed) {
    return "%s (at instruction 0x%x, after %d cycles)%s"
        .formatted(
            of(failed.fault()), failed.pc(), failed.report().cycles(), printed(failed.report()));
  }

  /** The same of a program that had ended by itself. */
  public static String atEnd(GuestFault fault, ExecutionReport report) {
    return "%s (after %d cycles%s)%s"
        .formatted(of(fault), report.cycles(), gas(report), printed(report));
  }

  private static String gas(ExecutionReport report) {
    return report.gas().isPresent()
        ? ", " + Long.toUnsignedString(report.gas().getAsLong()) + " gas"
        : "";
  }

  private static String of(GuestFault fault) {
    return switch (fault) {
      case GuestFault.NonZeroExit(var code) ->
          "the program ended with exit code " + Long.toUnsignedString(code);
      case GuestFault.MisalignedAccess(var address) ->
          "misaligned memory access at 0x%x".formatted(address);
      case GuestFault.AddressOutOfRange(var address) ->
          "memory access outside the program's memory at 0x%x".formatted(address);
      case GuestFault.PcOutOfProgram(var address) ->
          "the program left its code to 0x%x".formatted(address);
      case GuestFault.UnknownSyscall(var id) -> "unknown system call 0x%x".formatted(id);
      case GuestFault.RetiredSyscall(var id) ->
          "system call 0x%x is not part of this machine any more".formatted(id);
      case GuestFault.BadSyscallArgument(var detail) -> "bad system call argument: " + detail;
      case GuestFault.Breakpoint() -> "breakpoint";
      case GuestFault.CycleLimit(var limit) ->
          "more cycles than the request's limit of " + Long.toUnsignedString(limit);
      case GuestFault.GasLimit(var limit) ->
          "more gas than the request's limit of " + Long.toUnsignedString(limit);
      case GuestFault.SyscallInUnconstrained(var id) ->
          "system call 0x%x where it is not allowed".formatted(id);
      case GuestFault.Unimplemented(var word) ->
          "instruction 0x%08x cannot be executed".formatted(word);
      case GuestFault.EndInUnconstrained() -> "the program ended inside an unconstrained block";
      case GuestFault.BadHint(var detail) -> "bad hint: " + detail;
      case GuestFault.BadHook(var detail) -> "bad hook: " + detail;
      case GuestFault.BadPrecompileInput(var detail) -> "bad precompile input: " + detail;
      case GuestFault.BadText(var fd) -> "output on file descriptor " + fd + " is not UTF-8";
      case GuestFault.ReservedFd(var fd) -> "write to the reserved file descriptor " + fd;
      case GuestFault.DeferredProof(var detail) -> "deferred proof: " + detail;
    };
  }

  private static String printed(ExecutionReport report) {
    StringBuilder text = new StringBuilder();
    if (!report.stdoutTail().isBlank()) {
      text.append("; printed last: ").append(report.stdoutTail().strip());
    }
    if (!report.stderrTail().isBlank()) {
      text.append("; on standard error last: ").append(report.stderrTail().strip());
    }
    return text.toString();
  }
}
