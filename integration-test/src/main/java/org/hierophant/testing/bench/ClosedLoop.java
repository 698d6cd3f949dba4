package org.hierophant.testing.bench;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop of unary calls: a fixed number in flight, each answer starts the next call.
 *
 * <p><b>Limits.</b> Ends after the given time; the first failed call ends it early and is reported.
 */
final class ClosedLoop {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final URI target;
  private final MethodDescriptor<byte[], byte[]> method;
  private final int connections;
  private final int inFlight;

  ClosedLoop(URI target, String fullMethodName, int connections, int inFlight) {
    this.target = target;
    this.method = RawGrpc.unary(fullMethodName);
    this.connections = connections;
    this.inFlight = inFlight;
  }

  /** What one run saw. Latencies in microseconds. */
  record Outcome(long calls, double seconds, Histogram latencyMicros) {
    double perSecond() {
      return calls / seconds;
    }
  }

  /**
   * Warms up for {@code warmUp}, then measures for {@code measured}.
   *
   * @param request the n-th request's bytes
   * @throws IllegalStateException if a call fails or the loop does not stop
   */
  Outcome run(IntFunction<byte[]> request, Duration warmUp, Duration measured)
      throws InterruptedException {
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      channels.add(RawGrpc.connect(target));
    }
    try {
      runOnce(channels, request, warmUp);
      return runOnce(channels, request, measured);
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private Outcome runOnce(
      List<ManagedChannel> channels, IntFunction<byte[]> request, Duration duration)
      throws InterruptedException {
    Run run = new Run(request, System.nanoTime() + duration.toNanos());
    long start = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      run.next(channels.get(i % channels.size()));
    }
    if (!run.idle.await(duration.plus(STOP_LIMIT).toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "calls were still unanswered " + STOP_LIMIT + " after the end");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Status failure = run.failure.get();
    if (failure != null) {
      throw new IllegalStateException(
          target + " answered " + method.getFullMethodName() + ": " + failure);
    }
    return new Outcome(run.histogram.getTotalCount(), seconds, run.histogram);
  }

  private final class Run {
    private final ConcurrentHistogram histogram =
        new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
    private final CountDownLatch idle = new CountDownLatch(inFlight);
    private final AtomicReference<@Nullable Status> failure = new AtomicReference<>();
    private final AtomicLong sequence = new AtomicLong();
    private final IntFunction<byte[]> request;
    private final long endNanos;

    Run(IntFunction<byte[]> request, long endNanos) {
      this.request = request;
      this.endNanos = endNanos;
    }

    void next(ManagedChannel channel) {
      long start = System.nanoTime();
      if (start - endNanos >= 0 || failure.get() != null) {
        idle.countDown();
        return;
      }
      ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              if (status.isOk()) {
                histogram.recordValue(
                    Math.min(
                        TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start),
                        histogram.getHighestTrackableValue()));
              } else {
                failure.compareAndSet(null, status);
              }
              next(channel);
            }
          },
          new Metadata());
      call.request(2);
      call.sendMessage(request.apply((int) (sequence.getAndIncrement() & Integer.MAX_VALUE)));
      call.halfClose();
    }
  }
}
