package org.hierophant.coordinator.proposer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.hierophant.network.crypto.RecoveryByte;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.proto.artifact.ArtifactStoreGrpc;
import org.hierophant.proto.artifact.CreateArtifactRequest;
import org.hierophant.proto.artifact.CreateArtifactResponse;
import org.hierophant.proto.network.CancelRequestRequestBody;
import org.hierophant.proto.network.CreateProgramRequestBody;
import org.hierophant.proto.network.GetNonceRequest;
import org.hierophant.proto.network.GetProgramRequest;
import org.hierophant.proto.network.GetProofRequestDetailsResponse;
import org.hierophant.proto.network.GetProofRequestParamsRequest;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.GetProversByUptimeRequest;
import org.hierophant.proto.network.GetProversByUptimeResponse;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.proto.network.ProverNetworkGrpc;
import org.hierophant.proto.network.RequestIdRequest;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.hierophant.proto.network.SignedRequest;

/**
 * The network prover of sp1-sdk: its calls in their order, what it tries again, and what is final.
 *
 * <p><b>Source.</b> sp1 v5.2.4 and v6.10.0, crates/sdk/src/network/{client,prover}.rs.
 */
final class Sdk {
  private static final SigningKey KEY = key();
  private static final ByteString ARTIFACT_SIGNATURE =
      ByteString.copyFrom(
          KEY.sign("create_artifact".getBytes(US_ASCII), RecoveryByte.SHIFTED_TWICE));
  private static final int FULFILLED = 3;

  /** A program as its user holds it. */
  record Program(VkHash vkHash, ByteString vk, ByteString elf) {}

  /** The answer to a poll, with the proof if there is one. */
  record Polled(GetProofRequestStatusResponse status, Optional<byte[]> proof) {}

  private final Cohort cohort;
  private final Network network;
  private final VirtualTime time;
  private final Retry retry;

  Sdk(Cohort cohort, Network network, VirtualTime time, Random random) {
    this.cohort = cohort;
    this.network = network;
    this.time = time;
    this.retry = new Retry(time, random, failure -> cohort.isTransient(failure.code()));
  }

