package org.hierophant.coordinator.proposer;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.hierophant.coordinator.proposer.CallFailure.Origin;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.proto.network.ProverNetworkGrpc;
import org.jspecify.annotations.Nullable;

/**
 * The client's way to the coordinator: calls take a moment each way, find nobody while it is down,
 * and can lose their answers or come twice.
 */
final class Network {
  private static final Set<MethodDescriptor<?, ?>> WRITES =
      Set.of(ProverNetworkGrpc.getRequestProofMethod(), ProverNetworkGrpc.getCreateProgramMethod());
  private static final Duration CALL_LIMIT = Duration.ofSeconds(60);

  /** How an answer gets lost after the call has done its work. */
  enum Loss {
    /** A proxy gave up: 502, which is UNAVAILABLE, and tried again. */
    PROXY,
    /** The connection broke: UNKNOWN, which is final. */
    RESET,
    /** Nothing comes any more: the call's own limit, which is CANCELLED. */
    SILENCE
  }

  private final VirtualTime time;
  private final Coordinator machine;
  private final Judge judge;
  private final Random random;
  private @Nullable Loss loss;
  private int losses;
  private int duplicates;

  Network(VirtualTime time, Coordinator machine, Judge judge, Random random) {
    this.time = time;
    this.machine = machine;
    this.judge = judge;
    this.random = random;
  }

  /** The answers of the next so many calls that change something get lost. */
  void loseAnswers(int count, Loss how) {
    losses = count;
    loss = how;
  }

  /** The next so many calls that change something arrive twice. */
  void duplicate(int count) {
    duplicates = count;
  }

  <Q extends Message, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    time.after(way(), () -> arrive(method, request, answer));
    time.after(
        CALL_LIMIT, () -> fail(answer, Origin.LIMIT, Status.Code.CANCELLED, "no answer for 60 s"));
    return answer;
  }

  private Duration way() {
    return Duration.ofMillis(2 + random.nextInt(20));
  }

  private <Q extends Message, A> void arrive(
      MethodDescriptor<Q, A> method, Q request, CompletableFuture<A> answer) {
    CoordinatorProcess process = machine.process();
    if (process == null) {
      judge.wayFailed();
      time.after(
          way(), () -> fail(answer, Origin.WAY, Status.Code.UNAVAILABLE, "connection refused"));
      return;
    }
    ByteString bytes = request.toByteString();
    boolean writes = WRITES.contains(method);
    if (writes && duplicates > 0) {
      duplicates--;
      var _ = process.call(method.getFullMethodName(), bytes);
    }
    CompletableFuture<WireCall.Reply> reply = process.call(method.getFullMethodName(), bytes);
    process.onKill(
        () -> {
          if (!reply.isDone()) {
            judge.wayFailed();
            fail(answer, Origin.WAY, Status.Code.UNKNOWN, "connection reset");
          }
        });
    if (writes && losses > 0) {
      losses--;
      lose(answer);
      return;
    }
    var _ =
        reply.thenAccept(
            said -> {
              judge.answered(method.getBareMethodName(), request, said.status());
              time.after(way(), () -> answered(process, method, said, answer));
            });
  }

  private <A> void lose(CompletableFuture<A> answer) {
    judge.wayFailed();
    switch (loss) {
      case null -> throw new AssertionError("lost in no way");
      case PROXY ->
          time.after(way(), () -> fail(answer, Origin.WAY, Status.Code.UNAVAILABLE, "502"));
      case RESET -> time.after(way(), () -> fail(answer, Origin.WAY, Status.Code.UNKNOWN, "reset"));
      case SILENCE -> {} // until the call's limit
    }
  }

  private <A> void answered(
      CoordinatorProcess process,
      MethodDescriptor<?, A> method,
      WireCall.Reply said,
      CompletableFuture<A> answer) {
    if (process.isKilled()) {
      judge.wayFailed();
      fail(answer, Origin.WAY, Status.Code.UNKNOWN, "connection reset");
      return;
    }
    if (said.status().isOk()) {
      answer.complete(method.parseResponse(said.answer().newInput()));
    } else {
      fail(
          answer,
          Origin.SERVER,
          said.status().getCode(),
          String.valueOf(said.status().getDescription()));
    }
  }

  private static void fail(
      CompletableFuture<?> answer, Origin origin, Status.Code code, String message) {
    answer.completeExceptionally(new CallFailure(origin, code, message));
  }

  /** PUT of an upload; what is refused with a status is final. */
  CompletableFuture<Void> put(String url, byte[] content) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    time.after(
        way(),
        () -> {
          CoordinatorProcess process = machine.process();
          if (process == null) {
            judge.wayFailed();
            fail(done, Origin.WAY, Status.Code.UNAVAILABLE, "connection refused");
            return;
          }
          int status = process.put(artifact(url), content, false);
          judge.uploaded(status);
          time.after(
              way(),
              () -> {
                if (status == 200) {
                  done.complete(null);
                } else {
                  fail(done, Origin.SERVER, Status.Code.UNKNOWN, "HTTP " + status);
                }
              });
        });
    return done;
  }

  /** GET of a proof; every failure is final. */
  CompletableFuture<byte[]> get(String url) {
    CompletableFuture<byte[]> done = new CompletableFuture<>();
    time.after(
        way(),
        () -> {
          CoordinatorProcess process = machine.process();
          if (process == null) {
            judge.wayFailed();
            fail(done, Origin.WAY, Status.Code.UNKNOWN, "connection refused");
            return;
          }
          Optional<byte[]> content = process.get(artifact(url), false);
          if (content.isEmpty()) {
            judge.violated("a published proof cannot be fetched");
          }
          time.after(way(), () -> done.complete(content.orElseThrow()));
        });
    return done;
  }

  private static ArtifactUri artifact(String url) {
    return ArtifactUri.parse(url.substring(url.lastIndexOf('/') + 1)).orElseThrow();
  }
}
