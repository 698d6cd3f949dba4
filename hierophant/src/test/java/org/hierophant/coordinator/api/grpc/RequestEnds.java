package org.hierophant.coordinator.api.grpc;

import static org.hierophant.coordinator.api.grpc.TestClient.id;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.hierophant.coordinator.config.GrpcSlice;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.testing.ScriptedWorker;

/** Leads requests for one program to every end that they can have. */
final class RequestEnds {
  static final byte[] PROOF = {1, 2, 3, 0};
  static final long CYCLES = 7_450;
  static final long GAS = 1_003_634;

  private static final AtomicInteger WORKERS = new AtomicInteger();

  private final GrpcSlice slice;
  private final TestClient client;
  private final ByteString vkHash;

  RequestEnds(GrpcSlice slice, TestClient client, ByteString vkHash) {
    this.slice = slice;
    this.client = client;
    this.vkHash = vkHash;
  }

  /** A new one that serves v6.1.0; closing it is killing it. */
  ScriptedWorker worker() {
    return ScriptedWorker.connect(
        slice.ledger(), slice.effects(), "worker-" + WORKERS.incrementAndGet(), 1, "v6.1.0");
  }

  /** Waiting, fulfilled, cancelled, given up, and failed by its guest. */
  List<ByteString> oneOfEach() throws Exception {
    ByteString cancelled = client.request(client.order(vkHash));
    client.cancel(cancelled);
    return List.of(
        client.request(client.order(vkHash).setVersion("sp1-v5.0.0")),
        fulfilled(),
        cancelled,
        lostTwice(),
        failed(guestFailure()));
  }

  static AttemptFailure guestFailure() {
    return new AttemptFailure.Guest(
        ExecuteFailureCause.HALT_WITH_NON_ZERO_EXIT_CODE, OptionalLong.of(77), "exit code 1");
  }

  ByteString fulfilled() throws Exception {
    ByteString id = client.request(client.order(vkHash));
    finish(id);
    return id;
  }

  void finish(ByteString id) throws Exception {
    try (ScriptedWorker worker = worker()) {
      worker.prove(worker.accept(id(id)), slice.store(), PROOF, CYCLES, GAS);
    }
  }

  /** Failed as often as it takes, by the only worker there is. */
  ByteString failed(AttemptFailure failure) throws Exception {
    ByteString id = client.request(client.order(vkHash));
    try (ScriptedWorker worker = worker()) {
      while (!slice.ledger().view().request(id(id)).orElseThrow().state().isFinal()) {
        worker.fail(worker.accept(id(id)), failure);
      }
    }
    return id;
  }

  ByteString lostTwice() throws Exception {
    ByteString id = client.request(client.order(vkHash));
    for (int i = 0; i < 2; i++) {
      try (ScriptedWorker worker = worker()) {
        worker.accept(id(id));
      }
    }
    return id;
  }
}
