package org.hierophant.sp1.executor;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.sp1.Generation;

/**
 * What the SDKs' texts about a failed run tell of its cause: the kind of fault, and its number
 * where they give one.
 *
 * <p>Where several texts fit, the first one decides. v6 replays a run once it is over, and says of
 * a replay that panicked no more than that.
 */
final class SdkErrors {
  private record Rule(Pattern text, BiPredicate<Matcher, GuestFault> allows) {}

  private static final List<Rule> RULES =
      List.of(
          number("execution failed with exit code (\\d+)", GuestFault.NonZeroExit.class),
          kind( // v6's word for any crash at an address
              "invalid memory access for opcode \\w+ and address 0(?!\\d)",
              GuestFault.AddressOutOfRange.class,
              GuestFault.PcOutOfProgram.class),
          number(
              "invalid memory access for opcode \\w+ and address (\\d+)",
              GuestFault.MisalignedAccess.class),
          kind("got unimplemented as opcode", GuestFault.Unimplemented.class),
          kind("breakpoint encountered", GuestFault.Breakpoint.class),
          kind("program ended in unconstrained mode", GuestFault.EndInUnconstrained.class),
          kind(
              "(syscall called in u|U)nconstrained mode|Exit unconstrained called but",
              GuestFault.SyscallInUnconstrained.class),
          number("invalid syscall number: (\\d+)", GuestFault.UnknownSyscall.class),
          kind("This method should be deprecated", GuestFault.RetiredSyscall.class),
          number("reserved file descriptor (\\d+)", GuestFault.ReservedFd.class),
          kind("write\\.rs.*Utf8Error", GuestFault.BadText.class),
          kind("syscalls/verify\\.rs", GuestFault.DeferredProof.class),
          kind("/hint\\.rs", GuestFault.BadHint.class),
          kind("/hook\\.rs", GuestFault.BadHook.class),
          kind(
              "(commit|deferred|context)\\.rs.*index out of bounds",
              GuestFault.BadSyscallArgument.class),
          new Rule( // v5's words for both
              Pattern.compile("Invalid memory access: addr=(\\d+)"),
              (found, fault) -> isOf(Long.parseLong(found.group(1)), fault)),
          kind("/memory\\.rs.*index out of bounds", GuestFault.AddressOutOfRange.class),
          kind(
              "explicit panic|-byte aligned|is_multiple_of\\(8\\)",
              GuestFault.MisalignedAccess.class),
          kind(
              "must be 0|to be 0, got|are the same|must be valid|Decompression failed"
                  + "|InvalidPoint|left != right|at (subtle|num-bigint|dashu-int)-",
              GuestFault.BadPrecompileInput.class,
              GuestFault.AddressOutOfRange.class), // which we find before anything is computed
          kind(
              "gas task panicked",
              GuestFault.AddressOutOfRange.class,
              GuestFault.MisalignedAccess.class,
              GuestFault.BadPrecompileInput.class));

  private SdkErrors() {}

  @SafeVarargs
  private static Rule kind(String text, Class<? extends GuestFault>... kinds) {
    return new Rule(
        Pattern.compile(text), (_, fault) -> Arrays.asList(kinds).contains(fault.getClass()));
  }

  private static Rule number(String text, Class<? extends GuestFault> kind) {
    return new Rule(
        Pattern.compile(text),
        (found, fault) ->
            fault.getClass() == kind && number(fault) == Long.parseUnsignedLong(found.group(1)));
  }

  private static boolean isOf(long address, GuestFault fault) {
    return address % 4 == 0
        ? fault instanceof GuestFault.AddressOutOfRange
        : fault.equals(new GuestFault.MisalignedAccess(address));
  }

  private static long number(GuestFault fault) {
    return switch (fault) {
      case GuestFault.NonZeroExit(var code) -> code;
      case GuestFault.MisalignedAccess(var address) -> address;
      case GuestFault.UnknownSyscall(var id) -> id;
      case GuestFault.ReservedFd(var fd) -> fd;
      default -> throw new IllegalArgumentException("no number is compared of " + fault);
    };
  }

  /**
   * True if a fault of ours is what a text tells of.
   *
   * @throws AssertionError if the text is none that was seen so far
   */
  static boolean allow(Generation generation, String error, GuestFault fault) {
    if (generation == Generation.V6 && fault instanceof GuestFault.Breakpoint) {
      return error.contains("got unimplemented as opcode"); // v6 has no word of its own for it
    }
    for (Rule rule : RULES) {
      Matcher found = rule.text.matcher(error);
      if (found.find()) {
        return rule.allows.test(found, fault);
      }
    }
    throw new AssertionError("no rule says what this tells: " + error);
  }
}
