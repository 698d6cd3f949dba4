package org.hierophant.coordinator.api.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.testing.FakeLedger;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.worker.FulfillerId;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FromWorker;
import org.junit.jupiter.api.Test;

class WorkerMessagesTest {
  private final FakeLedger ledger = new FakeLedger(new FakeLedgerView());
  private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

  @Test
  void noWorkerOfOursMayTakeTheIdOfAFulfiller() throws Exception {
    var connections =
        new WorkerConnections(ChannelSettings.of(Duration.ofMinutes(3), 10), "c", new Offers(null));
    var messages = new WorkerMessages(ledger, null, connections);
    WorkerOutbox outbox = new WorkerOutbox("1", 8, new Closing(closed));
    outbox.start();

    messages.handle(
        new WorkerConnection(1, "203.0.113.9:1", outbox, 0),
        new FromWorker.Hello(
            FulfillerId.of(Address.ZERO),
            "impostor",
            "0.1.0",
            Set.of(
                new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v6.1.0"), false)),
            1,
            List.of(),
            Optional.empty()));

    assertThat(closed.get(60, TimeUnit.SECONDS)).isEqualTo(CloseReason.PROTOCOL);
    assertThat(ledger.commands).isEmpty();
  }

  @Test
  void aWorkerWithoutCapabilitiesIsTakenAndWhatItTellsOfItsProversIsKept() {
    var connections =
        new WorkerConnections(ChannelSettings.of(Duration.ofMinutes(3), 10), "c", new Offers(null));
    var messages = new WorkerMessages(ledger, null, connections);
    WorkerOutbox outbox = new WorkerOutbox("1", 8, new Closing(closed));
    outbox.start();
    WorkerConnection connection = new WorkerConnection(1, "203.0.113.9:1", outbox, 0);
    WorkerId worker = new WorkerId("w-1");
    var starting = new ProverReport("gpu-1", ProverReport.Condition.STARTING, "");
    var broken = new ProverReport("gpu-1", ProverReport.Condition.BROKEN, "no device");

    messages.handle(
        connection,
        new FromWorker.Hello(
            worker, "jael", "0.1.0", Set.of(), 1, List.of(), Optional.empty(), List.of(starting)));

    assertThat(ledger.commands)
        .singleElement()
        .isInstanceOfSatisfying(
            Command.ConnectWorker.class, it -> assertThat(it.capabilities()).isEmpty());
    assertThat(connections.provers()).containsExactly(Map.entry(worker, List.of(starting)));

    messages.handle(connection, new FromWorker.Heartbeat(1, List.of(broken)));
    assertThat(connections.provers()).containsExactly(Map.entry(worker, List.of(broken)));

    connections.closed(connection);
    assertThat(connections.provers()).isEmpty();
  }

  private record Closing(CompletableFuture<CloseReason> closed) implements WorkerOutbox.Socket {
    @Override
    public void send(ByteBuffer frame) {}

    @Override
    public void ping() {}

    @Override
    public void close(CloseReason reason, String text) {
      closed.complete(reason);
    }
  }
}
