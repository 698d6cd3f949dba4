package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.hierophant.proto.network.AddressRequest;
import org.hierophant.proto.network.GetBalanceResponse;
import org.hierophant.proto.network.ProverNetworkGrpc;
import org.hierophant.proto.network.ProverNetworkGrpc.ProverNetworkImplBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link FailureInterceptor} and {@link Decoding} around services that misbehave. */
class FailuresTest {
  private static final String NAME = FailuresTest.class.getName();
  private static final GetBalanceResponse ANSWER =
      GetBalanceResponse.newBuilder().setAmount("1").build();

  private final Deque<Runnable> open = new ArrayDeque<>();
  private ManagedChannel channel;

  @AfterEach
  void stop() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }

  // ---- our bugs ----

  @Test
  void aHandlerThatThrowsIsInternal() {
    isOurBug(
        _ -> {
          throw new IllegalStateException("secret detail");
        });
  }

  @Test
  void aHandlerThatBreaksWithAnErrorIsInternal() {
    isOurBug(
        _ -> {
          throw new StackOverflowError("secret detail");
        });
  }

  @Test
  void anUnknownStatusIsInternal() {
    isOurBug(
        observer ->
            observer.onError(Status.UNKNOWN.withDescription("secret detail").asRuntimeException()));
    isOurBug(observer -> observer.onError(new IllegalStateException("secret detail")));
  }

  @Test
  void aHandlerThatAnswersAndThenThrowsHasAnswered() throws Exception {
    start(
        observer -> {
          observer.onNext(ANSWER);
          observer.onCompleted();
          throw new IllegalStateException("secret detail");
        });

    assertThat(call(new byte[0])).isEqualTo(ANSWER);
  }

  @Test
  void anInterceptorOfOursThatThrowsIsInternal() throws Exception {
    start(
        observer -> observer.onNext(ANSWER),
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            throw new IllegalStateException("secret detail");
          }
        });

    assertThat(status(new byte[0]).getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void everyOtherStatusGoesOutAsItIs() throws Exception {
    start(
        observer ->
            observer.onError(Status.NOT_FOUND.withDescription("nothing").asRuntimeException()));

    assertThat(status(new byte[0]).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(status(new byte[0]).getDescription()).isEqualTo("nothing");
  }

  private void isOurBug(Consumer<StreamObserver<GetBalanceResponse>> handler) {
    try {
      start(handler);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Status status = status(new byte[0]);
    stop();

    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription()).contains("internal error").doesNotContain("secret");
  }

  // ---- messages that do not decode ----

  @Test
  void aMessageThatDoesNotDecodeIsTheCallersMistake() throws Exception {
    start(observer -> observer.onError(new AssertionError("must not be asked")));

    Status status = status(new byte[] {0x0a, 5, 1}); // five bytes announced, one sent

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription())
        .isEqualTo("message must be an encoded AddressRequest, not these bytes");
  }

  @Test
  void aMessageThatDecodesReachesTheService() throws Exception {
    start(
        observer -> {
          observer.onNext(ANSWER);
          observer.onCompleted();
        });

    assertThat(
            call(
                AddressRequest.newBuilder()
                    .setAddress(ByteString.fromHex("01"))
                    .build()
                    .toByteArray()))
        .isEqualTo(ANSWER);
  }

  @Test
  void checkedServicesDescribeThemselvesAsBefore() {
    var service = new ProverNetworkImplBase() {}.bindService();

    var checked = Decoding.checked(service).getServiceDescriptor();

    assertThat(checked.getName()).isEqualTo("network.ProverNetwork");
    assertThat(checked.getSchemaDescriptor())
        .isSameAs(service.getServiceDescriptor().getSchemaDescriptor());
    assertThat(checked.getMethods().stream().map(MethodDescriptor::getFullMethodName))
        .containsExactlyInAnyOrderElementsOf(
            service.getServiceDescriptor().getMethods().stream()
                .map(MethodDescriptor::getFullMethodName)
                .toList());
  }

  // ---- one call over a server of one handler ----

  private void start(
      Consumer<StreamObserver<GetBalanceResponse>> handler, ServerInterceptor... inner)
      throws IOException {
    ProverNetworkImplBase service =
        new ProverNetworkImplBase() {
          @Override
          public void getBalance(
              AddressRequest request, StreamObserver<GetBalanceResponse> observer) {
            handler.accept(observer);
          }
        };
    Server server =
        InProcessServerBuilder.forName(NAME)
            .directExecutor()
            .addService(
                ServerInterceptors.intercept(
                    ServerInterceptors.intercept(Decoding.checked(service.bindService()), inner),
                    new FailureInterceptor()))
            .build()
            .start();
    open.push(server::shutdownNow);
    channel = InProcessChannelBuilder.forName(NAME).build();
    open.push(channel::shutdownNow);
  }

  private Status status(byte[] message) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> call(message)).getStatus();
  }

  private GetBalanceResponse call(byte[] message) {
    MethodDescriptor<byte[], GetBalanceResponse> raw =
        ProverNetworkGrpc.getGetBalanceMethod().toBuilder(
                RawBytes.INSTANCE, ProverNetworkGrpc.getGetBalanceMethod().getResponseMarshaller())
            .build();
    return ClientCalls.blockingUnaryCall(channel, raw, CallOptions.DEFAULT, message);
  }
}
