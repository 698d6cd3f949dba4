package org.hierophant.coordinator.api.grpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.intake.Cancellation;
import org.hierophant.coordinator.intake.Registration;
import org.hierophant.coordinator.intake.Submission;
import org.hierophant.coordinator.intake.Uploads;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Time;

/**
 * The network API as one piece: its services, and how the server under them must be set up.
 *
 * <p>Every call starts on the event loop. What only reads memory is answered there; the services
 * hand everything else to a bounded pool themselves, because only they can still refuse when it is
 * full: an executor of grpc-java that rejects would break the connection.
 */
public final class GrpcApi implements AutoCloseable {
  private static final int MAX_INBOUND_BYTES = 64 << 20;

  /** SDKs ping every 15 s without a call, fulfillers every 10 s. */
  private static final long PING_INTERVAL_SECONDS = 5;

  private static final int WINDOW_BYTES = 1 << 20;

  private final CallPool pool;
  private final ProverNetworkService network;
  private final ArtifactStoreService artifacts;
  private final CallTimings timings;

  public GrpcApi(
      Ledger ledger,
      Registration programs,
      Submission submission,
      Uploads uploads,
      ArtifactNames names,
      PublicUrls urls,
      Fulfillers fulfillers,
      Time time,
      MeterRegistry meters) {
    this.pool = new CallPool(time);
    this.network =
        new ProverNetworkService(
            ledger.view(),
            programs,
            submission,
            new Cancellation(ledger),
            urls,
            fulfillers,
            time,
            pool);
    this.artifacts = new ArtifactStoreService(names, urls, uploads, time, pool);
    this.timings =
        new CallTimings(meters, services().stream().map(BindableService::bindService).toList());
  }

  public List<BindableService> services() {
    return List.of(
        () -> Decoding.checked(network.bindService()),
        () -> Decoding.checked(artifacts.bindService()));
  }

  /** For every service of the server, ours or not. */
  public ServerInterceptor interceptor() {
    return new FailureInterceptor();
  }

  /** Executors, limits and pings; address, port and services are the caller's. */
  public void setUp(NettyServerBuilder server) {
    server
        .directExecutor()
        .maxInboundMessageSize(MAX_INBOUND_BYTES)
        .initialFlowControlWindow(WINDOW_BYTES)
        .permitKeepAliveTime(PING_INTERVAL_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .addStreamTracerFactory(timings);
  }

  /** After the server has stopped. */
  @Override
  public void close() {
    pool.close();
  }
}
