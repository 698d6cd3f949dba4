package org.hierophant.contemplant.prover.twirp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.hierophant.contemplant.prover.ProofOutcome.GuestFailed;

/**
 * What a panic's text says of the program: a guest that fails is one of moongate's panics.
 *
 * <p><b>Source.</b> {@code ExecutionError} in sp1 v5.0.0 {@code crates/core/executor/src}, in
 * either of its spellings.
 */
final class GuestPanic {
  private record Saying(Pattern pattern, int cause) {}

  private static final List<Saying> SAYINGS =
      List.of(
          saying("HaltWithNonZeroExitCode|execution failed with exit code", 1),
          saying("InvalidMemoryAccess|invalid memory access for opcode", 2),
          saying("UnsupportedSyscall|unimplemented syscall", 3),
          saying("Breakpoint\\b|breakpoint encountered", 4),
          saying("ExceededCycleLimit|exceeded cycle limit", 5),
          saying("InvalidSyscallUsage|syscall called in unconstrained mode", 6),
          saying("got unimplemented as opcode", 7),
          saying("EndInUnconstrained|program ended in unconstrained mode", 8));

  private GuestPanic() {}

  private static Saying saying(String pattern, int cause) {
    return new Saying(Pattern.compile(pattern), cause);
  }

  static Optional<GuestFailed> of(String text) {
    return SAYINGS.stream()
        .filter(saying -> saying.pattern().matcher(text).find())
        .findFirst()
        .map(saying -> new GuestFailed(saying.cause(), OptionalLong.empty(), text));
  }
}
