package org.hierophant.coordinator.api.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A caller who keeps what it is told. */
final class RecordingObserver<T> extends ServerCallStreamObserver<T> {
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final CompletableFuture<Thread> thread = new CompletableFuture<>();
  private volatile boolean cancelled;

  /** Blocks until the call has ended. */
  Status end() {
    return end.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Blocks until the call has ended well. */
  T answer() {
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Blocks until the call has ended, on this thread. */
  Thread thread() {
    return thread.orTimeout(20, TimeUnit.SECONDS).join();
  }

  boolean hasEnded() {
    return end.isDone();
  }

  void cancel() {
    cancelled = true;
  }

  @Override
  public void onNext(T value) {
    answer.complete(value);
  }

  @Override
  public void onError(Throwable failure) {
    ended(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    ended(Status.OK);
  }

  private void ended(Status status) {
    thread.complete(Thread.currentThread());
    if (!end.complete(status)) {
      throw new IllegalStateException("ended twice, now with " + status);
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void setOnCancelHandler(Runnable handler) {}

  @Override
  public void setCompression(String compression) {}

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setOnReadyHandler(Runnable handler) {}

  @Override
  public void request(int count) {}

  @Override
  public void setMessageCompression(boolean enable) {}

  @Override
  public void disableAutoInboundFlowControl() {}
}