  private static SigningKey key() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x46);
    return new SigningKey(secret);
  }

  Cohort cohort() {
    return cohort;
  }

  // ---- polling ----

  /** The status; once FULFILLED, with the proof. */
  CompletableFuture<Polled> status(RequestId id, Patience patience) {
    return retry
        .call(
            patience,
            () -> network.call(ProverNetworkGrpc.getGetProofRequestStatusMethod(), byId(id)))
        .thenCompose(
            status ->
                status.getFulfillmentStatus() == FULFILLED
                    ? network
                        .get(status.getProofUri())
                        .thenApply(proof -> new Polled(status, Optional.of(proof)))
                    : CompletableFuture.completedFuture(new Polled(status, Optional.empty())));
  }

  /** Empty for a request that the server does not know. */
  CompletableFuture<Optional<ProofRequest>> details(RequestId id, Patience patience) {
    return retry
        .call(
            patience,
            () -> network.call(ProverNetworkGrpc.getGetProofRequestDetailsMethod(), byId(id)))
        .thenApply(Sdk::request);
  }

  private static Optional<ProofRequest> request(GetProofRequestDetailsResponse details) {
    return details.hasRequest() ? Optional.of(details.getRequest()) : Optional.empty();
  }

  private static RequestIdRequest byId(RequestId id) {
    return RequestIdRequest.newBuilder().setRequestId(ByteString.copyFrom(id.toBytes())).build();
  }

  // ---- asking for a proof ----

  /** Registers the program if needed, uploads the stdin, asks for the proof. */
  CompletableFuture<RequestId> request(
      Program program, ByteString stdin, ProofMode mode, Duration timeout) {
    CompletableFuture<GetProofRequestParamsResponse> ready =
        register(program).thenCompose(_ -> parameters(mode));
    return ready.thenCompose(
        auction -> {
          long deadline = time.now().plus(timeout).getEpochSecond();
          return upload(ArtifactType.STDIN, stdin)
              .thenCompose(
                  uri ->
                      retried(
                          () ->
                              nonce()
                                  .thenCompose(
                                      nonce ->
                                          provers()
                                              .thenCompose(
                                                  provers ->
                                                      submit(
                                                          body(program, mode, uri, deadline, nonce),
                                                          auction,
                                                          provers)))));
        });
  }

  private <T> CompletableFuture<T> retried(Supplier<CompletableFuture<T>> call) {
    return retry.call(Patience.endless(), call);
  }

  private CompletableFuture<Void> register(Program program) {
    GetProgramRequest request =
        GetProgramRequest.newBuilder()
            .setVkHash(ByteString.copyFrom(program.vkHash().toBytes()))
            .build();
    return retried(() -> network.call(ProverNetworkGrpc.getGetProgramMethod(), request))
        .handle(
            (_, failure) -> {
              if (failure == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              return Retry.cause(failure) instanceof CallFailure known
                      && known.code() == Status.Code.NOT_FOUND
                  ? create(program)
                  : CompletableFuture.<Void>failedFuture(Retry.cause(failure));
            })
        .thenCompose(next -> next);
  }

  private CompletableFuture<Void> create(Program program) {
    return upload(ArtifactType.PROGRAM, program.elf())
        .thenCompose(
            uri ->
                retried(
                    () ->
                        nonce()
                            .thenCompose(
                                nonce ->
                                    network.call(
                                        ProverNetworkGrpc.getCreateProgramMethod(),
                                        signed(
                                            CreateProgramRequestBody.newBuilder()
                                                .setNonce(nonce)
                                                .setVkHash(
                                                    ByteString.copyFrom(program.vkHash().toBytes()))
                                                .setVk(program.vk())
                                                .setProgramUri(uri)
                                                .build()
                                                .toByteString())))))
        .thenApply(_ -> null);
  }

  private CompletableFuture<GetProofRequestParamsResponse> parameters(ProofMode mode) {
    return cohort.isAuction()
        ? retried(
            () ->
                network.call(
                    ProverNetworkGrpc.getGetProofRequestParamsMethod(),
                    GetProofRequestParamsRequest.newBuilder().setMode(mode.number()).build()))
        : CompletableFuture.completedFuture(GetProofRequestParamsResponse.getDefaultInstance());
  }

  private CompletableFuture<String> upload(ArtifactType type, ByteString content) {
    CreateArtifactRequest request =
        CreateArtifactRequest.newBuilder()
            .setSignature(ARTIFACT_SIGNATURE)
            .setArtifactType(type.number())
            .build();
    Supplier<CompletableFuture<CreateArtifactResponse>> create =
        () -> network.call(ArtifactStoreGrpc.getCreateArtifactMethod(), request);
    return (cohort.retriesCreateArtifact() ? retried(create) : create.get())
        .thenCompose(
            created ->
                retried(() -> network.put(created.getArtifactPresignedUrl(), content.toByteArray()))
                    .thenApply(_ -> created.getArtifactUri()));
  }

  private CompletableFuture<Long> nonce() {
    GetNonceRequest request =
        GetNonceRequest.newBuilder()
            .setAddress(ByteString.copyFrom(KEY.address().toBytes()))
            .build();
    return retried(() -> network.call(ProverNetworkGrpc.getGetNonceMethod(), request))
        .thenApply(answer -> answer.getNonce());
  }

  /** The auction's default whitelist; asked for once, and only there. */
  private CompletableFuture<List<ByteString>> provers() {
    return cohort.isAuction()
        ? network
            .call(
                ProverNetworkGrpc.getGetProversByUptimeMethod(),
                GetProversByUptimeRequest.getDefaultInstance())
            .thenApply(GetProversByUptimeResponse::getProversList)
        : CompletableFuture.completedFuture(List.of());
  }

  private RequestProofRequestBody.Builder body(
      Program program, ProofMode mode, String stdinUri, long deadline, long nonce) {
    return RequestProofRequestBody.newBuilder()
        .setNonce(nonce)
        .setVkHash(ByteString.copyFrom(program.vkHash().toBytes()))
        .setVersion("sp1-" + cohort.circuit())
        .setMode(mode.number())
        .setStrategy(cohort.strategy())
        .setStdinUri(stdinUri)
        .setDeadline(deadline)
        .setCycleLimit(1_000_000_000_000L)
        .setGasLimit(1_000_000_000_000L)
        .setMinAuctionPeriod(cohort.minAuctionPeriod());
  }

  private CompletableFuture<RequestId> submit(
      RequestProofRequestBody.Builder body,
      GetProofRequestParamsResponse auction,
      List<ByteString> provers) {
    if (cohort.isAuction()) {
      body.addAllWhitelist(provers)
          .setDomain(auction.getDomain())
          .setAuctioneer(auction.getAuctioneer())
          .setExecutor(auction.getExecutor())
          .setVerifier(auction.getVerifier())
          .setTreasury(auction.getTreasury())
          .setBaseFee(auction.getBaseFee())
          .setMaxPricePerPgu("300000000");
    }
    return network
        .call(ProverNetworkGrpc.getRequestProofMethod(), signed(body.build().toByteString()))
        .thenApply(answer -> RequestId.of(answer.getBody().getRequestId().toByteArray()));
  }

  /** Only in the auction dialect. */
  CompletableFuture<Void> cancel(RequestId id, Patience patience) {
    return retry
        .call(
            patience,
            () ->
                nonce()
                    .thenCompose(
                        nonce ->
                            network.call(
                                ProverNetworkGrpc.getCancelRequestMethod(),
                                signed(
                                    CancelRequestRequestBody.newBuilder()
                                        .setNonce(nonce)
                                        .setRequestId(ByteString.copyFrom(id.toBytes()))
                                        .build()
                                        .toByteString()))))
        .thenApply(_ -> null);
  }

  private static SignedRequest signed(ByteString body) {
    return SignedRequest.newBuilder()
        .setFormat(1)
        .setSignature(ByteString.copyFrom(KEY.sign(body.toByteArray(), RecoveryByte.ETHEREUM)))
        .setBody(body)
        .build();
  }
}
