package org.hierophant.coordinator.api.grpc;

import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code hierophant.rpc.duration}: from the arrival of a call to its end, by method and status.
 *
 * <p><b>Limits.</b> Methods we do not have count as one, whatever their names are.
 */
final class CallTimings extends ServerStreamTracer.Factory {
  private static final String NAME = "hierophant.rpc.duration";
  private static final String OTHER = "other";

  private final MeterRegistry meters;
  private final Map<String, Map<Status.Code, Timer>> timers;
  private final Map<Status.Code, Timer> others;

  CallTimings(MeterRegistry meters, List<ServerServiceDefinition> services) {
    this.meters = meters;
    this.timers =
        services.stream()
            .flatMap(service -> service.getMethods().stream())
            .map(method -> method.getMethodDescriptor().getFullMethodName())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), this::byCode));
    this.others = byCode(OTHER);
  }

  private Map<Status.Code, Timer> byCode(String method) {
    Map<Status.Code, Timer> byCode = new EnumMap<>(Status.Code.class);
    for (Status.Code code : Status.Code.values()) {
      byCode.put(
          code,
          Timer.builder(NAME)
              .description("from the arrival of a call to its end")
              .tag("method", method.substring(method.indexOf('/') + 1))
              .tag("code", code.name())
              .register(meters));
    }
    return byCode;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    Map<Status.Code, Timer> method = timers.getOrDefault(fullMethodName, others);
    Timer.Sample sample = Timer.start(meters);
    return new ServerStreamTracer() {
      @Override
      public void streamClosed(Status status) {
        @Nullable Timer timer = method.get(status.getCode());
        if (timer != null) { // always: every code has one
          sample.stop(timer);
        }
      }
    };
  }
}
