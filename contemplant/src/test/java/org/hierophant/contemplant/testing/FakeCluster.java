package org.hierophant.contemplant.testing;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.hierophant.proto.cluster.ClusterProofRequest;
import org.hierophant.proto.cluster.ClusterServiceGrpc.ClusterServiceImplBase;
import org.hierophant.proto.cluster.ProofRequestCancelRequest;
import org.hierophant.proto.cluster.ProofRequestCreateRequest;
import org.hierophant.proto.cluster.ProofRequestGetRequest;
import org.hierophant.proto.cluster.ProofRequestGetResponse;

/** The API of an sp1-cluster, whose proofs end as the test says. Its proofs survive a restart. */
public final class FakeCluster extends ClusterServiceImplBase implements AutoCloseable {
  public static final int PENDING = 1;
  public static final int COMPLETED = 2;
  public static final int FAILED = 3;
  public static final int CANCELLED = 4;

  /** What was created, repetitions included, and cancelled, in order. */
  public final List<ProofRequestCreateRequest> created = new CopyOnWriteArrayList<>();

  public final List<String> cancelled = new CopyOnWriteArrayList<>();
  public final Map<String, ClusterProofRequest> proofs = new ConcurrentHashMap<>();

  /** How many of the next calls fail with UNAVAILABLE. */
  public final AtomicInteger failing = new AtomicInteger();

  /** How many calls were heard. */
  public final AtomicInteger asked = new AtomicInteger();

  /** True: calls are heard, but not answered before {@link #speakAgain}. */
  public volatile boolean silent;

  private final List<StreamObserver<?>> unanswered = new CopyOnWriteArrayList<>();

  /** True: the next creation is done, but its answer is an error. */
  public volatile boolean loseNextAnswer;

  /** What becomes of a new proof, before anybody can ask. */
  public volatile UnaryOperator<ClusterProofRequest> fate = pending -> pending;

  private final Server server;

  public FakeCluster() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  private boolean fails(StreamObserver<?> observer) {
    asked.getAndIncrement();
    if (silent) {
      unanswered.add(observer);
      return true;
    }
    if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
      return true;
    }
    return false;
  }

  /** Answers, and says to who waits that it was away. */
  public void speakAgain() {
    silent = false;
    unanswered.forEach(waiting -> waiting.onError(Status.UNAVAILABLE.asRuntimeException()));
  }

  @Override
  public void healthcheck(Empty request, StreamObserver<Empty> observer) {
    if (!fails(observer)) {
      answer(observer, Empty.getDefaultInstance());
    }
  }

  @Override
  public void proofRequestCreate(
      ProofRequestCreateRequest request, StreamObserver<Empty> observer) {
    if (fails(observer)) {
      return;
    }
    created.add(request);
    ClusterProofRequest made =
        fate.apply(
            ClusterProofRequest.newBuilder()
                .setId(request.getProofId())
                .setProofStatus(PENDING)
                .setProofArtifactId(request.getProofArtifactId())
                .build());
    if (proofs.putIfAbsent(request.getProofId(), made) != null) {
      observer.onError(Status.ALREADY_EXISTS.asRuntimeException());
    } else if (loseNextAnswer) {
      loseNextAnswer = false;
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
    } else {
      answer(observer, Empty.getDefaultInstance());
    }
  }

  @Override
  public void proofRequestGet(
      ProofRequestGetRequest request, StreamObserver<ProofRequestGetResponse> observer) {
    if (fails(observer)) {
      return;
    }
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
    if (fails(observer)) {
      return;
    }
    cancelled.add(request.getProofId());
    proofs.computeIfPresent(
        request.getProofId(),
        (_, old) ->
            old.getProofStatus() == PENDING
                ? old.toBuilder().setProofStatus(CANCELLED).build()
                : old);
    answer(observer, Empty.getDefaultInstance());
  }

  private static <T> void answer(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  /** Ends whatever runs as {@code change} says. */
  public void change(UnaryOperator<ClusterProofRequest> change) {
    proofs.replaceAll((_, old) -> change.apply(old));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
