package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.Optional;
import org.hierophant.coordinator.intake.ProofDraft;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.network.domain.Address;
import org.hierophant.proto.network.RequestProofRequestBody;

/**
 * The body of RequestProof, of either dialect.
 *
 * <p>Field 12 is the auction's domain (bytes), or {@code stdin_private} (a varint) of the base
 * dialect since 6.2.0. Our schema has the bytes; the varint arrives as an unknown field.
 *
 * <p><b>Limits.</b> A whitelist has at most {@value #MAX_WHITELIST} addresses: it is kept with the
 * request and rides in every answer about it, of which a page of 1,000 must fit into 4 MiB.
 *
 * <p><b>Source.</b> {@code RequestProofRequestBody} in sp1 v4.0.0 to v6.10.0,
 * crates/sdk/src/network/proto.
 */
final class ProofBodies {
  static final int MAX_WHITELIST = 128;
  private static final int STDIN_PRIVATE_OF_BASE = 12;

  private ProofBodies() {}

  static ProofDraft draft(SignedCall<RequestProofRequestBody> call) {
    RequestProofRequestBody body = call.body();
    return new ProofDraft(
        call.signer(),
        call.txHash(),
        Fields.vkHash(body.getVkHash()),
        body.getVersion(),
        Fields.mode(body.getMode()),
        body.getStrategy(),
        Fields.artifactUri("stdin_uri", body.getStdinUri()),
        body.getDeadline(),
        body.getCycleLimit(),
        body.getGasLimit(),
        body.getMinAuctionPeriod(),
        whitelist(body),
        dialect(body),
        isStdinPrivate(body),
        body.hasPublicValuesHash()
            ? Optional.of(Fields.bytes32("public_values_hash", body.getPublicValuesHash()))
            : Optional.empty());
  }

  private static List<Address> whitelist(RequestProofRequestBody body) {
    if (body.getWhitelistCount() > MAX_WHITELIST) {
      throw Fields.invalid(
          "whitelist",
          body.getWhitelistCount(),
          "must have at most " + MAX_WHITELIST + " addresses");
    }
    return Fields.addresses("whitelist", body.getWhitelistList());
  }

  /**
   * By the presence of fields that only the auction has; the strategy says nothing: 6.0.0 and 6.0.1
   * send AUCTION in base bodies.
   */
  static Dialect dialect(RequestProofRequestBody body) {
    boolean auction =
        !body.getDomain().isEmpty()
            || !body.getAuctioneer().isEmpty()
            || !body.getExecutor().isEmpty()
            || !body.getVerifier().isEmpty()
            || !body.getBaseFee().isEmpty()
            || !body.getMaxPricePerPgu().isEmpty()
            || !body.getTreasury().isEmpty();
    return auction ? Dialect.AUCTION : Dialect.BASE;
  }

  static boolean isStdinPrivate(RequestProofRequestBody body) {
    UnknownFieldSet unknown = body.getUnknownFields();
    List<Long> varints = unknown.getField(STDIN_PRIVATE_OF_BASE).getVarintList();
    return body.getStdinPrivate() || !varints.isEmpty() && varints.getLast() != 0;
  }
}
