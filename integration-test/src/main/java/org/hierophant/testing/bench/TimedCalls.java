package org.hierophant.testing.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Unary calls one after the other, each with the moments of its start and its answer, read where
 * they happen: on the event loop.
 */
final class TimedCalls implements AutoCloseable {
  private static final int LIMIT_SECONDS = 30;

  private final ManagedChannel channel;
  private final MethodDescriptor<byte[], byte[]> method;

  TimedCalls(URI target, String fullMethodName) {
    this.channel = RawGrpc.connect(target);
    this.method = RawGrpc.unary(fullMethodName);
  }

  /** Moments are of {@link System#nanoTime}. */
  record Timed(byte[] answer, long startNanos, long answeredNanos) {
    long nanos() {
      return answeredNanos - startNanos;
    }
  }

  /**
   * @throws IllegalStateException if the call fails
   */
  Timed call(byte[] request) throws InterruptedException {
    CompletableFuture<Timed> result = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
    long start = System.nanoTime();
    call.start(
        new ClientCall.Listener<>() {
          private byte[] answer = {};
          private long answeredNanos;

          @Override
          public void onMessage(byte[] message) {
            answeredNanos = System.nanoTime();
            answer = message;
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
              result.complete(new Timed(answer, start, answeredNanos));
            } else {
              result.completeExceptionally(status.asException());
            }
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
    try {
      return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(method.getFullMethodName() + " failed", e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
