package org.hierophant.coordinator.config;

import java.io.IOException;
import java.net.BindException;
import org.springframework.boot.web.server.PortInUseException;

/** Finds the one line an operator needs in what a failed start threw. */
final class StartupProblem {
  private static final int MAX_DEPTH = 32;

  private StartupProblem() {}

  static String line(Throwable failure, HierophantProperties properties) {
    Throwable deepest = failure;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      if (deepest instanceof PortInUseException busy) {
        return portBusy(busy.getPort(), properties);
      }
      if (String.valueOf(deepest.getMessage()).contains("Failed to bind to address")) {
        return portBusy(properties.grpcPort(), properties);
      }
      if (deepest.getCause() == null || isForOperators(deepest)) {
        break;
      }
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage()).replaceAll("\\s+", " ");
    return switch (deepest) {
      case BindException _ -> "cannot listen: " + message;
      case IOException _ -> message;
      default -> deepest.getClass().getSimpleName() + ": " + message;
    };
  }

  /** Ours, with the key; what caused it names a path at best. */
  private static boolean isForOperators(Throwable failure) {
    return failure.getClass() == IOException.class;
  }

  private static String portBusy(int port, HierophantProperties properties) {
    String key = port == properties.grpcPort() ? "grpc_port" : "http_port";
    return "%s %d cannot be listened on%s: it is in use, or the address is not this machine's"
        .formatted(key, port, properties.bindAddress().map(address -> " at " + address).orElse(""));
  }
}
