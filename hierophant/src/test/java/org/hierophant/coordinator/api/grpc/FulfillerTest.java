package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.api.grpc.TestClient.id;
import static org.hierophant.coordinator.api.grpc.TestClient.statusOf;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hierophant.coordinator.config.GrpcSlice;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerSettings;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.request.RequestState;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.request.UnfulfillableReason;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.coordinator.worker.FulfillerId;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.network.AddressRequest;
import org.hierophant.proto.network.FailFulfillmentRequestBody;
import org.hierophant.proto.network.FulfillProofRequestBody;
import org.hierophant.proto.network.GetStdinUriRequestBody;
import org.hierophant.proto.network.GetStdinUriResponse;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.proto.network.TxResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fulfiller's calls, as sp1-cluster's makes them, over a socket. */
@Timeout(120)
class FulfillerTest {
  private static final String VERSION = "sp1-v6.1.0";
  private static final byte[] PROOF = {9, 8, 7, 6};
  private static final AtomicInteger NEXT = new AtomicInteger(7_000);

  @TempDir Path directory;

  private final TestSigner key = new TestSigner(0x31);
  private final TestSigner strangersKey = new TestSigner(0x32);
  private final WorkerId worker = FulfillerId.of(key.address());
  private final ByteString vkHash = Fields.bytes(Samples.bytes32(NEXT.getAndIncrement()));
  private final MemoryJournal journal = new MemoryJournal();
  private GrpcSlice slice;
  private TestClient client;
  private TestClient fulfiller;

  @BeforeEach
  void start() throws Exception {
    startWith(Map.of("HIEROPHANT_FULFILLERS_ADDRESSES", key.address().hex()));
    client.register(vkHash, new byte[] {0x7f, 'E', 'L', 'F'});
  }

  private void startWith(Map<String, String> variables) {
    slice = GrpcSlice.start(directory, journal, LedgerSettings.defaults(), variables);
    client = new TestClient(slice.grpcPort(), new TestSigner());
    fulfiller = new TestClient(slice.grpcPort(), key);
  }

  @AfterEach
  void stop() {
    fulfiller.close();
    client.close();
    slice.close();
  }

  @Test
  void theOwnerOfAFulfillerIsItself() {
    ByteString address = Fields.bytes(key.address());

    assertThat(
            fulfiller
                .network()
                .getOwner(AddressRequest.newBuilder().setAddress(address).build())
                .getOwner())
        .isEqualTo(address);
  }

  @Test
  void itIsAssignedRequestsInTheirOrderAndNothingOfOthers() throws Exception {
    attach();
    ByteString first = client.request(client.order(vkHash));
    ByteString second = client.request(client.order(vkHash));

    List<ProofRequest> assigned = awaitAssigned(2);

    assertThat(assigned).extracting(ProofRequest::getRequestId).containsExactly(first, second);
    ProofRequest one = assigned.getFirst();
    assertThat(one.getFulfiller()).isEqualTo(Fields.bytes(key.address()));
    assertThat(one.getFulfillmentStatus()).isEqualTo(StatusMapping.ASSIGNED);
    assertThat(one.getProgramPublicUri()).endsWith(one.getProgramUri());
    assertThat(one.getStdinPublicUri()).endsWith(one.getStdinUri());
    assertThat(one.getMode()).isEqualTo(2);
    assertThat(
            fulfiller.filtered(
                filter -> filter.setVersion("sp1-v5.0.0").setFulfiller(one.getFulfiller())))
        .isEmpty();
  }

  @Test
  void whatItIsShownItHasAccepted() throws Exception {
    attach();
    client.request(client.order(vkHash));

    awaitAssigned(1);

    await(() -> self().assigned().stream().anyMatch(one -> one.accepted()));
    await(() -> self().assigned().getFirst().progress().isPresent());
  }

  @Test
  void aProofIsAnsweredAtOnceAndServedOnlyOnceItIsVerified() throws Exception {
    ByteString id = assigned();

    assertThat(fulfill(id, PROOF).hasBody()).isTrue();

    assertThat(client.pair(id)).isEqualTo("2/1");
    assertThat(client.status(id).hasProofUri()).isFalse();
    Effect.Verify verify = verification();
    String url = url(verify);
    assertThat(client.get(url).statusCode()).isEqualTo(404);
    done(
        new Command.PublishProof(
            verify.request().id(), verify.candidate().lease(), Optional.empty()));
    assertThat(client.pair(id)).isEqualTo("3/2");
    assertThat(client.get(client.status(id).getProofUri()).body()).isEqualTo(PROOF);
    assertThat(client.details(id).getFulfiller()).isEqualTo(Fields.bytes(key.address()));
  }

