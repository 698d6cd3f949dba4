package org.hierophant.coordinator.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;

/**
 * Something the ledger is asked to do. Facts that need randomness, a disk or a proof to be checked
 * are found out before and ride along.
 *
 * @param <T> the answer when it is done
 */
public sealed interface Command<T> {

  // ---- clients ----

  /**
   * A checked program. The first registration of a hash wins; later ones are answered with it. If
   * {@code replaceElf} is true the stored ELF was found missing and the new one takes its place.
   */
  record RegisterProgram(ProgramRecord program, boolean replaceElf)
      implements Command<ProgramRecord> {}

  /** A checked request under a fresh random id; a repetition is answered with the first id. */
  record Submit(ProofRequest request) implements Command<Submitted> {}

  /** Answer to {@link Submit}. */
  record Submitted(RequestId id, boolean repeated) {}

  /** Done also for unknown and finished requests; only somebody else's is refused. */
  record CancelRequest(RequestId request, Address requester) implements Command<Cancellation> {}

  /** Answer to {@link CancelRequest}. */
  enum Cancellation {
    CANCELLED,
    NOTHING_TO_CANCEL
  }

  // ---- worker channel; generation is the number of the connection, counted up by the adapter ----

  /**
   * The first message of a connection. A connection of the same worker with a lower number ends.
   */
  record ConnectWorker(
      WorkerId worker,
      long generation,
      String name,
      String softwareVersion,
      Set<Capability> capabilities,
      int slots,
      Optional<String> magisterDropEndpoint,
      String remoteAddress,
      List<HeldAttempt> held)
      implements Command<Connected> {
    public ConnectWorker {
      capabilities = Set.copyOf(capabilities);
      held = List.copyOf(held);
    }
  }

  /** An attempt that a worker still holds; {@code finished} once its proof is made. */
  record HeldAttempt(RequestId request, LeaseToken lease, boolean finished) {}

  /**
   * Answer to {@link ConnectWorker}: the attempts that go on; everything else the worker drops. The
   * same list rides on {@link Effect.Welcome}, which comes before any offer.
   */
  record Connected(List<HeldAttempt> keep) {
    public Connected {
      keep = List.copyOf(keep);
    }
  }

  /** The connection ended; its attempts stay for the grace period. */
  record DisconnectWorker(WorkerId worker, long generation, String reason)
      implements Command<Done> {}

  /** The worker wants no more offers. */
  record DrainWorker(WorkerId worker, long generation, String reason) implements Command<Done> {}

  record AcceptOffer(WorkerId worker, long generation, RequestId request, LeaseToken lease)
      implements Command<Done> {}

  record RefuseOffer(
      WorkerId worker,
      long generation,
      RequestId request,
      LeaseToken lease,
      OfferRefusal reason,
      String detail)
      implements Command<Done> {}

  /** Why a worker did not take an offer. */
  enum OfferRefusal {
    UNSPECIFIED,
    BUSY,
    NOT_CAPABLE,
    DRAINING,
    DISK_FULL
  }

  record Heartbeat(WorkerId worker, long generation) implements Command<Done> {}

  /** Counts only if greater than the last report of the same lease. */
  record ReportProgress(
      WorkerId worker, long generation, RequestId request, LeaseToken lease, Progress progress)
      implements Command<Done> {}

  /** What the worker found out by executing the program beside its prover. */
  record ReportExecution(
      WorkerId worker, long generation, RequestId request, LeaseToken lease, Executed executed)
      implements Command<Done> {}

  /**
   * A proof was stored, whole and durable, under the lease's result URI. Its worker is free at
   * once; the proof is verified afterwards.
   */
  record StoreResult(
      WorkerId worker,
      long generation,
      RequestId request,
      LeaseToken lease,
      StoredArtifact proof,
      OptionalLong cycles,
      OptionalLong gas,
      Optional<Bytes32> publicValuesHash,
      Duration proveTime)
      implements Command<Done> {}

  record ReportFailure(
      WorkerId worker, long generation, RequestId request, LeaseToken lease, AttemptFailure failure)
      implements Command<Done> {}

  // ---- verification: every Effect.Verify is answered by one of these ----

  /** The candidate of this lease is a right proof. */
  record PublishProof(RequestId request, LeaseToken lease, Optional<Bytes32> publicValuesHash)
      implements Command<Done> {}

  /** The candidate of this lease is not. */
  record RejectProof(RequestId request, LeaseToken lease, ProofFault fault, String detail)
      implements Command<Done> {}

  /** How bad a rejected proof is. */
  enum ProofFault {
    /** Bytes that do not decode or differ from the announced digest: a strike. */
    DAMAGED,
    /** A whole proof that does not verify, or of another mode: a strike. */
    INVALID,
    /** What no accident makes, such as a mock proof outside mock mode: the worker is put out. */
    FORGED
  }

  /** The verifier itself cannot work now: our fault, tried again later. */
  record VerificationUnavailable(RequestId request, LeaseToken lease, String reason)
      implements Command<Done> {}

  // ---- preflight: what executing the program here has shown ----

  /** It ends well, within the request's limits. */
  record RecordExecution(RequestId request, Executed executed) implements Command<Done> {}

  /** It fails, on every machine; counts only while no worker has handed in a result. */
  record FindUnexecutable(
      RequestId request, ExecuteFailureCause cause, OptionalLong cycles, String detail)
      implements Command<Done> {}

  // ---- time ----

  /** Lets time act: deadlines, limits, grace periods, retention. */
  record Sweep() implements Command<Done> {}

  /** The answer that says nothing more. */
  enum Done {
    DONE
  }
}
