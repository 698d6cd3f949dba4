package org.hierophant.coordinator.proposer;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.api.grpc.GrpcApi;
import org.hierophant.coordinator.ledger.InlineLedger;

/**
 * The real services and interceptor of a coordinator, called one after the other.
 *
 * <p>Calls that the services hand to their pool decode and check there, while the one thread of the
 * model waits for them; what they ask of the ledger is settled by that thread. So nothing ever
 * happens at the same time.
 *
 * <p><b>Thread.</b> The model's.
 */
final class RpcServer implements AutoCloseable {
  private static final int REAL_SECONDS = 60;

  private record Waiting(WireCall<?, ?> call, CompletableFuture<WireCall.Reply> answer) {}

  private final GrpcApi api;
  private final InlineLedger ledger;
  private final Semaphore news;
  private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  /**
   * @param news released by the ledger for every command of another thread
   */
  RpcServer(GrpcApi api, InlineLedger ledger, Semaphore news) {
    this.api = api;
    this.ledger = ledger;
    this.news = news;
    for (BindableService service : api.services()) {
      ServerInterceptors.intercept(service.bindService(), api.interceptor())
          .getMethods()
          .forEach(one -> methods.put(one.getMethodDescriptor().getFullMethodName(), one));
    }
  }

  /** Answered before this returns, unless it waits for a stalled ledger. */
  CompletableFuture<WireCall.Reply> call(String method, ByteString request) {
    ServerMethodDefinition<?, ?> definition = methods.get(method);
    if (definition == null) {
      throw new AssertionError("no such method: " + method);
    }
    long before = ledger.submissions();
    WireCall<?, ?> call = WireCall.start(definition, request, news::release);
    while (call.reply() == null && ledger.submissions() == before) {
      await();
    }
    Waiting one = new Waiting(call, new CompletableFuture<>());
    waiting.add(one);
    if (!ledger.isStalled()) {
      ledgerTurned();
    } else if (call.reply() != null) {
      waiting.remove(one);
      one.answer().complete(call.reply());
    }
    return one.answer();
  }

  /** What waited for the ledger has been settled, and is answered now. */
  void ledgerTurned() {
    ledger.turn();
    List<Waiting> settled = List.copyOf(waiting);
    waiting.clear();
    for (Waiting one : settled) {
      while (one.call().reply() == null) {
        await();
      }
      one.answer().complete(one.call().reply());
    }
  }

  private void await() {
    try {
      if (!news.tryAcquire(REAL_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a call is never answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
