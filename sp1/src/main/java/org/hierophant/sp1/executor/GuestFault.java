package org.hierophant.sp1.executor;

import org.hierophant.sp1.Generation;

/**
 * Why a guest program failed, as a property of program and input: the same run fails the same way
 * everywhere.
 *
 * <p><b>Source.</b> {@code errors.rs} of sp1-core-executor 5.2.4 and 6.10.0, extended by the cases
 * in which upstream panics.
 */
public sealed interface GuestFault {
  /** v5: the program halted with a code other than zero. */
  record NonZeroExit(long code) implements GuestFault {}

  /** A load, store or system call at an address that is not a multiple of what it needs. */
  record MisalignedAccess(long address) implements GuestFault {}

  /** An access outside the guest's memory. */
  record AddressOutOfRange(long address) implements GuestFault {}

  /** v6: the program jumped or ran out of its code. */
  record PcOutOfProgram(long address) implements GuestFault {}

  /** A system call number that the machine does not have. */
  record UnknownSyscall(long id) implements GuestFault {}

  /** v6: a system call that exists only in older machines. */
  record RetiredSyscall(long id) implements GuestFault {}

  /** A system call with an argument outside its range. */
  record BadSyscallArgument(String detail) implements GuestFault {}

  /** An ebreak instruction. */
  record Breakpoint() implements GuestFault {}

  /** More cycles than the caller's limit. */
  record CycleLimit(long limit) implements GuestFault {}

  /** More gas than the caller's limit. */
  record GasLimit(long limit) implements GuestFault {}

  /**
   * A system call that is not allowed where it was made: inside an unconstrained block, or v6's
   * exit outside of one.
   */
  record SyscallInUnconstrained(long id) implements GuestFault {}

  /** An instruction that loads but cannot be executed, such as fence or a CSR access. */
  record Unimplemented(int word) implements GuestFault {}

  /** The program ended inside an unconstrained block. */
  record EndInUnconstrained() implements GuestFault {}

  /** A hint was read that is not there, or not as announced. */
  record BadHint(String detail) implements GuestFault {}

  /** A hook refused its request. */
  record BadHook(String detail) implements GuestFault {}

  /** A precompile refused its operands. */
  record BadPrecompileInput(String detail) implements GuestFault {}

  /** v5: text output that is not UTF-8. */
  record BadText(long fd) implements GuestFault {}

  /** v5: a file descriptor that only machines before v4 had. */
  record ReservedFd(long fd) implements GuestFault {}

  /** A deferred proof is missing or does not verify. */
  record DeferredProof(String detail) implements GuestFault {}

  /**
   * Number of the network's {@code ExecuteFailureCause} for this fault; 0 is "unspecified".
   *
   * <p>For a breakpoint v5 says so and v6 says "unimplemented".
   */
  default int causeNumber(Generation generation) {
    return switch (this) {
      case NonZeroExit _ -> 1;
      case MisalignedAccess _, AddressOutOfRange _, PcOutOfProgram _ -> 2;
      case UnknownSyscall _, RetiredSyscall _ -> 3;
      case Breakpoint _ -> generation == Generation.V5 ? 4 : 7;
      case CycleLimit _ -> 5;
      case SyscallInUnconstrained _ -> 6;
      case Unimplemented _ -> 7;
      case EndInUnconstrained _ -> 8;
      case GasLimit _ -> 9;
      case BadSyscallArgument _,
          BadHint _,
          BadHook _,
          BadPrecompileInput _,
          BadText _,
          ReservedFd _,
          DeferredProof _ ->
          0;
    };
  }
}
