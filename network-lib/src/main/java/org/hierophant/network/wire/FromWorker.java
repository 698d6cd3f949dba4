package org.hierophant.network.wire;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.WorkerId;

/**
 * What a worker says.
 *
 * <p><b>Limits.</b> Checked in the constructors, so both ends keep them; an {@link
 * IllegalArgumentException} names the field.
 */
public sealed interface FromWorker {

  /** What is said about one attempt. */
  sealed interface OfAttempt extends FromWorker {
    AttemptKey attempt();
  }

  /**
   * The first frame of every connection, and only the first.
   *
   * @param name for people, 1 to 64 printable characters
   * @param softwareVersion release of the worker program, 1 to 64 printable characters
   * @param capabilities at most 64; none if no prover is usable
   * @param slots requests it proves at a time, 1 to 64
   * @param held attempts it still has, at most 256, each once
   * @param magisterDropEndpoint URL, at most 2,048 characters
   * @param provers at most 64, usable or not
   */
  record Hello(
      WorkerId worker,
      String name,
      String softwareVersion,
      Set<Capability> capabilities,
      int slots,
      List<Held> held,
      Optional<String> magisterDropEndpoint,
      List<ProverReport> provers)
      implements FromWorker {
    public static final int MAX_SLOTS = 64;
    public static final int MAX_CAPABILITIES = 64;
    public static final int MAX_HELD = 256;
    public static final int MAX_PROVERS = 64;

    /** Of a worker that tells nothing of its provers, as older ones do. */
    public Hello(
        WorkerId worker,
        String name,
        String softwareVersion,
        Set<Capability> capabilities,
        int slots,
        List<Held> held,
        Optional<String> magisterDropEndpoint) {
      this(
          worker,
          name,
          softwareVersion,
          capabilities,
          slots,
          held,
          magisterDropEndpoint,
          List.of());
    }

    public Hello {
      Texts.printable("name", name, Texts.MAX_NAME_LENGTH);
      Texts.printable("software_version", softwareVersion, Texts.MAX_NAME_LENGTH);
      magisterDropEndpoint.ifPresent(
          url -> Texts.printable("magister_drop_endpoint", url, Texts.MAX_URL_LENGTH));
      capabilities = Set.copyOf(capabilities);
      held = List.copyOf(held);
      provers = List.copyOf(provers);
      between("capabilities", capabilities.size(), 0, MAX_CAPABILITIES);
      between("provers", provers.size(), 0, MAX_PROVERS);
      between("slots", slots, 1, MAX_SLOTS);
      between("held", held.size(), 0, MAX_HELD);
      Set<AttemptKey> keys = new HashSet<>();
      if (!held.stream().allMatch(one -> keys.add(one.attempt()))) {
        throw new IllegalArgumentException("held must name each attempt once");
      }
    }
  }

  /** An attempt the worker still has; {@code finished} once its proof is made. */
  record Held(AttemptKey attempt, boolean finished) {}

  /** The offer is taken: the worker has it on disk. */
  record Accept(AttemptKey attempt) implements OfAttempt {}

  /** The offer is not taken. */
  record Refuse(AttemptKey attempt, RefuseReason reason, String detail) implements OfAttempt {
    public Refuse {
      detail = Texts.detail(detail);
    }
  }

  /**
   * The worker lives.
   *
   * @param sequence counts up from 1 on each connection
   * @param provers as in Hello, as they do now
   */
  record Heartbeat(long sequence, List<ProverReport> provers) implements FromWorker {
    public Heartbeat {
      provers = List.copyOf(provers);
      between("provers", provers.size(), 0, Hello.MAX_PROVERS);
    }

    public Heartbeat(long sequence) {
      this(sequence, List.of());
    }
  }

  /**
   * The attempt moves.
   *
   * @param executed once the program was executed beside the prover
   */
  record ProgressReport(AttemptKey attempt, Progress progress, Optional<Executed> executed)
      implements OfAttempt {
    public ProgressReport(AttemptKey attempt, Progress progress) {
      this(attempt, progress, Optional.empty());
    }
  }

  /**
   * The proof is stored under the offered URI. Said again on every connection until it is settled.
   *
   * @param cycles and {@code gas}: unsigned
   * @param publicValuesHash SHA-256 of the public values stream
   * @param proveTime executing and proving, transfers excluded
   */
  record Result(
      AttemptKey attempt,
      ArtifactUri uri,
      Sha256 digest,
      long sizeBytes,
      OptionalLong cycles,
      OptionalLong gas,
      Optional<Bytes32> publicValuesHash,
      Duration proveTime)
      implements OfAttempt {
    public Result {
      if (uri.type() != ArtifactType.PROOF) {
        throw new IllegalArgumentException("artifact_uri must name a PROOF");
      }
      if (sizeBytes < 1) {
        throw new IllegalArgumentException("size_bytes must be at least 1");
      }
      if (proveTime.isNegative()) {
        throw new IllegalArgumentException("prove_millis must not be negative");
      }
    }
  }

  /**
   * The attempt ended without a proof.
   *
   * @param executeFailureCause number of the network API, 0 to 9; 0 unless {@code kind} is GUEST
   * @param cycles executed until then, unsigned
   */
  record Failure(
      AttemptKey attempt,
      FailureKind kind,
      int executeFailureCause,
      OptionalLong cycles,
      String detail)
      implements OfAttempt {
    private static final int MAX_CAUSE = 9;

    public Failure {
      between(
          "execute_failure_cause",
          executeFailureCause,
          0,
          kind == FailureKind.GUEST ? MAX_CAUSE : 0);
      detail = Texts.detail(detail);
    }
  }

  /** No more offers, please; what is held will still be reported. */
  record Draining(String reason) implements FromWorker {
    public Draining {
      reason = Texts.detail(reason);
    }
  }

  private static void between(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          field + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
