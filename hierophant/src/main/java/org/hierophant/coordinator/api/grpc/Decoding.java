package org.hierophant.coordinator.api.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.ReflectableMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.List;
import org.hierophant.coordinator.intake.Rejection.Invalid;

/**
 * Answers messages that do not decode with INVALID_ARGUMENT. Left alone, grpc-java decodes before
 * any interceptor is asked, answers UNKNOWN where that fails, and logs a stack for each.
 *
 * <p><b>Source.</b> {@code io.grpc.internal.ServerCallImpl} of grpc-java 1.83.1.
 */
final class Decoding {
  /** What came instead of or as a message. */
  private sealed interface Incoming<Q> {
    record Message<Q>(Q message) implements Incoming<Q> {}

    record Undecodable<Q>(Status status) implements Incoming<Q> {}
  }

  private Decoding() {}

  static ServerServiceDefinition checked(ServerServiceDefinition service) {
    List<? extends ServerMethodDefinition<?, ?>> methods =
        service.getMethods().stream().map(Decoding::checked).toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder checked = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(checked::addMethod);
    return checked.build();
  }

  private static <Q, A> ServerMethodDefinition<Incoming<Q>, A> checked(
      ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> decoded = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        decoded.toBuilder(
                new IncomingMarshaller<>(decoded.getRequestMarshaller(), name(decoded)),
                decoded.getResponseMarshaller())
            .build(),
        (call, headers) ->
            new Listener<>(call, method.getServerCallHandler().startCall(sameCall(call), headers)));
  }

  /** Only a call's method descriptor mentions the requests' type, and no service asks for it. */
  @SuppressWarnings("unchecked")
  private static <Q, A> ServerCall<Q, A> sameCall(ServerCall<Incoming<Q>, A> call) {
    return (ServerCall<Q, A>) (ServerCall<?, A>) call;
  }

  private static String name(MethodDescriptor<?, ?> method) {
    return method.getRequestMarshaller() instanceof ReflectableMarshaller<?> known
        ? known.getMessageClass().getSimpleName()
        : "message";
  }

  private record IncomingMarshaller<Q>(Marshaller<Q> messages, String name)
      implements Marshaller<Incoming<Q>> {
    @Override
    public InputStream stream(Incoming<Q> incoming) {
      return switch (incoming) { // what a server never does
        case Incoming.Message<Q>(var message) -> messages.stream(message);
        case Incoming.Undecodable<Q> _ -> throw new IllegalStateException("no message to encode");
      };
    }

    @Override
    public Incoming<Q> parse(InputStream bytes) {
      try {
        return new Incoming.Message<>(messages.parse(bytes));
      } catch (StatusRuntimeException e) {
        return new Incoming.Undecodable<>(
            e.getStatus().getCode() == Status.Code.INTERNAL
                ? Rejections.status(
                    new Invalid("message", "these bytes", "must be an encoded " + name))
                : e.getStatus()); // too large once decompressed
      }
    }
  }

  private static final class Listener<Q, A> extends ServerCall.Listener<Incoming<Q>> {
    private final ServerCall<Incoming<Q>, A> call;
    private final ServerCall.Listener<Q> listener;
    private boolean refused;

    Listener(ServerCall<Incoming<Q>, A> call, ServerCall.Listener<Q> listener) {
      this.call = call;
      this.listener = listener;
    }

    @Override
    public void onMessage(Incoming<Q> incoming) {
      if (refused) {
        return;
      }
      switch (incoming) {
        case Incoming.Message<Q>(var message) -> listener.onMessage(message);
        case Incoming.Undecodable<Q>(var status) -> {
          refused = true;
          call.close(status, new Metadata());
        }
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        listener.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      listener.onCancel();
    }

    @Override
    public void onComplete() {
      listener.onComplete();
    }

    @Override
    public void onReady() {
      listener.onReady();
    }
  }
}
