package org.hierophant.testing.sdk;

import org.hierophant.proto.network.GetProofRequestStatusResponse;

/** How waiting for a proof ended; the last four are the SDK's errors of the same names. */
public sealed interface ProofOutcome {
  /**
   * @param bytes bincode ProofFromNetwork as downloaded
   */
  record Proven(byte[] bytes, GetProofRequestStatusResponse status) implements ProofOutcome {}

  record RequestUnexecutable() implements ProofOutcome {}

  record RequestUnfulfillable() implements ProofOutcome {}

  record RequestTimedOut() implements ProofOutcome {}

  record RequestAuctionTimedOut() implements ProofOutcome {}
}
