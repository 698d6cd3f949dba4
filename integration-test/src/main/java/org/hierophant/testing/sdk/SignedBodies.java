package org.hierophant.testing.sdk;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.hierophant.proto.network.SignedRequest;
import org.jspecify.annotations.Nullable;

/** The bodies that clients sign, and their envelope. */
public final class SignedBodies {
  private static final int BINARY = 1;
  private static final int FIELD_STDIN_PRIVATE_OF_BASE = 12;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(14_400);
  private static final long GAS_PER_SECOND = 2_000_000;
  private static final long MIN_AUCTION_TIMEOUT_SECONDS = 300;

  private final SdkProfile sdk;
  private final SigningKey key;

  public SignedBodies(SdkProfile sdk, SigningKey key) {
    this.sdk = sdk;
    this.key = key;
  }

  public SignedRequest sign(ByteString body) {
    return SignedRequest.newBuilder()
        .setFormat(BINARY)
        .setSignature(ByteString.copyFrom(key.sign(body.toByteArray(), sdk.bodies())))
        .setBody(body)
        .build();
  }

  /**
   * The body of RequestProof.
   *
   * @param auction the auction's parameters; null in the base dialect
   * @param whitelist what GetProversByUptime answered; empty in the base dialect
   */
  public RequestProofRequestBody requestProof(
      ProofOrder order,
      String stdinUri,
      long deadlineSeconds,
      long nonce,
      @Nullable GetProofRequestParamsResponse auction,
      List<ByteString> whitelist) {
    RequestProofRequestBody.Builder body =
        RequestProofRequestBody.newBuilder()
            .setNonce(nonce)
            .setVkHash(ByteString.copyFrom(order.program().toBytes()))
            .setVersion(sdk.wireVersion())
            .setMode(order.mode().number())
            .setStrategy((int) order.strategy().orElse(sdk.strategy()))
            .setStdinUri(stdinUri)
            .setDeadline(deadlineSeconds)
            .setCycleLimit(order.cycleLimit())
            .setMinAuctionPeriod(sdk.minAuctionPeriodSeconds())
            .addAllWhitelist(whitelist);
    if (sdk.hasGasLimit()) {
      body.setGasLimit(order.gasLimit());
    }
    if (auction != null) {
      putAuction(body, auction, order);
    } else if (order.privateStdin()) {
      body.setUnknownFields(
          UnknownFieldSet.newBuilder()
              .addField(
                  FIELD_STDIN_PRIVATE_OF_BASE,
                  UnknownFieldSet.Field.newBuilder().addVarint(1).build())
              .build());
    }
    return body.build();
  }

  private void putAuction(
      RequestProofRequestBody.Builder body,
      GetProofRequestParamsResponse auction,
      ProofOrder order) {
    body.setDomain(auction.getDomain())
        .setAuctioneer(auction.getAuctioneer())
        .setExecutor(auction.getExecutor())
        .setVerifier(auction.getVerifier())
        .setBaseFee(auction.getBaseFee())
        .setMaxPricePerPgu(auction.getMaxPricePerPgu())
        .setStdinPrivate(order.privateStdin());
    order
        .publicValuesHash()
        .map(Bytes32::toBytes)
        .map(ByteString::copyFrom)
        .ifPresent(body::setPublicValuesHash);
    if (sdk.hasTreasury()) {
      body.setTreasury(auction.getTreasury());
    }
  }

  /** Unix seconds: the user's timeout, or what the release computes without one. */
  public long deadlineSeconds(ProofOrder order, Instant now) {
    Duration timeout = order.timeout().orElseGet(() -> defaultTimeout(order.gasLimit()));
    return now.plus(timeout).getEpochSecond();
  }

  private Duration defaultTimeout(long gasLimit) {
    if (!sdk.auction()) {
      return DEFAULT_TIMEOUT;
    }
    long seconds = Long.divideUnsigned(gasLimit, GAS_PER_SECOND);
    return Duration.ofSeconds(
        Math.clamp(seconds, MIN_AUCTION_TIMEOUT_SECONDS, DEFAULT_TIMEOUT.toSeconds()));
  }
}