  @Test
  void aProofThatIsNotRightIsAStrikeAndIsNeverServed() throws Exception {
    ByteString id = assigned();
    fulfill(id, PROOF);
    Effect.Verify verify = verification();

    done(
        new Command.RejectProof(
            verify.request().id(), verify.candidate().lease(), ProofFault.INVALID, "wrong"));

    assertThat(self().record().strikes()).hasSize(1);
    assertThat(client.pair(id)).isEqualTo("2/1");
    assertThat(client.get(url(verify)).statusCode()).isEqualTo(404);
  }

  @Test
  void aProofHandedInAgainChangesNothing() throws Exception {
    ByteString id = assigned();

    fulfill(id, PROOF);
    fulfill(id, PROOF);
    Effect.Verify verify = verification();
    done(
        new Command.PublishProof(
            verify.request().id(), verify.candidate().lease(), Optional.empty()));
    fulfill(id, new byte[] {1});

    assertThat(slice.effects().all().stream().filter(effect -> effect instanceof Effect.Verify))
        .hasSize(1);
    assertThat(client.get(client.status(id).getProofUri()).body()).isEqualTo(PROOF);
  }

  @Test
  void nobodyElseMayHandInOrFail() throws Exception {
    ByteString id = assigned();
    try (TestClient stranger = new TestClient(slice.grpcPort(), strangersKey)) {
      assertThat(statusOf(() -> fulfill(stranger, id, PROOF)).getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(statusOf(() -> fail(stranger, id, 1, "")).getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    assertThat(state(id)).isInstanceOf(RequestState.Leased.class);
  }

  @Test
  void whatIsNotItsOwnItMayNeitherHandInNorFail() throws Exception {
    attach();
    ByteString others = client.request(client.order(vkHash).setVersion("sp1-v5.0.0"));
    ByteString unknown = Fields.bytes(Samples.bytes32(424_242));

    assertThat(statusOf(() -> fulfill(others, PROOF)).getCode())
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(statusOf(() -> fail(fulfiller, others, 6, "")).getCode())
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(statusOf(() -> fulfill(unknown, PROOF)).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(slice.effects().all()).noneMatch(effect -> effect instanceof Effect.Verify);
  }

  @Test
  void anExecutionFailureEndsTheRequestAsEveryWorkersDoes() throws Exception {
    ByteString id = assigned();

    fail(fulfiller, id, 1, "{\"cause\":\"panic\"}");

    assertThat(client.pair(id)).isEqualTo("4/3");
    RequestState.Unfulfillable end = (RequestState.Unfulfillable) state(id);
    assertThat(((UnfulfillableReason.GuestFailed) end.reason()).detail()).contains("panic");
  }

  @Test
  void anotherFailureIsAStrikeAndTheRequestStaysOpen() throws Exception {
    ByteString id = assigned();

    fail(fulfiller, id, 6, "out of memory");

    assertThat(self().record().strikes()).hasSize(1);
    assertThat(self().record().strikes().getFirst().reason()).contains("out of memory");
    assertThat(client.pair(id)).isEqualTo("2/1");
  }

  @Test
  void aCancelledRequestIsRevokedAndItsSlotIsFree() throws Exception {
    ByteString id = assigned();

    client.cancel(id);

    assertThat(poll()).isEmpty();
    ProofRequest revoked = revoked().getFirst();
    assertThat(revoked.getRequestId()).isEqualTo(id);
    assertThat(revoked.getFulfillmentStatus()).isEqualTo(StatusMapping.UNFULFILLABLE);
    assertThat(revoked.getFulfiller()).isEqualTo(Fields.bytes(key.address()));
    assertThat(revoked.getDeadline()).isGreaterThan(Instant.now().getEpochSecond());
    await(() -> self().assigned().isEmpty());
    assertThat(revoked()).hasSize(1); // the answer may have been lost
  }

  @Test
  void aRestartOfTheCoordinatorTakesNothingFromIt() throws Exception {
    ByteString id = assigned();
    RequestState before = state(id);
    stop();
    startWith(Map.of("HIEROPHANT_FULFILLERS_ADDRESSES", key.address().hex()));

    awaitAssigned(1);
    await(() -> slice.ledger().view().workers().stream().anyMatch(WorkerView::connected));
    fulfill(id, PROOF);

    assertThat(verification().candidate().lease())
        .isEqualTo(((RequestState.Leased) before).lease());
  }

  @Test
  void beforeItHasAskedForWorkItIsToldToComeBack() throws Exception {
    ByteString id = assigned();
    stop();
    startWith(Map.of("HIEROPHANT_FULFILLERS_ADDRESSES", key.address().hex()));

    assertThat(statusOf(() -> fulfill(id, PROOF)).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void theInputOfItsOwnRequestHasAUrlAndNoOthers() throws Exception {
    attach();
    ByteString id =
        client.request(
            client
                .order(vkHash)
                .setStdinUri(client.upload(ArtifactType.PRIVATE_STDIN, new byte[] {4, 2}))
                .setStdinPrivate(true));
    ProofRequest one = awaitAssigned(1).getFirst();

    assertThat(one.getStdinPrivate()).isTrue();
    assertThat(one.getStdinPublicUri()).isEmpty();
    GetStdinUriResponse given = stdinUri(fulfiller, id);
    assertThat(client.get(given.getStdinUri()).body()).isEqualTo(new byte[] {4, 2});
    assertThat(client.get(given.getStdinUri().replaceAll("\\?.*", "")).statusCode()).isEqualTo(403);
    try (TestClient stranger = new TestClient(slice.grpcPort(), strangersKey)) {
      assertThat(statusOf(() -> stdinUri(stranger, id)).getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void whereNobodyIsAllowedTheCallsAreNotThere() {
    stop();
    startWith(Map.of());
    ByteString address = Fields.bytes(key.address());

    assertThat(
            statusOf(
                    () ->
                        fulfiller
                            .network()
                            .getOwner(AddressRequest.newBuilder().setAddress(address).build()))
                .getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(statusOf(() -> fulfill(address, PROOF)).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(poll()).isEmpty();
    assertThat(slice.ledger().view().workers()).isEmpty();
  }

  // ---- what a fulfiller does ----

  private List<ProofRequest> poll() {
    return fulfiller.filtered(
        filter ->
            filter
                .setVersion(VERSION)
                .setFulfillmentStatus(StatusMapping.ASSIGNED)
                .setMinimumDeadline(Instant.now().getEpochSecond())
                .setFulfiller(Fields.bytes(key.address()))
                .setLimit(1_000));
  }

  private List<ProofRequest> revoked() {
    return fulfiller.filtered(
        filter ->
            filter
                .setVersion(VERSION)
                .setFulfillmentStatus(StatusMapping.UNFULFILLABLE)
                .setMinimumDeadline(Instant.now().getEpochSecond())
                .setFulfiller(Fields.bytes(key.address()))
                .setLimit(1_000));
  }

  private void attach() {
    poll();
    await(() -> slice.ledger().view().workers().stream().anyMatch(WorkerView::connected));
  }

  private List<ProofRequest> awaitAssigned(int count) {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    List<ProofRequest> assigned = poll();
    while (assigned.size() < count) {
      assertThat(Instant.now()).isBefore(end);
      assigned = poll();
    }
    return assigned;
  }

  private ByteString assigned() throws Exception {
    attach();
    ByteString id = client.request(client.order(vkHash));
    awaitAssigned(1);
    return id;
  }

  private TxResponse fulfill(ByteString id, byte[] proof) {
    return fulfill(fulfiller, id, proof);
  }

  private static TxResponse fulfill(TestClient by, ByteString id, byte[] proof) {
    return by.network()
        .fulfillProof(
            by.sign(
                FulfillProofRequestBody.newBuilder()
                    .setNonce(1)
                    .setRequestId(id)
                    .setProof(ByteString.copyFrom(proof))
                    .setDomain(Fields.bytes(Samples.bytes32(5)))
                    .setVariant(4)
                    .build()));
  }

  private static TxResponse fail(TestClient by, ByteString id, int error, String trace) {
    return by.network()
        .failFulfillment(
            by.sign(
                FailFulfillmentRequestBody.newBuilder()
                    .setNonce(2)
                    .setRequestId(id)
                    .setError(error)
                    .setErrorTrace(ByteString.copyFrom(trace, StandardCharsets.UTF_8))
                    .build()));
  }

  private static GetStdinUriResponse stdinUri(TestClient by, ByteString id) {
    return by.network()
        .getStdinUri(
            by.sign(GetStdinUriRequestBody.newBuilder().setNonce(3).setRequestId(id).build()));
  }

  // ---- what is seen here ----

  private RequestState state(ByteString id) {
    return slice.ledger().view().request(id(id)).map(RequestView::state).orElseThrow();
  }

  private WorkerView self() {
    return slice.ledger().view().workers().stream()
        .filter(one -> one.record().id().equals(worker))
        .findFirst()
        .orElseThrow();
  }

  /** The ledger answers first, and asks for the verification then. */
  private Effect.Verify verification() {
    await(() -> slice.effects().all().stream().anyMatch(Effect.Verify.class::isInstance));
    return slice.effects().all().stream()
        .filter(Effect.Verify.class::isInstance)
        .map(Effect.Verify.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private String url(Effect.Verify verify) {
    return "http://127.0.0.1:" + slice.httpPort() + "/" + verify.candidate().proof().uri();
  }

  private void done(Command<Command.Done> command) {
    Ledger ledger = slice.ledger();
    assertThat(ledger.submit(command).join()).isInstanceOf(Outcome.Done.class);
  }

  private interface Check {
    boolean holds();
  }

  private static void await(Check check) {
    while (!check.holds()) {
      Thread.onSpinWait();
    }
  }
}
