package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.api.grpc.TestClient.statusOf;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.config.GrpcSlice;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.proto.artifact.CreateArtifactResponse;
import org.hierophant.proto.network.Empty;
import org.hierophant.proto.network.ProofRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the network API promises beyond the SDK's rules. */
class NetworkApiTest {
  private static final String NETWORK = "network.ProverNetwork";
  private static final ByteString PROGRAM = Fields.bytes(Samples.bytes32(1));
  private static final int MAX_OPEN = 5;

  @TempDir static Path directory;
  private static final MemoryJournal journal = new MemoryJournal();
  private static GrpcSlice slice;
  private static TestClient client;

  @BeforeAll
  static void start() throws Exception {
    slice = GrpcSlice.start(directory, journal, GrpcSlice.impatient(MAX_OPEN));
    client = new TestClient(slice.grpcPort(), new TestSigner());
    client.register(PROGRAM, new byte[] {1});
  }

  @AfterAll
  static void stop() {
    client.close();
    slice.close();
  }

  // ---- what else is on the port ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GetOwner",
        "FulfillProof",
        "FailFulfillment",
        "GetStdinUri",
        "GetProvePrice",
        "Bid"
      })
  void theProversSideIsUnimplementedAndSaysSo(String method) {
    Status status = statusOf(() -> client.raw(NETWORK, method, new byte[0]));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).contains(NETWORK + "/" + method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReportProverInfo", "GetProverStatus", "SubscribeProofRequests"})
  void whatTheSchemaDoesNotHaveIsUnimplementedAndSaysSo(String method) {
    Status status = statusOf(() -> client.raw(NETWORK, method, new byte[] {8, 1}));

    assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).contains(NETWORK + "/" + method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", NETWORK, "artifact.ArtifactStore"})
  void healthIsServing(String service) {
    assertThat(
            HealthGrpc.newBlockingStub(client.channel())
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void reflectionNamesEveryServiceAndItsSchema() throws Exception {
    ServerReflectionResponse services =
        reflect(ServerReflectionRequest.newBuilder().setListServices("").build());
    ServerReflectionResponse file =
        reflect(ServerReflectionRequest.newBuilder().setFileContainingSymbol(NETWORK).build());

    assertThat(
            services.getListServicesResponse().getServiceList().stream()
                .map(ServiceResponse::getName))
        .contains(NETWORK, "artifact.ArtifactStore", "grpc.health.v1.Health");
    FileDescriptorProto schema =
        FileDescriptorProto.parseFrom(file.getFileDescriptorResponse().getFileDescriptorProto(0));
    assertThat(schema.getService(0).getMethodList())
        .anyMatch(method -> method.getName().equals("RequestProof"));
  }

  private static ServerReflectionResponse reflect(ServerReflectionRequest request)
      throws Exception {
    CompletableFuture<ServerReflectionResponse> first = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> calls =
        ServerReflectionGrpc.newStub(client.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    first.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    first.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    calls.onNext(request);
    calls.onCompleted();
    return first.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aBearerTokenIsIgnoredAsLongAsNoneIsConfigured() {
    Metadata token = new Metadata();
    token.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer tok.en1");

    assertThat(
            client
                .network()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token))
                .getMarketPricePerPgu(Empty.getDefaultInstance())
                .getPrice())
        .isEqualTo("0");
  }

  // ---- artifacts ----

  @ParameterizedTest
  @EnumSource
  void everyTypeOfArtifactHasAUriAndAnAbsoluteUrl(ArtifactType type) {
    CreateArtifactResponse created = client.createArtifact(type);

    assertThat(ArtifactUri.parse(created.getArtifactUri()).map(ArtifactUri::type)).contains(type);
    assertThat(created.getArtifactPresignedUrl())
        .isEqualTo("http://127.0.0.1:" + slice.httpPort() + "/upload/" + created.getArtifactUri());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST"})
  void bytesMayBePutOrPosted(String method) throws Exception {
    CreateArtifactResponse created = client.createArtifact(ArtifactType.STDIN);

    assertThat(client.send(method, created.getArtifactPresignedUrl(), new byte[] {7}).statusCode())
        .isEqualTo(200);
    assertThat(
            client
                .get("http://127.0.0.1:" + slice.httpPort() + "/" + created.getArtifactUri())
                .body())
        .isEqualTo(new byte[] {7});
  }

  // ---- the queue and the journal ----

  @Test
  void aFullQueueIsUnavailableUntilThereIsRoomButKnowsWhatItHas() throws Exception {
    List<ByteString> ids = new ArrayList<>();
    var last = client.order(PROGRAM);
    ids.add(client.request(last));
    while (ids.size() < MAX_OPEN) {
      ids.add(client.request(client.order(PROGRAM)));
    }

    assertThat(client.refusal(client.order(PROGRAM)))
        .satisfies(
            status -> {
              assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(status.getDescription()).contains("5 open requests");
            });
    assertThat(client.request(last)).isEqualTo(ids.getFirst());
    assertThat(client.pair(ids.getFirst())).isEqualTo("2/1");

    client.cancel(ids.removeLast());
    ids.add(client.request(client.order(PROGRAM)));
    ids.forEach(client::cancel);
  }

  @Test
  void whatCouldNotBeWrittenIsUnavailableAndCountsAsNeverAsked() throws Exception {
    var order = client.order(PROGRAM);
    journal.failNextCommit();

    assertThat(client.refusal(order).getCode()).isEqualTo(Status.Code.UNAVAILABLE);

    ByteString id = client.request(order); // the SDK's retry
    assertThat(client.pair(id)).isEqualTo("2/1");
    client.cancel(id);
  }

  // ---- lists ----

  @Test
  void requestsAreListedNewestFirstPageByPage() throws Exception {
    ByteString program = Fields.bytes(Samples.bytes32(2));
    client.register(program, new byte[] {2});
    List<ByteString> newestFirst = new ArrayList<>();
    for (int i = 0; i < MAX_OPEN; i++) {
      ByteString id = client.request(client.order(program));
      newestFirst.addFirst(id);
      client.cancel(id);
    }

    assertThat(page(program, 2, 1)).isEqualTo(newestFirst.subList(0, 2));
    assertThat(page(program, 2, 2)).isEqualTo(newestFirst.subList(2, 4));
    assertThat(page(program, 2, 3)).isEqualTo(newestFirst.subList(4, 5));
    assertThat(page(program, 2, 4)).isEmpty();
    assertThat(page(program, 10, 0)).isEqualTo(newestFirst);
  }

  private static List<ByteString> page(ByteString program, int limit, int page) {
    return client
        .filtered(filter -> filter.setVkHash(program).setLimit(limit).setPage(page))
        .stream()
        .map(ProofRequest::getRequestId)
        .toList();
  }
}
