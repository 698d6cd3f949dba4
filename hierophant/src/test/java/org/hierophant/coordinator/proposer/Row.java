package org.hierophant.coordinator.proposer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/** One row of a proposer's table: one attempt to get one proof. */
final class Row {
  enum Kind {
    RANGE,
    AGGREGATION
  }

  enum Status {
    UNREQUESTED,
    WITNESS_GENERATION,
    PROVE,
    COMPLETE,
    FAILED,
    CANCELLED,
    RELAYED;

    /** Whether its blocks are taken care of. */
    boolean isActive() {
      return switch (this) {
        case UNREQUESTED, WITNESS_GENERATION, PROVE, COMPLETE -> true;
        case FAILED, CANCELLED, RELAYED -> false;
      };
    }
  }

  final int number;
  final Kind kind;
  final ProofMode mode;
  final long start;
  final long end;
  Status status = Status.UNREQUESTED;
  @Nullable RequestId request;

  /** What the SDK sent, on its own clock. */
  Instant deadline = Instant.MAX;

  Instant submittedAt = Instant.MAX;

  Row(int number, Kind kind, ProofMode mode, long start, long end) {
    this.number = number;
    this.kind = kind;
    this.mode = mode;
    this.start = start;
    this.end = end;
  }

  long blocks() {
    return end - start;
  }

  boolean isSame(Row other) {
    return kind == other.kind && start == other.start && end == other.end;
  }

  /** Different for every attempt: op-succinct generates the witness anew. */
  String stdin() {
    return kind + " " + start + " " + end + " #" + number;
  }

  byte[] stdinBytes() {
    return stdin().getBytes(UTF_8);
  }

  @Override
  public String toString() {
    return "#" + number + " " + kind + " " + start + "-" + end;
  }
}
