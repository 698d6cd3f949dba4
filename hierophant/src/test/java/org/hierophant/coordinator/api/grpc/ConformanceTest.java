package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.api.grpc.TestClient.id;
import static org.hierophant.coordinator.api.grpc.TestClient.statusOf;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowingConsumer;
import org.hierophant.coordinator.config.GrpcSlice;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Refusal;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.FakeLedger;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.HeldEffects;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.coordinator.testing.ScriptedWorker;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.transfer.ArtifactDecoder;
import org.hierophant.proto.artifact.CreateArtifactRequest;
import org.hierophant.proto.network.CreateProgramRequestBody;
import org.hierophant.proto.network.Empty;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.proto.network.RequestIdRequest;
import org.hierophant.proto.network.RequestProofRequestBody;
import org.hierophant.proto.network.RequestProofResponse;
import org.hierophant.proto.network.SignedRequest;
import org.hierophant.proto.network.TxResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules that a server of sp1-sdk 4.0 to 6.10 must keep, one by one, asked over a socket: {@code
 * rNN} is the rule's number in {@code docs/compat/prover-network.md}.
 */
class ConformanceTest {
  private static final long FOREVER = -1; // 2^64 - 1
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  @TempDir static Path directory;
  private static GrpcSlice slice;
  private static TestClient client;
  private static Ledger ledger;

  private final ByteString vkHash = Fields.bytes(Samples.bytes32(NEXT.getAndIncrement()));
  private final RequestEnds ends = new RequestEnds(slice, client, vkHash);

  @BeforeAll
  static void start() {
    slice = GrpcSlice.start(directory, new MemoryJournal(), GrpcSlice.impatient(2_000));
    client = new TestClient(slice.grpcPort(), new TestSigner());
    ledger = slice.ledger();
  }

  @AfterAll
  static void stop() {
    client.close();
    slice.close();
  }

  @BeforeEach
  void registerAProgram() throws Exception {
    client.register(vkHash, new byte[] {0x7f, 'E', 'L', 'F'});
  }

  /** No test finds another one's requests. */
  @AfterEach
  void cancelWhatIsOpen() {
    ledger
        .view()
        .openRequests()
        .map(RequestView::request)
        .forEach(
            request ->
                ledger.submit(new Command.CancelRequest(request.id(), request.requester())).join());
    slice.effects().forgetOffers();
  }

  // ---- transport ----

