package org.hierophant.testing;

import com.google.protobuf.Empty;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.hierophant.proto.cluster.ClusterProofRequest;
import org.hierophant.proto.cluster.ClusterServiceGrpc.ClusterServiceImplBase;
import org.hierophant.proto.cluster.ProofRequestCancelRequest;
import org.hierophant.proto.cluster.ProofRequestCreateRequest;
import org.hierophant.proto.cluster.ProofRequestGetRequest;
import org.hierophant.proto.cluster.ProofRequestGetResponse;

/**
 * The API of an sp1-cluster that proves nothing: the test says what becomes of what it is given.
 * That is kept while it is away, as the cluster's database keeps it.
 */
final class ClusterStandIn extends ClusterServiceImplBase implements AutoCloseable {
  static final int PENDING = 1;
  static final int COMPLETED = 2;
  static final int FAILED = 3;
  static final int CANCELLED = 4;

  /** What was given, in order; not what was said again because the answer did not come. */
  final List<ProofRequestCreateRequest> created = new CopyOnWriteArrayList<>();

  /** Ids of proofs that nobody wants any more, in order, some more than once. */
  final List<String> cancelled = new CopyOnWriteArrayList<>();

  private final Map<String, ClusterProofRequest> proofs = new ConcurrentHashMap<>();
  private final int port;
  private Server server;

  private ClusterStandIn() throws IOException {
    this.server = listen(0);
    this.port = server.getPort();
  }

  static ClusterStandIn start() throws IOException {
    return new ClusterStandIn();
  }

  private Server listen(int onPort) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort);
    return NettyServerBuilder.forAddress(address).addService(this).build().start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Nobody answers under its address any more. */
  void goAway() throws InterruptedException {
    server.shutdownNow().awaitTermination();
  }

  void comeBack() throws IOException {
    server = listen(port);
  }

  /** Changes what is still proved. */
  void end(UnaryOperator<ClusterProofRequest.Builder> change) {
    proofs.replaceAll(
        (_, proof) ->
            proof.getProofStatus() == PENDING ? change.apply(proof.toBuilder()).build() : proof);
  }

  boolean isProving() {
    return proofs.values().stream().anyMatch(proof -> proof.getProofStatus() == PENDING);
  }

  @Override
  public void healthcheck(Empty request, StreamObserver<Empty> observer) {
    answer(observer, request);
  }

  @Override
  public void proofRequestCreate(
      ProofRequestCreateRequest request, StreamObserver<Empty> observer) {
    ClusterProofRequest pending =
        ClusterProofRequest.newBuilder()
            .setId(request.getProofId())
            .setProofStatus(PENDING)
            .setProofArtifactId(request.getProofArtifactId())
            .build();
    if (proofs.putIfAbsent(request.getProofId(), pending) == null) {
      created.add(request);
      answer(observer, Empty.getDefaultInstance());
    } else {
      observer.onError(Status.ALREADY_EXISTS.asRuntimeException());
    }
  }

  @Override
  public void proofRequestGet(
      ProofRequestGetRequest request, StreamObserver<ProofRequestGetResponse> observer) {
    ClusterProofRequest known = proofs.get(request.getProofId());
    if (known == null) {
      observer.onError(Status.NOT_FOUND.asRuntimeException());
    } else {
      answer(observer, ProofRequestGetResponse.newBuilder().setProofRequest(known).build());
    }
  }

  @Override
  public void proofRequestCancel(
      ProofRequestCancelRequest request, StreamObserver<Empty> observer) {
    cancelled.add(request.getProofId());
    proofs.computeIfPresent(
        request.getProofId(),
        (_, proof) ->
            proof.getProofStatus() == PENDING
                ? proof.toBuilder().setProofStatus(CANCELLED).build()
                : proof);
    answer(observer, Empty.getDefaultInstance());
  }

  private static <T> void answer(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
