package org.hierophant.testing.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.FailureKind;
import org.hierophant.network.wire.FrameException;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.FromWorkerCodec;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.ToWorkerCodec;
import org.hierophant.network.wire.WorkerChannel;

/** A worker that takes every offer and never proves anything. */
final class BenchWorker implements AutoCloseable {
  static final int SLOTS = FromWorker.Hello.MAX_SLOTS;
  private static final int LIMIT_SECONDS = 20;
  private static final CircuitVersion VERSION = new CircuitVersion("v6.1.0");

  /**
   * An offer that came.
   *
   * @param receivedNanos moment of {@link System#nanoTime}
   */
  record Received(RequestId request, long receivedNanos, int frameBytes) {}

  private final CompletableFuture<ToWorker.Welcome> welcome = new CompletableFuture<>();
  private final BlockingQueue<Received> offers = new LinkedBlockingQueue<>();
  private final BlockingQueue<FromWorker> outgoing = new LinkedBlockingQueue<>();
  private final BinarySocket socket;
  private long heartbeats;

  private BenchWorker(HttpClient http, URI httpUrl) throws IOException, InterruptedException {
    URI url = URI.create("ws://" + httpUrl.getAuthority() + WorkerChannel.PATH);
    this.socket = BinarySocket.connect(http, url, WorkerChannel.SUBPROTOCOL, this::hear);
  }

  /**
   * Connects and says Hello.
   *
   * @param httpUrl of the coordinator
   * @throws IOException if the worker is not welcomed
   */
  static BenchWorker connect(HttpClient http, URI httpUrl, String name)
      throws IOException, InterruptedException {
    BenchWorker worker = new BenchWorker(http, httpUrl);
    worker.socket.send(FromWorkerCodec.encode(hello(name)));
    try {
      worker.welcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      worker.close();
      throw new IOException("the worker " + name + " was not welcomed", e);
    }
    return worker;
  }

  private static FromWorker.Hello hello(String name) {
    Set<Capability> capabilities =
        Arrays.stream(ProofMode.values())
            .map(mode -> new Capability(ProverVm.SP1, mode, VERSION, true))
            .collect(Collectors.toUnmodifiableSet());
    return new FromWorker.Hello(
        new WorkerId(name), name, "bench", capabilities, SLOTS, List.of(), Optional.empty());
  }

  private void hear(ByteBuffer frame) {
    int bytes = frame.remaining();
    ToWorker message;
    try {
      message = ToWorkerCodec.decode(frame);
    } catch (FrameException e) {
      throw new IllegalStateException("the coordinator sent what no worker can read", e);
    }
    switch (message) {
      case ToWorker.Welcome(_, _, _) -> welcome.complete((ToWorker.Welcome) message);
      case ToWorker.Reject(var code, var reason) ->
          welcome.completeExceptionally(new IOException(code + ": " + reason));
      case ToWorker.Offer offer -> {
        offers.add(new Received(offer.attempt().request(), System.nanoTime(), bytes));
        outgoing.add(new FromWorker.Accept(offer.attempt()));
      }
      case ToWorker.Cancel(var attempt, _) ->
          outgoing.add(
              new FromWorker.Failure(
                  attempt, FailureKind.CANCELLED, 0, OptionalLong.empty(), "cancelled"));
      case ToWorker.Superseded _,
          ToWorker.Settled _,
          ToWorker.Drain _,
          ToWorker.HeartbeatAck _ -> {} // nothing to do
    }
  }

  /** The next offer, once it is there; its acceptance is sent. */
  Received awaitOffer() throws IOException, InterruptedException {
    Received offer = offers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (offer == null) {
      throw new IllegalStateException("no offer came within " + LIMIT_SECONDS + " s");
    }
    flush();
    return offer;
  }

  /** Sends what the last messages called for; the socket's own thread must not wait for that. */
  private void flush() throws IOException, InterruptedException {
    while (!outgoing.isEmpty()) {
      socket.send(FromWorkerCodec.encode(outgoing.take()));
    }
  }

  /** Also shows whether the coordinator still keeps the connection. */
  void heartbeat() throws IOException, InterruptedException {
    if (!socket.isOpen()) {
      throw new IOException("the coordinator closed the connection");
    }
    socket.send(FromWorkerCodec.encode(new FromWorker.Heartbeat(++heartbeats)));
  }

  /** How often a heartbeat is due. */
  Duration heartbeatInterval() {
    return welcome.join().heartbeatInterval();
  }

  @Override
  public void close() {
    socket.close();
  }
}