  @Test
  void r01ServicesLiveAtTheRootOfACleartextPortWithPriorKnowledge() throws Exception {
    try (Http2Wire wire = new Http2Wire(slice.grpcPort())) {
      assertThat(wire.read().type()).isEqualTo(Http2Wire.SETTINGS);
    }
    assertThat(client.raw("network.ProverNetwork", "GetMarketPricePerPgu", new byte[0]))
        .isNotEmpty();
    assertThat(
            statusOf(() -> client.raw("prefix/network.ProverNetwork", "GetBalance", new byte[0]))
                .getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void r02ClientsMayPingEveryFiveSecondsWithoutACall() throws Exception {
    NettyServerBuilder builder = NettyServerBuilder.forPort(0);
    slice.api().setUp(builder);

    assertThat((long) setting(builder, "permitKeepAliveTimeInNanos"))
        .isLessThanOrEqualTo(Duration.ofSeconds(5).toNanos());
    assertThat((boolean) setting(builder, "permitKeepAliveWithoutCalls")).isTrue();
  }

  @Test
  void r02IdlePingsKeepTheConnectionThatGrpcJavaWouldClose() throws Exception {
    Server usual = NettyServerBuilder.forPort(0).build().start();
    try (Http2Wire wire = new Http2Wire(usual.getPort())) {
      for (int i = 0; i < 3; i++) {
        wire.ping();
      }
      assertThat(wire.readUntil(Http2Wire.GOAWAY).debugData()).isEqualTo("too_many_pings");
    } finally {
      usual.shutdownNow();
    }

    NettyServerBuilder builder = NettyServerBuilder.forPort(0);
    slice.api().setUp(builder);
    builder.permitKeepAliveTime(0, TimeUnit.NANOSECONDS); // as if five seconds had passed
    Server ours = builder.build().start();
    try (Http2Wire wire = new Http2Wire(ours.getPort())) {
      for (int i = 0; i < 30; i++) { // five minutes of them
        wire.ping();
      }
    } finally {
      ours.shutdownNow();
    }
  }

  private static Object setting(NettyServerBuilder builder, String name) throws Exception {
    Field field = NettyServerBuilder.class.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(builder);
  }

  @Test
  void r03AMessageMayHave64MiB() {
    CreateProgramRequestBody body =
        CreateProgramRequestBody.newBuilder()
            .setVkHash(vkHash)
            .setVk(ByteString.copyFrom(new byte[(64 << 20) - 1_024]))
            .setProgramUri(new ArtifactUri(ArtifactType.PROGRAM, new UUID(1, 1)).toString())
            .build();
    SignedRequest most = client.sign(body);
    SignedRequest more =
        most.toBuilder()
            .setBody(most.getBody().concat(ByteString.copyFrom(new byte[2_048])))
            .build();

    assertThat(statusOf(() -> client.network().createProgram(most)).getDescription())
        .startsWith("vk must have at most");
    assertThat(statusOf(() -> client.network().createProgram(more)).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void r04ReadsAreAnsweredWithAThousandOpenRequestsAndALedgerThatStandsStill() throws Exception {
    List<CompletableFuture<?>> submitted = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      submitted.add(ledger.submit(new Command.Submit(openRequest(i))));
    }
    submitted.forEach(CompletableFuture::join);
    ByteString open = client.request(client.order(vkHash));
    RequestId cancelled = openRequest(0).id();

    try (HeldEffects.Hold held = slice.effects().hold()) {
      ledger.submit(new Command.CancelRequest(cancelled, Samples.address(0x46)));
      held.awaitHeld();

      assertThat(client.status(open).getFulfillmentStatus()).isEqualTo(2);
      assertThat(client.details(open).getRequestId()).isEqualTo(open);
      assertThat(client.program(vkHash).getVkHash()).isEqualTo(vkHash);
      assertThat(client.nonce()).isPositive();
      assertThat(client.balance()).isNotEmpty();
      assertThat(client.parameters().getTreasury().size()).isEqualTo(20);
      assertThat(client.provers(false)).isEmpty();
      assertThat(client.network().getMarketPricePerPgu(Empty.getDefaultInstance()).getPrice())
          .isEqualTo("0");
      assertThat(client.createArtifact(ArtifactType.STDIN).getArtifactUri()).startsWith("STDIN_");
      assertThat(client.filtered(filter -> filter.setFulfillmentStatus(2).setLimit(1_000)))
          .hasSize(1_000);
    }
  }

  private org.hierophant.coordinator.request.ProofRequest openRequest(int i) {
    return new RequestBuilder(10_000 + i)
        .vkHash(new VkHash(Bytes32.of(vkHash.toByteArray())))
        .deadlines(FOREVER, Instant.now().plus(Duration.ofDays(1)))
        .build()
        .request();
  }

  // ---- programs and artifacts ----

  @Test
  void r05GetProgramAnswersNotFoundForUnknownAndEvictedPrograms() throws Exception {
    ByteString unknown = Fields.bytes(Samples.bytes32(0xee));

    assertThat(statusOf(() -> client.program(unknown)).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    String elf = client.program(vkHash).getProgramUri();
    assertThat(slice.store().delete(ArtifactUri.parse(elf).orElseThrow())).isTrue();
    assertThat(statusOf(() -> client.program(vkHash)).getCode()).isEqualTo(Status.Code.NOT_FOUND);

    client.register(vkHash, new byte[] {0x7f, 'E', 'L', 'F'}); // what the SDK does now

    assertThat(client.program(vkHash).getProgramUri()).isNotEqualTo(elf).startsWith("PROGRAM_");
  }

  @Test
  void r10TheVarintInFieldTwelveMakesTheStdinOfABaseRequestPrivate() throws Exception {
    UnknownFieldSet stdinPrivate =
        UnknownFieldSet.newBuilder()
            .addField(12, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    ProofRequest secret =
        client.details(client.request(client.order(vkHash).setUnknownFields(stdinPrivate)));
    ProofRequest open = client.details(client.request(client.order(vkHash)));

    assertThat(secret.getStdinPrivate()).isTrue();
    assertThat(secret.getStdinPublicUri()).isEmpty();
    assertThat(open.getStdinPrivate()).isFalse();
    assertThat(open.getStdinPublicUri()).startsWith("http://");
  }

  @Test
  void r11AnAuctionBodyIsKnownByItsFields() throws Exception {
    ByteString base = client.request(client.order(vkHash).setStrategy(3));
    ByteString auction =
        client.request(
            client
                .order(vkHash)
                .setDomain(ByteString.copyFrom(new byte[32]))
                .setAuctioneer(ByteString.copyFrom(new byte[20]))
                .setExecutor(ByteString.copyFrom(new byte[20]))
                .setVerifier(ByteString.copyFrom(new byte[20]))
                .setTreasury(ByteString.copyFrom(new byte[20]))
                .setBaseFee("0")
                .setMaxPricePerPgu("0"));

    assertThat(view(base).request().dialect()).isEqualTo(Dialect.BASE);
    assertThat(view(auction).request().dialect()).isEqualTo(Dialect.AUCTION);
  }

  @Test
  void r12DetailsDecodeInBothDialects() throws Exception {
    for (ByteString id : ends.oneOfEach()) {
      byte[] details = client.details(id).toByteArray();

      assertThat(ProstSchema.BASE.decode(details).keySet()).contains(1, 11).doesNotContain(34, 35);
      assertThat(ProstSchema.AUCTION.decode(details)).containsEntry(1, 1).containsEntry(21, 1);
    }
  }

  // ---- signatures ----

  @Test
  void r13TheBytesOfABodyAreHashedAsTheyCame() throws Exception {
    ByteString laterField = ByteString.copyFrom(new byte[] {(byte) 0xa0, 0x3f, 1}); // 1012: 1
    ByteString body = laterField.concat(client.order(vkHash).build().toByteString());
    TestSigner signer = new TestSigner(0x47);

    ByteString id = client.request(signer.sign(body));

    assertThat(client.details(id).getRequester()).isEqualTo(Fields.bytes(signer.address()));
  }

  @Test
  void r14EveryFormOfASignatureNamesItsSigner() {
    GoldenCalls artifact = GoldenCalls.CREATE_ARTIFACT;
    GoldenCalls cancel = GoldenCalls.CANCEL;

    for (int base : new int[] {0, 27, 54}) {
      assertThat(createArtifact(artifact.signature(base + artifact.parity()))).isEqualTo(Status.OK);
      assertThat(
              statusOf(
                  () -> client.network().cancelRequest(cancel.envelope(base + cancel.parity()))))
          .isEqualTo(Status.OK);
      for (GoldenCalls call : GoldenCalls.REQUEST_PROOFS) { // signed for another server's stdin
        assertThat(
                statusOf(() -> client.request(call.envelope(base + call.parity())))
                    .getDescription())
            .isEqualTo("stdin_uri must be an artifact_uri of CreateArtifact, not \"stdin_0001\"");
      }
    }
  }

  @Test
  void r14EverythingElseIsNoSignature() {
    for (int v : new int[] {2, 26, 29, 35, 53, 56}) {
      assertThat(createArtifact(GoldenCalls.CREATE_ARTIFACT.signature(v)).getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      for (GoldenCalls call : GoldenCalls.REQUEST_PROOFS) {
        assertThat(statusOf(() -> client.request(call.envelope(v))).getCode())
            .isEqualTo(Status.Code.UNAUTHENTICATED);
      }
      assertThat(
              statusOf(() -> client.network().cancelRequest(GoldenCalls.CANCEL.envelope(v)))
                  .getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
    assertThat(createArtifact(new byte[64]).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  private static Status createArtifact(byte[] signature) {
    return statusOf(
        () ->
            client
                .artifacts()
                .createArtifact(
                    CreateArtifactRequest.newBuilder()
                        .setSignature(ByteString.copyFrom(signature))
                        .setArtifactType(1)
                        .build()));
  }

  @Test
  void r15PlainAndCompressedUploadsAreTheSameInput() throws Exception {
    byte[] item = "bincode of a stdin".repeat(100).getBytes(StandardCharsets.US_ASCII);

    String plain = client.upload(ArtifactType.STDIN, item);
    String compressed = client.upload(ArtifactType.STDIN, Zstd.compress(item));

    assertThat(decoded(plain)).isEqualTo(item);
    assertThat(decoded(compressed)).isEqualTo(item);
  }

  private static byte[] decoded(String uri) throws Exception {
    try (var content = slice.store().open(ArtifactUri.parse(uri).orElseThrow()).orElseThrow();
        InputStream plain = ArtifactDecoder.decode(content.stream(), 1 << 20)) {
      return plain.readAllBytes();
    }
  }

  @Test
  void r15aTwoRequestsWithOneNonceBothSucceed() throws Exception {
    SignedRequest first = client.sign(client.order(vkHash).setNonce(7).build());
    SignedRequest second = client.sign(client.order(vkHash).setNonce(7).build());
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = both.submit(() -> client.request(first));
      var other = both.submit(() -> client.request(second));

      assertThat(one.get(20, TimeUnit.SECONDS)).isNotEqualTo(other.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void r15aTheNonceCountsSignedMessages() throws Exception {
    long before = client.nonce();

    client.request(client.order(vkHash));

    assertThat(client.nonce()).isEqualTo(before + 1);
  }

  @Test
  void r16AProofIsServedPlainWhateverTheClientAccepts() throws Exception {
    ByteString id = ends.fulfilled();

    HttpResponse<byte[]> proof =
        client.get(client.status(id).getProofUri(), "accept-encoding", "gzip, zstd, br, deflate");

    assertThat(proof.statusCode()).isEqualTo(200);
    assertThat(proof.headers().firstValue("content-encoding")).isEmpty();
    assertThat(proof.headers().firstValue("content-length"))
        .contains(Integer.toString(RequestEnds.PROOF.length));
    assertThat(proof.body()).isEqualTo(RequestEnds.PROOF);
  }

  // ---- answers ----

  @Test
  void r17HashAndIdOfARequestHave32Bytes() throws Exception {
    RequestProofResponse answer =
        client.network().requestProof(client.sign(client.order(vkHash).build()));
    TxResponse registered = client.register(vkHash, new byte[] {1});
    TxResponse cancelled = client.cancel(answer.getBody().getRequestId());

    assertThat(answer.getTxHash().size()).isEqualTo(32);
    assertThat(answer.hasBody()).isTrue();
    assertThat(answer.getBody().getRequestId().size()).isEqualTo(32);
    assertThat(registered.getTxHash().size()).isEqualTo(32);
    assertThat(cancelled.getTxHash().size()).isEqualTo(32);
  }

  @Test
  void r18ParametersHaveLengthsAndNumbersThatClientsBear() {
    GetProofRequestParamsResponse parameters = client.parameters();

    assertThat(
            List.of(
                parameters.getAuctioneer(),
                parameters.getExecutor(),
                parameters.getVerifier(),
                parameters.getTreasury()))
        .allMatch(address -> address.size() == 20);
    assertThat(parameters.getDomain().size()).isEqualTo(32);
    assertThat(Long.parseUnsignedLong(parameters.getBaseFee())).isZero();
    assertThat(Long.parseUnsignedLong(parameters.getMaxPricePerPgu()))
        .isBetween(0L, 15_372_286_727L);
    assertThat(new BigInteger(client.balance()).bitLength()).isBetween(1, 256);
    assertThat(client.provers(true)).isEmpty();
    assertThat(client.provers(false)).allMatch(prover -> prover.size() == 20);
  }

  @Test
  void r19DeterministicRejectionsAreNeverWorthARepetition() throws Exception {
    assertThat(client.refusal(client.order(vkHash).setMode(0)))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "mode", "0"));
    assertThat(client.refusal(client.order(vkHash).setMode(9)))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "mode", "9"));
    assertThat(client.refusal(client.order(ByteString.fromHex("0102"))))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "vk_hash", "0x0102"));
    assertThat(client.refusal(client.order(vkHash).setDeadline(1_000)))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "deadline", "1000"));
    assertThat(client.refusal(client.order(vkHash).setStdinUri("stdin_2")))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "stdin_uri", "stdin_2"));
    assertThat(client.refusal(client.order(Fields.bytes(Samples.bytes32(0xee)))))
        .satisfies(is(Status.Code.FAILED_PRECONDITION, "vk_hash", "0xeeee"));
    String neverUploaded = client.createArtifact(ArtifactType.STDIN).getArtifactUri();
    assertThat(client.refusal(client.order(vkHash).setStdinUri(neverUploaded)))
        .satisfies(is(Status.Code.FAILED_PRECONDITION, "stdin_uri", neverUploaded));
    assertThat(statusOf(() -> client.status(ByteString.fromHex("ab"))))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "request_id", "0xab"));
    assertThat(statusOf(() -> client.raw("network.ProverNetwork", "RequestProof", new byte[] {9})))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "message"));
    assertThat(
            statusOf(() -> client.artifacts().createArtifact(new TestSigner().createArtifact(5))))
        .satisfies(is(Status.Code.INVALID_ARGUMENT, "artifact_type", "5"));
  }

  private static ThrowingConsumer<Status> is(Status.Code code, String... described) {
    return status -> {
      assertThat(status.getCode()).isEqualTo(code);
      assertThat(status.getDescription()).contains(described);
    };
  }

  @Test
  void r19TheSameAgainIsFineAndSomebodyElsesIsNot() throws Exception {
    ByteString id = client.request(client.order(vkHash));
    try (TestClient stranger = new TestClient(slice.grpcPort(), new TestSigner(0x48))) {
      assertThat(statusOf(() -> stranger.cancel(id)).getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    assertThat(client.status(id).getFulfillmentStatus()).isEqualTo(2);

    client.register(vkHash, new byte[] {2});
    client.cancel(id);
    client.cancel(id);
    client.cancel(Fields.bytes(Samples.bytes32(0xee)));

    assertThat(client.status(id).getFulfillmentStatus()).isEqualTo(4);
  }

  @Test
  void r19WhatCanPassIsUnavailableAndOurBugsAreInternalButNothingIsUnknown() throws Exception {
    FakeLedger broken = new FakeLedger(new FakeLedgerView());
    ByteString id = Fields.bytes(Samples.bytes32(1));
    try (BareServer server = new BareServer(broken, slice.names());
        TestClient other = new TestClient(server.port(), new TestSigner())) {
      broken.refuse(new Refusal.Unavailable("the disk is full"));
      assertThat(statusOf(() -> other.cancel(id)))
          .satisfies(is(Status.Code.UNAVAILABLE, "the disk is full"));

      broken.refuse(new Refusal.QueueFull(7));
      assertThat(statusOf(() -> other.cancel(id))).satisfies(is(Status.Code.UNAVAILABLE, "7"));

      broken.fail(new IllegalStateException("secret detail"));
      assertThat(statusOf(() -> other.cancel(id)))
          .satisfies(is(Status.Code.INTERNAL, "internal error"));
      assertThat(statusOf(() -> other.cancel(id)).getDescription()).doesNotContain("secret");
    }
  }

  // ---- status ----

  @Test
  void r20NoAnswerSaysRequestedAndAnotherAttemptStaysAssigned() throws Exception {
    ByteString id = client.request(client.order(vkHash));
    assertThat(client.pair(id)).isEqualTo("2/1"); // waits

    try (ScriptedWorker worker = ends.worker()) {
      worker.accept(id(id));
      assertThat(client.pair(id)).isEqualTo("2/1"); // runs
    } // the worker is killed

    assertThat(view(id).state()).isInstanceOf(RequestState.Queued.class);
    assertThat(client.pair(id)).isEqualTo("2/1"); // waits again
    assertThat(client.details(id).getFulfillmentStatus()).isEqualTo(2);
    assertThat(client.details(id).getCreatedAt()).isPositive();
    assertThat(client.filtered(filter -> filter.setFulfillmentStatus(1))).isEmpty();
  }

  @Test
  void r20CancellingStopsTheWorkerAndSaysSo() throws Exception {
    ByteString id = client.request(client.order(vkHash));
    try (ScriptedWorker worker = ends.worker()) {
      worker.accept(id(id));

      client.cancel(id);

      assertThat(client.pair(id)).isEqualTo("4/1");
      assertThat(client.details(id).getIsCanceled()).isTrue();
      assertThat(slice.effects().all())
          .anyMatch(
              effect ->
                  effect instanceof Effect.CancelAttempt cancel
                      && cancel.request().equals(id(id))
                      && cancel.worker().equals(worker.id()));
    }
  }

  @Test
  void r21TheSameRequestAgainHasTheSameIdAndIsOneJob() throws Exception {
    RequestProofRequestBody.Builder order = client.order(vkHash);
    SignedRequest signed = client.sign(order.build());

    Set<ByteString> ids = new HashSet<>();
    Callable<ByteString> again = () -> client.request(signed);
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<ByteString> answer : many.invokeAll(Collections.nCopies(8, again))) {
        ids.add(answer.get());
      }
    }
    ids.add(client.request(order.setNonce(8))); // what a client does that did not hear the answer

    assertThat(ids).hasSize(1);
    assertThat(client.filtered(filter -> filter.setVkHash(vkHash))).hasSize(1);
    assertThat(client.request(client.order(vkHash))).isNotIn(ids); // another stdin
  }

  @Test
  void r21TheSameRequestAgainHasTheSameIdAfterARestart(@TempDir Path elsewhere) throws Exception {
    MemoryJournal journal = new MemoryJournal();
    SignedRequest signed;
    ByteString first;
    try (GrpcSlice before = GrpcSlice.start(elsewhere, journal, GrpcSlice.impatient(10));
        TestClient caller = new TestClient(before.grpcPort(), new TestSigner())) {
      caller.register(vkHash, new byte[] {1});
      signed = caller.sign(caller.order(vkHash).build());
      first = caller.request(signed);
    }

    try (GrpcSlice after = GrpcSlice.start(elsewhere, journal, GrpcSlice.impatient(10));
        TestClient caller = new TestClient(after.grpcPort(), new TestSigner())) {
      assertThat(caller.request(signed)).isEqualTo(first);
      assertThat(after.ledger().view().requests()).hasSize(1);
      assertThat(caller.status(first).getFulfillmentStatus()).isEqualTo(2);
    }
  }

  @Test
  void r22OnlyTheAllowedPairsAreAnswered() throws Exception {
    List<String> pairs = new ArrayList<>();
    for (ByteString id : ends.oneOfEach()) {
      pairs.add(client.pair(id));
      assertThat(client.details(id).getFulfillmentStatus())
          .isEqualTo(client.status(id).getFulfillmentStatus());
      assertThat(client.details(id).getExecutionStatus())
          .isEqualTo(client.status(id).getExecutionStatus());
    }

    assertThat(pairs).containsExactly("2/1", "3/2", "4/1", "4/1", "4/3");
  }

  @Test
  void r23OnlyTheGuestItselfIsUnexecutable() throws Exception {
    assertThat(client.pair(ends.failed(new AttemptFailure.Prover("out of memory"))))
        .isEqualTo("4/1");
    assertThat(client.pair(ends.failed(new AttemptFailure.Transfer("digest differs"))))
        .isEqualTo("4/1");
    assertThat(client.pair(ends.failed(new AttemptFailure.Worker("disk full")))).isEqualTo("4/1");
    assertThat(client.pair(ends.lostTwice())).isEqualTo("4/1");

    ByteString guest = ends.failed(ends.guestFailure());

    assertThat(client.pair(guest)).isEqualTo("4/3");
    assertThat(client.details(guest).getExecuteFailCause()).isEqualTo(1);
    assertThat(client.details(guest).getCycles()).isEqualTo(77);
  }

  @Test
  void r24AnUnknownIdIsUnfulfillableWithAFarDeadlineAndHasNoDetails() {
    ByteString unknown = Fields.bytes(Samples.bytes32(0xee));

    GetProofRequestStatusResponse status = client.status(unknown);

    assertThat(status.getFulfillmentStatus()).isEqualTo(4);
    assertThat(status.getExecutionStatus()).isEqualTo(1);
    assertThat(Instant.ofEpochSecond(status.getDeadline()))
        .isAfter(Instant.now().plus(Duration.ofDays(3_650)));
    assertThat(
            client
                .network()
                .getProofRequestDetails(RequestIdRequest.newBuilder().setRequestId(unknown).build())
                .hasRequest())
        .isFalse();
    for (int length : new int[] {0, 31, 33}) {
      assertThat(statusOf(() -> client.status(ByteString.copyFrom(new byte[length]))).getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void r24ADeadlineIsNeverZeroAndAFinishedProofCanAlwaysBeCollected() throws Exception {
    long soon = Instant.now().plusSeconds(1_800).getEpochSecond();
    ByteString id = client.request(client.order(vkHash).setDeadline(soon));
    assertThat(client.status(id).getDeadline()).isEqualTo(soon);

    ends.finish(id);

    assertThat(client.status(id).getDeadline())
        .isGreaterThanOrEqualTo(Instant.now().plusSeconds(3_000).getEpochSecond());
  }

  @Test
  void r25AVersionGoesOnlyToWorkersThatServeIt() throws Exception {
    try (ScriptedWorker worker = ends.worker()) { // v6.1.0
      ByteString five = client.request(client.order(vkHash).setVersion("sp1-v5.0.0"));
      ByteString six = client.request(client.order(vkHash).setVersion("sp1-v6.1.0"));

      assertThat(worker.accept(id(six)).request().version()).isEqualTo("sp1-v6.1.0");
      assertThat(view(five).state()).isInstanceOf(RequestState.Queued.class);
      assertThat(client.details(five).getVersion()).isEqualTo("sp1-v5.0.0");
    }
    assertThat(client.refusal(client.order(vkHash).setVersion("sp1-v9.9.9")))
        .satisfies(is(Status.Code.FAILED_PRECONDITION, "sp1-v9.9.9", "v6.1.0"));
  }

  @Test
  void r27TheLargestUnsignedNumbersComeBackAsTheyWent() throws Exception {
    ByteString id =
        client.request(
            client
                .order(vkHash)
                .setNonce(FOREVER)
                .setDeadline(FOREVER)
                .setCycleLimit(FOREVER)
                .setGasLimit(FOREVER)
                .setMinAuctionPeriod(FOREVER));

    ProofRequest details = client.details(id);

    assertThat(client.status(id).getDeadline()).isEqualTo(FOREVER);
    assertThat(details.getDeadline()).isEqualTo(FOREVER);
    assertThat(details.getCycleLimit()).isEqualTo(FOREVER);
    assertThat(details.getGasLimit()).isEqualTo(FOREVER);
    assertThat(details.getMinAuctionPeriod()).isEqualTo(FOREVER);
    assertThat(client.pair(id)).isEqualTo("2/1"); // not past its deadline
  }

  private static RequestView view(ByteString id) {
    return ledger.view().request(id(id)).orElseThrow();
  }
}
