package org.hierophant.coordinator.api.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nothing leaves as UNKNOWN: to the SDK that is final, and says nothing.
 *
 * <p>What a handler did not expect is our bug: INTERNAL without details for the caller, an error
 * with its stack in the log.
 */
final class FailureInterceptor implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(FailureInterceptor.class);
  private static final Status BUG =
      Status.INTERNAL.withDescription("internal error; the coordinator's log has the details");

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    GuardedCall<Q, A> guarded = new GuardedCall<>(call);
    try {
      return new GuardedListener<>(next.startCall(guarded, headers), guarded);
    } catch (RuntimeException | Error e) {
      guarded.closeForBug(e);
      return new ServerCall.Listener<>() {};
    }
  }

  private static final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final AtomicBoolean closed = new AtomicBoolean(); // by the event loop or by the pool

    GuardedCall(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      closed.set(true);
      if (status.getCode() == Status.Code.UNKNOWN) {
        log(status.getCause());
        super.close(BUG, new Metadata());
      } else {
        super.close(status, trailers);
      }
    }

    void closeForBug(Throwable bug) {
      log(bug);
      if (closed.compareAndSet(false, true)) {
        super.close(BUG, new Metadata());
      }
    }

    private void log(@Nullable Throwable cause) {
      LOG.atError()
          .setCause(cause)
          .addKeyValue("method", getMethodDescriptor().getFullMethodName())
          .log("call failed by our own fault");
    }
  }

  private static final class GuardedListener<Q> extends ServerCall.Listener<Q> {
    private final ServerCall.Listener<Q> listener;
    private final GuardedCall<Q, ?> call;

    GuardedListener(ServerCall.Listener<Q> listener, GuardedCall<Q, ?> call) {
      this.listener = listener;
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      guard(() -> listener.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(listener::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(listener::onReady);
    }

    @Override
    public void onCancel() {
      listener.onCancel();
    }

    @Override
    public void onComplete() {
      listener.onComplete();
    }

    private void guard(Runnable callback) {
      try {
        callback.run();
      } catch (RuntimeException | Error e) {
        call.closeForBug(e);
      }
    }
  }
}
