package org.hierophant.coordinator.request;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;

/**
 * What a client asked for, fixed at submission.
 *
 * <p><b>Limits.</b> {@code deadlineSeconds}, {@code cycleLimit}, {@code gasLimit} and {@code
 * minAuctionPeriodSeconds} are unsigned 64-bit numbers: compare them with {@link
 * Long#compareUnsigned}; 2^64-1 reads as -1.
 *
 * @param requester who signed
 * @param version the circuit version as the client spelled it, echoed unchanged
 * @param strategy number of the network API's FulfillmentStrategy, echoed only
 * @param program the ELF as it was stored at submission
 * @param deadlineSeconds Unix seconds of the client's clock, as asked
 * @param effectiveDeadline when the coordinator gives up: the asked one or the policy floor,
 *     whichever is later
 * @param gasLimit 0: only the cycle limit applies
 * @param publicValuesHash what the client expects, where it simulated first
 * @param txHash first 32 bytes of the signature
 * @param mock true if the coordinator is in mock mode: only a mock worker may serve it
 */
public record ProofRequest(
    RequestId id,
    Address requester,
    VkHash vkHash,
    String version,
    CircuitVersion circuitVersion,
    ProverVm vm,
    ProofMode mode,
    int strategy,
    StoredArtifact program,
    StoredArtifact stdin,
    long deadlineSeconds,
    Instant effectiveDeadline,
    long cycleLimit,
    long gasLimit,
    long minAuctionPeriodSeconds,
    List<Address> whitelist,
    Dialect dialect,
    boolean stdinPrivate,
    Optional<Bytes32> publicValuesHash,
    Bytes32 txHash,
    boolean mock,
    Instant createdAt) {
  public ProofRequest {
    whitelist = List.copyOf(whitelist);
  }

  /** What a worker must be able to do to serve this request. */
  public Capability capability() {
    return new Capability(vm, mode, circuitVersion, mock);
  }

  /** Two submissions with equal keys are the same request. */
  public SubmissionKey submissionKey() {
    return new SubmissionKey(requester, stdin.uri(), vkHash, mode);
  }
}
