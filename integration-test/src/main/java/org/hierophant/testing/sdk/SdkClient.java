package org.hierophant.testing.sdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.ArtifactType;
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
import org.hierophant.proto.network.ProverNetworkGrpc;
import org.hierophant.proto.network.ProverNetworkGrpc.ProverNetworkBlockingStub;
import org.hierophant.proto.network.RequestIdRequest;
import org.hierophant.proto.network.RequestProofResponse;
import org.hierophant.proto.network.SignedRequest;
import org.jspecify.annotations.Nullable;

/**
 * The network prover of sp1-sdk: the same calls in the same order with the same bytes, retries and
 * time limits.
 *
 * <p><b>Limits.</b> A call has 60 s, a call with its retries 120 s more; polls are 2 s apart.
 *
 * <p><b>Thread.</b> Any; calls block.
 *
 * <p><b>Source.</b> sp1 v4.0.0 to v6.10.0, crates/sdk/src/network/{client,prover}.rs.
 */
public final class SdkClient implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration AUCTION_LIMIT = Duration.ofSeconds(30);
  private static final byte[] CREATE_ARTIFACT = "create_artifact".getBytes(US_ASCII);
  private static final int REQUESTED = 1;
  private static final int FULFILLED = 3;
  private static final int UNFULFILLABLE = 4;
  private static final int UNEXECUTABLE = 3;

  private final RpcConnections connections;
  private final ArtifactTransfer artifacts;
  private final SdkProfile sdk;
  private final SigningKey key;
  private final SdkClock clock;
  private final RpcRetry retry;
  private final SignedBodies bodies;

  public SdkClient(
      RpcConnections connections,
      ArtifactTransfer artifacts,
      SdkProfile sdk,
      SigningKey key,
      SdkClock clock) {
    this.connections = connections;
    this.artifacts = artifacts;
    this.sdk = sdk;
    this.key = key;
    this.clock = clock;
    this.retry = new RpcRetry(clock);
    this.bodies = new SignedBodies(sdk, key);
  }

  /** A client of {@code http://host:port} in real time. */
  public static SdkClient connect(URI rpcUrl, SdkProfile sdk, SigningKey key) {
    return new SdkClient(
        RpcConnections.to(rpcUrl, sdk.sharedChannel()),
        new HttpArtifactTransfer(),
        sdk,
        key,
        SdkClock.system());
  }

  public SdkProfile sdk() {
    return sdk;
  }

  /**
   * Registers the program unless the server has it.
   *
   * @param elf the program itself
   * @param vk bincode of its verifying key
   * @throws StatusRuntimeException if a call fails for good
   * @throws IOException if the upload fails
   */
  public void registerProgram(VkHash vkHash, byte[] elf, byte[] vk)
      throws IOException, InterruptedException {
    if (isRegistered(vkHash)) {
      return;
    }
    String uri = upload(ArtifactType.PROGRAM, Uploads.bincode(elf));
    retry.call(
        () -> {
          CreateProgramRequestBody body =
              CreateProgramRequestBody.newBuilder()
                  .setNonce(nonce())
                  .setVkHash(ByteString.copyFrom(vkHash.toBytes()))
                  .setVk(ByteString.copyFrom(vk))
                  .setProgramUri(uri)
                  .build();
          SignedRequest signed = bodies.sign(body.toByteString());
          return network(stub -> stub.createProgram(signed));
        });
  }

  /** Any answer but NOT_FOUND means yes. */
  public boolean isRegistered(VkHash vkHash) throws InterruptedException {
    GetProgramRequest request =
        GetProgramRequest.newBuilder().setVkHash(ByteString.copyFrom(vkHash.toBytes())).build();
    try {
      retry.call(() -> network(stub -> stub.getProgram(request)));
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Uploads the stdin and asks for the proof; the program must be registered.
   *
   * @throws StatusRuntimeException if a call fails for good
   * @throws IOException if the upload fails
   */
  public RequestId request(ProofOrder order) throws IOException, InterruptedException {
    GetProofRequestParamsResponse auction = sdk.auction() ? auctionParameters(order) : null;
    String stdinUri =
        upload(
            order.privateStdin() ? ArtifactType.PRIVATE_STDIN : ArtifactType.STDIN, order.stdin());
    long deadline = bodies.deadlineSeconds(order, clock.now());
    return retry.call(() -> submit(order, stdinUri, deadline, auction));
  }

  private RequestId submit(
      ProofOrder order,
      String stdinUri,
      long deadline,
      @Nullable GetProofRequestParamsResponse auction)
      throws InterruptedException {
    long nonce = nonce();
    List<ByteString> whitelist = sdk.auction() ? proversByUptime() : List.of();
    SignedRequest signed =
        bodies.sign(
            bodies
                .requestProof(order, stdinUri, deadline, nonce, auction, whitelist)
                .toByteString());
    RequestProofResponse response = network(stub -> stub.requestProof(signed));
    requireBytes("tx_hash", response.getTxHash(), 32);
    requireBytes("request_id", response.getBody().getRequestId(), 32);
    return RequestId.of(response.getBody().getRequestId().toByteArray());
  }

  private GetProofRequestParamsResponse auctionParameters(ProofOrder order)
      throws InterruptedException {
    GetProofRequestParamsRequest request =
        GetProofRequestParamsRequest.newBuilder().setMode(order.mode().number()).build();
    GetProofRequestParamsResponse response =
        retry.call(() -> network(stub -> stub.getProofRequestParams(request)));
    requireBytes("auctioneer", response.getAuctioneer(), 20);
    requireBytes("executor", response.getExecutor(), 20);
    requireBytes("verifier", response.getVerifier(), 20);
    requireBytes("treasury", response.getTreasury(), 20);
    Long.parseUnsignedLong(response.getBaseFee());
    Long.parseUnsignedLong(response.getMaxPricePerPgu());
    return response;
  }

  private List<ByteString> proversByUptime() throws InterruptedException {
    GetProversByUptimeRequest request = GetProversByUptimeRequest.getDefaultInstance();
    List<ByteString> provers =
        retry.call(() -> network(stub -> stub.getProversByUptime(request))).getProversList();
    provers.forEach(prover -> requireBytes("prover", prover, 20));
    return provers;
  }

  /** Where the SDK would panic, this throws. */
  private static void requireBytes(String field, ByteString value, int length) {
    if (value.size() != length) {
      throw new IllegalStateException(
          field + " must have " + length + " bytes, not " + value.size());
    }
  }

  /** One call, with retries. */
  public GetProofRequestStatusResponse status(RequestId id) throws InterruptedException {
    RequestIdRequest request = byId(id);
    return retry.call(() -> network(stub -> stub.getProofRequestStatus(request)));
  }

  /** One call, with retries. */
  public GetProofRequestDetailsResponse details(RequestId id) throws InterruptedException {
    RequestIdRequest request = byId(id);
    return retry.call(() -> network(stub -> stub.getProofRequestDetails(request)));
  }

  /** {@code get_proof_status}: the status, and the proof if there is one. */
  public byte @Nullable [] download(GetProofRequestStatusResponse status)
      throws IOException, InterruptedException {
    if (status.getFulfillmentStatus() != FULFILLED) {
      return null;
    }
    if (!status.hasProofUri()) {
      throw new IllegalStateException("No proof URI provided");
    }
    return artifacts.get(URI.create(status.getProofUri()));
  }

  /**
   * {@code wait_proof}: polls until the request ends.
   *
   * @param timeout the user's own limit, on the client's clock
   * @param onPoll sees every answer
   */
  public ProofOutcome await(
      RequestId id, Duration timeout, Consumer<GetProofRequestStatusResponse> onPoll)
      throws IOException, InterruptedException {
    Instant end = clock.now().plus(timeout);
    Instant requestedSince = null;
    while (true) {
      if (clock.now().isAfter(end)) {
        return new ProofOutcome.RequestTimedOut();
      }
      GetProofRequestStatusResponse status = status(id);
      onPoll.accept(status);
      byte[] proof = download(status);
      ProofOutcome outcome = judge(status, proof);
      if (outcome != null) {
        return outcome;
      }
      if (sdk.auction() && status.getFulfillmentStatus() == REQUESTED) {
        requestedSince = requestedSince == null ? clock.now() : requestedSince;
        if (clock.now().isAfter(requestedSince.plus(AUCTION_LIMIT))) {
          cancel(id);
          return new ProofOutcome.RequestAuctionTimedOut();
        }
      }
      clock.sleep(POLL);
    }
  }

  private @Nullable ProofOutcome judge(
      GetProofRequestStatusResponse status, byte @Nullable [] proof) {
    boolean late = Long.compareUnsigned(clock.now().getEpochSecond(), status.getDeadline()) > 0;
    boolean unexecutable = status.getExecutionStatus() == UNEXECUTABLE;
    boolean deadlineFirst = sdk.waitOrder() == SdkProfile.WaitOrder.DEADLINE_FIRST;
    if (deadlineFirst && late) {
      return new ProofOutcome.RequestTimedOut();
    }
    if (deadlineFirst && unexecutable) {
      return new ProofOutcome.RequestUnexecutable();
    }
    if (proof != null) {
      return new ProofOutcome.Proven(proof, status);
    }
    if (unexecutable) {
      return new ProofOutcome.RequestUnexecutable();
    }
    if (status.getFulfillmentStatus() == UNFULFILLABLE) {
      return new ProofOutcome.RequestUnfulfillable();
    }
    return late ? new ProofOutcome.RequestTimedOut() : null;
  }

  /** Signed; the server answers OK also for what is finished or unknown. */
  public void cancel(RequestId id) throws InterruptedException {
    retry.call(
        () -> {
          SignedRequest signed =
              bodies.sign(
                  CancelRequestRequestBody.newBuilder()
                      .setNonce(nonce())
                      .setRequestId(ByteString.copyFrom(id.toBytes()))
                      .build()
                      .toByteString());
          return network(stub -> stub.cancelRequest(signed));
        });
  }

  private long nonce() throws InterruptedException {
    GetNonceRequest request =
        GetNonceRequest.newBuilder()
            .setAddress(ByteString.copyFrom(key.address().toBytes()))
            .build();
    return retry.call(() -> network(stub -> stub.getNonce(request))).getNonce();
  }

  /**
   * CreateArtifact, then PUT.
   *
   * @return the URI, opaque to clients
   * @throws StatusRuntimeException if a call fails for good
   * @throws IOException if the upload fails
   */
  public String upload(ArtifactType type, byte[] bincode) throws IOException, InterruptedException {
    CreateArtifactResponse created = createArtifact(type);
    artifacts.put(
        URI.create(created.getArtifactPresignedUrl()), Uploads.encode(bincode, sdk.zstd()));
    return created.getArtifactUri();
  }

  /** A name for an artifact of this type, and the URL that takes its bytes. */
  public CreateArtifactResponse createArtifact(ArtifactType type) throws InterruptedException {
    CreateArtifactRequest request =
        CreateArtifactRequest.newBuilder()
            .setSignature(ByteString.copyFrom(key.sign(CREATE_ARTIFACT, sdk.createArtifact())))
            .setArtifactType(type.number())
            .build();
    return sdk.sharedChannel()
        ? retry.call(() -> createArtifact(request))
        : createArtifact(request);
  }

  private CreateArtifactResponse createArtifact(CreateArtifactRequest request) {
    return connections.call(
        channel ->
            ArtifactStoreGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .createArtifact(request));
  }

  private <T> T network(Function<ProverNetworkBlockingStub, T> call) {
    return connections.call(
        (Channel channel) ->
            call.apply(
                ProverNetworkGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS)));
  }

  private static RequestIdRequest byId(RequestId id) {
    return RequestIdRequest.newBuilder().setRequestId(ByteString.copyFrom(id.toBytes())).build();
  }

  @Override
  public void close() {
    connections.close();
    if (artifacts instanceof HttpArtifactTransfer http) {
      http.close();
    }
  }
}
