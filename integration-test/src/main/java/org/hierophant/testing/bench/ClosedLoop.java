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
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop of unary calls: a fixed number in flight, each answer starts the next call.
 *
 * <p><b>Limits.</b> Ends after the given time or number; the first failed call ends it early and is
 * reported.
 */
final class ClosedLoop implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration NUMBER_LIMIT = Duration.ofMinutes(3);

  private final URI target;
  private final MethodDescriptor<byte[], byte[]> method;
  private final int inFlight;
  private final List<ManagedChannel> channels = new ArrayList<>();

  ClosedLoop(URI target, String fullMethodName, int connections, int inFlight) {
    this.target = target;
    this.method = RawGrpc.unary(fullMethodName);
    this.inFlight = inFlight;
    for (int i = 0; i < connections; i++) {
      channels.add(RawGrpc.connect(target));
    }
  }

  /** What one run saw. Latencies in microseconds. */
  record Outcome(long calls, double seconds, Histogram latencyMicros) {
    double perSecond() {
      return calls / seconds;
    }
  }

  /**
   * Calls for {@code duration}.
   *
   * @param request the n-th request's bytes
   * @throws IllegalStateException if a call fails or the loop does not stop
   */
  Outcome run(IntFunction<byte[]> request, Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    return loop(
        n -> System.nanoTime() - end >= 0 ? null : request.apply((int) (n & Integer.MAX_VALUE)),
        duration.plus(STOP_LIMIT));
  }

  /**
   * Sends each of {@code requests} once.
   *
   * @throws IllegalStateException if a call fails or the loop does not stop
   */
  Outcome exhaust(List<byte[]> requests) throws InterruptedException {
    return loop(n -> n < requests.size() ? requests.get((int) n) : null, NUMBER_LIMIT);
  }

  private Outcome loop(LongFunction<byte @Nullable []> request, Duration limit)
      throws InterruptedException {
    Run run = new Run(request);
    long start = System.nanoTime();
    for (int i = 0; i < inFlight; i++) {
      run.next(channels.get(i % channels.size()));
    }
    if (!run.idle.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("calls were still unanswered after " + limit);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Status failure = run.failure.get();
    if (failure != null) {
      throw new IllegalStateException(
          target + " answered " + method.getFullMethodName() + ": " + failure);
    }
    return new Outcome(run.histogram.getTotalCount(), seconds, run.histogram);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private final class Run {
    private final ConcurrentHistogram histogram =
        new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
    private final CountDownLatch idle = new CountDownLatch(inFlight);
    private final AtomicReference<@Nullable Status> failure = new AtomicReference<>();
    private final AtomicLong sequence = new AtomicLong();
    private final LongFunction<byte @Nullable []> request;

    /**
     * @param request null ends the loop
     */
    Run(LongFunction<byte @Nullable []> request) {
      this.request = request;
    }

    void next(ManagedChannel channel) {
      byte[] message = failure.get() == null ? request.apply(sequence.getAndIncrement()) : null;
      if (message == null) {
        idle.countDown();
        return;
      }
      long start = System.nanoTime();
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
      call.sendMessage(message);
      call.halfClose();
    }
  }
}
