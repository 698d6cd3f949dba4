package org.hierophant.coordinator.request;

import java.util.OptionalLong;

/** Why a worker ended an attempt without a proof, in its own words and kinds. */
public sealed interface AttemptFailure {
  /** For the operator; at most 16 KiB. */
  String detail();

  /** The program itself fails on every machine with this input: the request is unexecutable. */
  record Guest(ExecuteFailureCause cause, OptionalLong cycles, String detail)
      implements AttemptFailure {}

  /** The prover said no or broke; another worker may succeed. */
  record Prover(String detail) implements AttemptFailure {}

  /** Program or stdin could not be fetched, or its digest was wrong. */
  record Transfer(String detail) implements AttemptFailure {}

  /** The worker itself is out of disk, memory or time. */
  record Worker(String detail) implements AttemptFailure {}

  /** The answer to a cancel. */
  record Cancelled(String detail) implements AttemptFailure {}
}
