package org.hierophant.coordinator.api.grpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.PublicUrls;
import org.hierophant.coordinator.intake.DeadlinePolicy;
import org.hierophant.coordinator.intake.ProgramKeys;
import org.hierophant.coordinator.intake.Registration;
import org.hierophant.coordinator.intake.ServedVersions;
import org.hierophant.coordinator.intake.Submission;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.SystemTime;
import org.hierophant.coordinator.testing.FakeUploads;

/** The network API alone on a socket, before whatever ledger a test gives it. */
final class BareServer implements AutoCloseable {
  private final GrpcApi api;
  private final Server server;

  BareServer(Ledger ledger, ArtifactNames names) throws IOException {
    FakeUploads uploads = new FakeUploads();
    SystemTime time = new SystemTime();
    api =
        new GrpcApi(
            ledger,
            new Registration(ledger, uploads, (_, _) -> ProgramKeys.Match.SAME, true, time),
            new Submission(
                ledger,
                uploads,
                (_, _) -> true,
                (_, _) -> Optional.empty(),
                new ServedVersions(Set.of(), ledger.view()),
                new DeadlinePolicy(Duration.ZERO),
                true,
                time),
            uploads,
            names,
            new PublicUrls(Optional.empty(), "h", 1),
            Fulfillers.none(),
            time,
            new SimpleMeterRegistry());
    NettyServerBuilder builder = NettyServerBuilder.forPort(0);
    api.setUp(builder);
    for (BindableService service : api.services()) {
      builder.addService(ServerInterceptors.intercept(service.bindService(), api.interceptor()));
    }
    server = builder.build().start();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    api.close();
  }
}
