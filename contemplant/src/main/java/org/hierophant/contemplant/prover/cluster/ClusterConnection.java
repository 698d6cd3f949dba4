package org.hierophant.contemplant.prover.cluster;

import com.google.protobuf.Empty;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.hierophant.proto.cluster.ClusterProofRequest;
import org.hierophant.proto.cluster.ClusterServiceGrpc;
import org.hierophant.proto.cluster.ClusterServiceGrpc.ClusterServiceBlockingStub;
import org.hierophant.proto.cluster.ProofRequestCancelRequest;
import org.hierophant.proto.cluster.ProofRequestCreateRequest;
import org.hierophant.proto.cluster.ProofRequestGetRequest;

/**
 * The calls a client makes to sp1-cluster's API, which asks nobody who they are.
 *
 * <p><b>Limits.</b> Each call has a time limit; an answer is at most 4 MiB.
 *
 * <p><b>Thread.</b> Any number; every call waits for the answer.
 */
final class ClusterConnection implements AutoCloseable {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final int USUAL_PORT = 50_051;

  private final ManagedChannel channel;
  private final Duration callLimit;

  /**
   * @param address with scheme http, or https for TLS
   */
  ClusterConnection(URI address, Duration callLimit) {
    int port = address.getPort() < 0 ? USUAL_PORT : address.getPort();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.getHost(), port)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
    this.channel =
        ("https".equalsIgnoreCase(address.getScheme())
                ? builder.useTransportSecurity()
                : builder.usePlaintext())
            .build();
    this.callLimit = callLimit;
  }

  /**
   * @throws UnreachableException if it does not answer, or not well
   */
  void check() throws IOException, InterruptedException {
    call("the health check", () -> stub().healthcheck(Empty.getDefaultInstance()));
  }

  /**
   * Makes a proof known; to say it twice does no harm.
   *
   * @throws RefusedException if it will never be taken
   * @throws UnreachableException if it may be taken another time
   */
  void create(ProofRequestCreateRequest request) throws IOException, InterruptedException {
    try {
      call("the proof's submission", () -> stub().proofRequestCreate(request));
    } catch (RefusedException e) {
      if (Status.fromThrowable(e).getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  /**
   * How a proof stands; empty if the cluster does not know it.
   *
   * @throws UnreachableException as above
   */
  Optional<ClusterProofRequest> get(String proof) throws IOException, InterruptedException {
    ProofRequestGetRequest request = ProofRequestGetRequest.newBuilder().setProofId(proof).build();
    try {
      var answer = call("the proof's status", () -> stub().proofRequestGet(request));
      return answer.hasProofRequest() ? Optional.of(answer.getProofRequest()) : Optional.empty();
    } catch (RefusedException e) {
      if (Status.fromThrowable(e).getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Wants a proof no more; one that has ended or is not known stays as it is.
   *
   * @throws UnreachableException as above
   */
  void cancel(String proof) throws IOException, InterruptedException {
    ProofRequestCancelRequest request =
        ProofRequestCancelRequest.newBuilder().setProofId(proof).build();
    try {
      call("the proof's cancellation", () -> stub().proofRequestCancel(request));
    } catch (RefusedException e) {
      switch (Status.fromThrowable(e).getCode()) {
        case NOT_FOUND, FAILED_PRECONDITION -> {} // nothing runs
        default -> throw e;
      }
    }
  }

  private ClusterServiceBlockingStub stub() {
    return ClusterServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(callLimit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static <T> T call(String what, Supplier<T> call)
      throws IOException, InterruptedException {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException(what).initCause(e);
      }
      String text = what + ": " + e.getMessage();
      throw switch (e.getStatus().getCode()) {
        case ALREADY_EXISTS,
            FAILED_PRECONDITION,
            INVALID_ARGUMENT,
            NOT_FOUND,
            OUT_OF_RANGE,
            PERMISSION_DENIED,
            UNAUTHENTICATED,
            UNIMPLEMENTED ->
            new RefusedException(text, e);
        default -> new UnreachableException(text, e); // its database may be away, or it restarts
      };
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
