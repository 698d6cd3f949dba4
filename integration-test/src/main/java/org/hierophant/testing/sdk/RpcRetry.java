package org.hierophant.testing.sdk;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * Repeats a call while its failure is transient, as the SDK does: 1 s, each pause 1.5 times the
 * last, for 120 s.
 *
 * <p>The SDK's jitter is left out, so that a run can be repeated.
 *
 * <p><b>Source.</b> sp1 v6.10.0 crates/sdk/src/network/retry.rs.
 */
final class RpcRetry {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final double GROWTH = 1.5;

  private final SdkClock clock;

  RpcRetry(SdkClock clock) {
    this.clock = clock;
  }

  /**
   * @throws StatusRuntimeException the first permanent failure, or the last transient one
   */
  <T> T call(Callable<T> call) throws InterruptedException {
    Instant end = clock.now().plus(LIMIT);
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return call.call();
      } catch (StatusRuntimeException e) {
        if (!isTransient(e.getStatus()) || clock.now().plus(pause).isAfter(end)) {
          throw e;
        }
        clock.sleep(pause);
        pause = Duration.ofMillis((long) (pause.toMillis() * GROWTH));
      } catch (InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("calls fail with a status", e);
      }
    }
  }

  static boolean isTransient(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, ABORTED -> true;
      default -> false;
    };
  }
}
