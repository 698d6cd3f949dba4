package org.hierophant.coordinator.proposer;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A unary call as a server sees it: the request's bytes come in, the answer's bytes go out.
 *
 * <p><b>Thread.</b> Answered from any.
 */
final class WireCall<Q, A> extends ServerCall<Q, A> {
  /** How it ended. */
  record Reply(Status status, ByteString answer) {}

  private final MethodDescriptor<Q, A> method;
  private final Runnable onEnd;
  private ByteString answer = ByteString.EMPTY;
  private volatile @Nullable Reply reply;

  private WireCall(MethodDescriptor<Q, A> method, Runnable onEnd) {
    this.method = method;
    this.onEnd = onEnd;
  }

  /**
   * Hands the request to the method's real handler.
   *
   * @param onEnd told when there is a reply
   */
  static <Q, A> WireCall<Q, A> start(
      ServerMethodDefinition<Q, A> method, ByteString request, Runnable onEnd) {
    WireCall<Q, A> call = new WireCall<>(method.getMethodDescriptor(), onEnd);
    Listener<Q> listener = method.getServerCallHandler().startCall(call, new Metadata());
    listener.onMessage(method.getMethodDescriptor().parseRequest(request.newInput()));
    listener.onHalfClose();
    return call;
  }

  /** Null until it has ended. */
  @Nullable Reply reply() {
    return reply;
  }

  @Override
  public void sendMessage(A message) {
    try (InputStream bytes = method.streamResponse(message)) {
      answer = ByteString.readFrom(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (reply != null) {
      throw new IllegalStateException("closed twice: " + reply + ", then " + status);
    }
    reply = new Reply(status, answer);
    onEnd.run();
  }

  @Override
  public void request(int messages) {}

  @Override
  public void sendHeaders(Metadata headers) {}

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public MethodDescriptor<Q, A> getMethodDescriptor() {
    return method;
  }
}
