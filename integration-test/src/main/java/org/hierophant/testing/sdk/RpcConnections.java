package org.hierophant.testing.sdk;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Where calls go: one shared connection, or a new one for each, as the release does it. */
public interface RpcConnections extends AutoCloseable {
  <T> T call(Function<Channel, T> call);

  @Override
  default void close() {}

  /** Everything over {@code channel}, which stays open. */
  static RpcConnections over(Channel channel) {
    return new RpcConnections() {
      @Override
      public <T> T call(Function<Channel, T> call) {
        return call.apply(channel);
      }
    };
  }

  /** Cleartext HTTP/2 to {@code http://host:port}. */
  static RpcConnections to(URI url, boolean shared) {
    return shared ? new Shared(url) : new PerCall(url);
  }

  private static ManagedChannel open(URI url) {
    return NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
        .usePlaintext()
        .keepAliveTime(15, TimeUnit.SECONDS)
        .keepAliveTimeout(15, TimeUnit.SECONDS)
        .keepAliveWithoutCalls(true)
        .build();
  }

  /**
   * Releases from 6.2.2. A lost connection is made anew by the next call, as tonic does it;
   * grpc-java by itself would let calls fail for a growing while first.
   */
  final class Shared implements RpcConnections {
    private final URI url;
    private ManagedChannel channel;

    private Shared(URI url) {
      this.url = url;
      this.channel = open(url);
    }

    @Override
    public <T> T call(Function<Channel, T> call) {
      return call.apply(channel());
    }

    private synchronized ManagedChannel channel() {
      if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        channel.shutdownNow();
        channel = open(url);
      }
      return channel;
    }

    @Override
    public synchronized void close() {
      channel.shutdownNow();
    }
  }

  /** Releases up to 6.2.1. */
  final class PerCall implements RpcConnections {
    private final URI url;

    private PerCall(URI url) {
      this.url = url;
    }

    @Override
    public <T> T call(Function<Channel, T> call) {
      ManagedChannel channel = open(url);
      try {
        return call.apply(channel);
      } finally {
        channel.shutdownNow();
      }
    }
  }
}
