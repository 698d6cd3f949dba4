package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.artifact.ArtifactStoreGrpc;
import org.hierophant.proto.artifact.ArtifactStoreGrpc.ArtifactStoreBlockingStub;
import org.hierophant.proto.artifact.CreateArtifactResponse;
import org.hierophant.proto.network.AddressRequest;
import org.hierophant.proto.network.CancelRequestRequestBody;
import org.hierophant.proto.network.CreateProgramRequestBody;
import org.hierophant.proto.network.GetFilteredProofRequestsRequest;
import org.hierophant.proto.network.GetNonceRequest;
import org.hierophant.proto.network.GetProgramRequest;
import org.hierophant.proto.network.GetProofRequestParamsRequest;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.GetProversByUptimeRequest;
import org.hierophant.proto.network.Program;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.proto.network.ProverNetworkGrpc;
import org.hierophant.proto.network.ProverNetworkGrpc.ProverNetworkBlockingStub;
import org.hierophant.proto.network.RequestIdRequest;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.hierophant.proto.network.SignedRequest;
import org.hierophant.proto.network.TxResponse;

/** A client of both ports: cleartext HTTP/2 without upgrade, answers of 4 MiB at most. */
final class TestClient implements AutoCloseable {
  private final TestSigner signer;
  private final ManagedChannel channel;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestClient(int grpcPort, TestSigner signer) {
    this.signer = signer;
    this.channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
  }

  ManagedChannel channel() {
    return channel;
  }

  ProverNetworkBlockingStub network() {
    return ProverNetworkGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(60));
  }

  ArtifactStoreBlockingStub artifacts() {
    return ArtifactStoreGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(60));
  }

  /** The status that ends {@code call}. */
  static Status statusOf(Callable<?> call) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::call);
    return failure == null ? Status.OK : failure.getStatus();
  }

  /** Sends and receives bytes as they are. */
  byte[] raw(String service, String method, byte[] message) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(RawBytes.INSTANCE, RawBytes.INSTANCE)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(service + '/' + method)
            .build();
    return ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, message);
  }

  // ---- what an SDK does ----

  CreateArtifactResponse createArtifact(ArtifactType type) {
    return artifacts().createArtifact(signer.createArtifact(type.number()));
  }

  /** The URI of a new artifact with these bytes, sent to the URL that came with it. */
  String upload(ArtifactType type, byte[] bytes) throws Exception {
    CreateArtifactResponse created = createArtifact(type);
    HttpResponse<Void> stored = send("PUT", created.getArtifactPresignedUrl(), bytes);
    assertThat(stored.statusCode()).isEqualTo(200);
    return created.getArtifactUri();
  }

  HttpResponse<Void> send(String method, String url, byte[] bytes) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  HttpResponse<byte[]> get(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  TxResponse register(ByteString vkHash, byte[] elf) throws Exception {
    return network().createProgram(signer.sign(programBody(vkHash, elf)));
  }

  CreateProgramRequestBody programBody(ByteString vkHash, byte[] elf) throws Exception {
    return CreateProgramRequestBody.newBuilder()
        .setVkHash(vkHash)
        .setVk(ByteString.copyFrom(new byte[] {1, 2, 3}))
        .setProgramUri(upload(ArtifactType.PROGRAM, elf))
        .build();
  }

  /** For a proof of a fresh stdin, due in four hours. */
  RequestProofRequestBody.Builder order(ByteString vkHash) throws Exception {
    return RequestProofRequestBody.newBuilder()
        .setNonce(7)
        .setVkHash(vkHash)
        .setVersion("sp1-v6.1.0")
        .setMode(2)
        .setStrategy(2)
        .setStdinUri(upload(ArtifactType.STDIN, new byte[] {1}))
        .setDeadline(Instant.now().plus(Duration.ofHours(4)).getEpochSecond())
        .setCycleLimit(100_000_000)
        .setGasLimit(1_000_000_000);
  }

  ByteString request(RequestProofRequestBody.Builder order) {
    return request(signer.sign(order.build()));
  }

  ByteString request(SignedRequest signed) {
    return network().requestProof(signed).getBody().getRequestId();
  }

  Status refusal(RequestProofRequestBody.Builder order) {
    return statusOf(() -> request(order));
  }

  TxResponse cancel(ByteString id) {
    return network()
        .cancelRequest(
            sign(CancelRequestRequestBody.newBuilder().setNonce(8).setRequestId(id).build()));
  }

  SignedRequest sign(Message body) {
    return signer.sign(body);
  }

  // ---- what is read ----

  GetProofRequestStatusResponse status(ByteString id) {
    return network().getProofRequestStatus(RequestIdRequest.newBuilder().setRequestId(id).build());
  }

  /** Fulfillment and execution status by number. */
  String pair(ByteString id) {
    GetProofRequestStatusResponse status = status(id);
    return status.getFulfillmentStatus() + "/" + status.getExecutionStatus();
  }

  ProofRequest details(ByteString id) {
    return network()
        .getProofRequestDetails(RequestIdRequest.newBuilder().setRequestId(id).build())
        .getRequest();
  }

  List<ProofRequest> filtered(UnaryOperator<GetFilteredProofRequestsRequest.Builder> filter) {
    return network()
        .getFilteredProofRequests(
            filter.apply(GetFilteredProofRequestsRequest.newBuilder()).build())
        .getRequestsList();
  }

  Program program(ByteString vkHash) {
    return network()
        .getProgram(GetProgramRequest.newBuilder().setVkHash(vkHash).build())
        .getProgram();
  }

  /** Of this client. */
  long nonce() {
    return network()
        .getNonce(GetNonceRequest.newBuilder().setAddress(Fields.bytes(signer.address())).build())
        .getNonce();
  }

  /** Of this client. */
  String balance() {
    return network()
        .getBalance(AddressRequest.newBuilder().setAddress(Fields.bytes(signer.address())).build())
        .getAmount();
  }

  GetProofRequestParamsResponse parameters() {
    return network()
        .getProofRequestParams(GetProofRequestParamsRequest.newBuilder().setMode(2).build());
  }

  List<ByteString> provers(boolean highAvailabilityOnly) {
    return network()
        .getProversByUptime(
            GetProversByUptimeRequest.newBuilder()
                .setHighAvailabilityOnly(highAvailabilityOnly)
                .build())
        .getProversList();
  }

  static RequestId id(ByteString id) {
    return RequestId.of(id.toByteArray());
  }

  @Override
  public void close() {
    http.close();
    channel.shutdownNow();
  }
}
