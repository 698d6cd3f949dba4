package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.testing.TestNetwork.ENDLESS;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.proto.network.GetProofRequestStatusResponse;
import org.hierophant.proto.network.ProofRequest;
import org.hierophant.proto.network.ProverNetworkGrpc;
import org.hierophant.proto.network.SignedRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.sdk.HttpArtifactTransfer;
import org.hierophant.testing.sdk.ProofOrder;
import org.hierophant.testing.sdk.ProofOutcome;
import org.hierophant.testing.sdk.RpcConnections;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One coordinator and one worker, which must be as good as new after each test. */
class RequestLifeTest {
  private static final int ASSIGNED = 2;
  private static final int UNFULFILLABLE = 4;
  private static final int UNEXECUTED = 1;
  private static final int UNEXECUTABLE = 3;

  private static TestNetwork network;
  private static ProgramProcess worker;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    network = TestNetwork.start(directory);
    worker = network.startWorker("jael");
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  static Stream<Arguments> failingGuests() {
    return Stream.of(
        Arguments.of("panic", Generation.V5, new byte[24], 1),
        Arguments.of("panic", Generation.V6, new byte[24], 1),
        Arguments.of("bad-access", Generation.V5, ClientProgram.stdin(0x0001_0001), 2),
        Arguments.of("bad-access", Generation.V6, ClientProgram.stdin(0x0001_0001), 2));
  }

  @ParameterizedTest
  @MethodSource("failingGuests")
  void aFailingGuestIsUnexecutableForItsCauseAndTheWorkerLivesOn(
      String sample, Generation generation, byte[] stdin, int cause) throws Exception {
    ClientProgram program = TestNetwork.sample(sample, generation);
    SdkClient client =
        network.client(
            generation == Generation.V5 ? SdkProfile.SDK_5_AUCTION : SdkProfile.SDK_6_AUCTION);
    client.registerProgram(program.vkHash(), program.elf(), program.vk());
    RequestId id = client.request(TestNetwork.order(program, stdin, ProofMode.COMPRESSED));

    ProofOutcome outcome = client.await(id, TestNetwork.LIMIT, _ -> {});

    assertThat(outcome).isInstanceOf(ProofOutcome.RequestUnexecutable.class);
    ProofRequest details = client.details(id).getRequest();
    assertThat(details.getFulfillmentStatus()).isEqualTo(UNFULFILLABLE);
    assertThat(details.getExecutionStatus()).isEqualTo(UNEXECUTABLE);
    assertThat(details.getExecuteFailCause()).isEqualTo(cause);
    requireWorkerAsGoodAsNew();
    assertThat(TestNetwork.acceptances(worker, id)).isEqualTo(1);
  }

  @Test
  void aProgramThatTakesMoreCyclesThanAllowedIsUnexecutable() throws Exception {
    ClientProgram compute = TestNetwork.sample("compute", Generation.V6);
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);
    client.registerProgram(compute.vkHash(), compute.elf(), compute.vk());
    ProofOrder order =
        TestNetwork.order(compute, ClientProgram.stdin(ENDLESS), ProofMode.COMPRESSED)
            .withLimits(1_000_000, TestNetwork.UNLIMITED);

    RequestId id = client.request(order);

