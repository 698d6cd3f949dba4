package org.hierophant.coordinator.intake;

import java.util.List;
import java.util.Optional;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.VkHash;

/**
 * A request as it was signed, well-formed but not yet checked against anything we know.
 *
 * <p><b>Limits.</b> The {@code long}s are unsigned.
 *
 * @param txHash first 32 bytes of the signature
 * @param version as the client spelled it
 */
public record ProofDraft(
    Address requester,
    Bytes32 txHash,
    VkHash vkHash,
    String version,
    ProofMode mode,
    int strategy,
    ArtifactUri stdin,
    long deadlineSeconds,
    long cycleLimit,
    long gasLimit,
    long minAuctionPeriodSeconds,
    List<Address> whitelist,
    Dialect dialect,
    boolean stdinPrivate,
    Optional<Bytes32> publicValuesHash) {
  public ProofDraft {
    whitelist = List.copyOf(whitelist);
  }
}