    assertThat(client.await(id, TestNetwork.LIMIT, _ -> {}))
        .isInstanceOf(ProofOutcome.RequestUnexecutable.class);
    assertThat(client.details(id).getRequest().getExecuteFailCause()).isEqualTo(5);
    requireWorkerAsGoodAsNew();
  }

  @Test
  void cancellingFreesTheWorker() throws Exception {
    ClientProgram compute = TestNetwork.sample("compute", Generation.V6);
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    RequestId id = TestNetwork.request(client, compute, ENDLESS);
    network.awaitExecuting(id);

    client.cancel(id);

    ProofRequest details = client.details(id).getRequest();
    assertThat(details.getFulfillmentStatus()).isEqualTo(UNFULFILLABLE);
    assertThat(details.getExecutionStatus()).isEqualTo(UNEXECUTED);
    assertThat(details.getIsCanceled()).isTrue();
    requireWorkerAsGoodAsNew();
  }

  @Test
  void aDeadlineEndsRunningWork() throws Exception {
    ClientProgram compute = TestNetwork.sample("compute", Generation.V6);
    SdkClient client = network.client(SdkProfile.SDK_6_AUCTION);
    client.registerProgram(compute.vkHash(), compute.elf(), compute.vk());
    RequestId id =
        client.request(
            TestNetwork.order(compute, ClientProgram.stdin(ENDLESS), ProofMode.COMPRESSED)
                .withTimeout(Duration.ofSeconds(6)));
    network.awaitExecuting(id);

    network.await(
        "the deadline to pass", () -> status(client, id).getFulfillmentStatus() == UNFULFILLABLE);

    assertThat(status(client, id).getExecutionStatus()).isEqualTo(UNEXECUTED);
    assertThat(client.details(id).getRequest().getIsCanceled()).isFalse();
    requireWorkerAsGoodAsNew();
  }

  @Test
  void theSameRequestAgainIsTheSameJobAlsoAtOnceAndAfterARestart() throws Exception {
    ClientProgram compute = TestNetwork.sample("compute", Generation.V6);
    List<SignedRequest> sent = new CopyOnWriteArrayList<>();
    ManagedChannel channel = channel();
    try (SdkClient client = listening(channel, sent)) {
      RequestId id = TestNetwork.request(client, compute, TestNetwork.LONG);
      SignedRequest signed = sent.getLast();

      List<RequestId> repeated = new ArrayList<>(sendAtOnce(channel, signed, 8));
      network.awaitExecuting(id);
      network.processes().killCoordinator();
      network.startCoordinatorAgain();
      repeated.addAll(sendAtOnce(channel, signed, 2));
      TestNetwork.awaitRightProof(client, id, compute, TestNetwork.LONG);
      repeated.addAll(sendAtOnce(channel, signed, 1));

      assertThat(repeated).hasSize(11).containsOnly(id);
      assertThat(network.finishers(id)).hasSize(1);
      assertThat(TestNetwork.acceptances(worker, id)).isEqualTo(1);
      requireWorkerAsGoodAsNew();
    } finally {
      channel.shutdownNow();
    }
  }

  /** It is idle again, alive, and proves what comes next. */
  private static void requireWorkerAsGoodAsNew() throws Exception {
    network.await("an idle worker", () -> network.isIdle("jael"));
    ClientProgram fibonacci = TestNetwork.sample("fibonacci", Generation.V6);
    byte[] stdin = ClientProgram.stdin(7);
    SdkClient client = network.client(SdkProfile.SDK_6_BASE);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
    RequestId id = client.request(TestNetwork.order(fibonacci, stdin, ProofMode.CORE));
    TestNetwork.awaitRightProof(client, id, fibonacci, stdin, ProofMode.CORE);
    assertThat(worker.isAlive()).isTrue();
  }

  private static GetProofRequestStatusResponse status(SdkClient client, RequestId id) {
    try {
      return client.status(id);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return GetProofRequestStatusResponse.newBuilder().setFulfillmentStatus(ASSIGNED).build();
    }
  }

  private static ManagedChannel channel() {
    URI url = network.processes().rpcUrl();
    return NettyChannelBuilder.forAddress(url.getHost(), url.getPort()).usePlaintext().build();
  }

  /** A client whose signed messages are written down. */
  private static SdkClient listening(ManagedChannel channel, List<SignedRequest> sent) {
    ClientInterceptor listener =
        new ClientInterceptor() {
          @Override
          public <Q, R> ClientCall<Q, R> interceptCall(
              MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
              @Override
              public void sendMessage(Q message) {
                if (message instanceof SignedRequest signed) {
                  sent.add(signed);
                }
                super.sendMessage(message);
              }
            };
          }
        };
    return new SdkClient(
        RpcConnections.over(ClientInterceptors.intercept(channel, listener)),
        new HttpArtifactTransfer(),
        SdkProfile.SDK_6_AUCTION,
        new SigningKey(Bytes32.random(new SecureRandom()).toBytes()),
        new ImpatientClock());
  }

  private static List<RequestId> sendAtOnce(ManagedChannel channel, SignedRequest signed, int times)
      throws Exception {
    Callable<RequestId> call = () -> send(channel, signed);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<RequestId>> answers = threads.invokeAll(Collections.nCopies(times, call));
      List<RequestId> ids = new ArrayList<>();
      for (Future<RequestId> answer : answers) {
        ids.add(answer.get());
      }
      return ids;
    }
  }

  private static RequestId send(ManagedChannel channel, SignedRequest signed) {
    ByteString id =
        ProverNetworkGrpc.newBlockingStub(channel)
            .withWaitForReady()
            .withDeadlineAfter(TestNetwork.LIMIT.toSeconds(), TimeUnit.SECONDS)
            .requestProof(signed)
            .getBody()
            .getRequestId();
    return RequestId.of(id.toByteArray());
  }
}
