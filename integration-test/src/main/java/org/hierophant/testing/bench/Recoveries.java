package org.hierophant.testing.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hierophant.network.crypto.Recovery;
import org.hierophant.network.crypto.SignerRecovery;
import org.hierophant.proto.network.SignedRequest;

/** The yardstick of signed calls: nothing but recoveries of their signers, on every core. */
final class Recoveries {
  private record Signed(byte[] body, byte[] signature) {}

  private final List<Signed> messages = new ArrayList<>();

  /**
   * @param requests encoded SignedRequests, recovered in turn
   */
  Recoveries(List<byte[]> requests) throws InvalidProtocolBufferException {
    for (byte[] request : requests) {
      SignedRequest signed = SignedRequest.parseFrom(request);
      messages.add(new Signed(signed.getBody().toByteArray(), signed.getSignature().toByteArray()));
    }
  }

  double perSecond(Duration duration) throws InterruptedException, ExecutionException {
    int cores = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newFixedThreadPool(cores)) {
      long start = System.nanoTime();
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < cores; i++) {
        counts.add(threads.submit(() -> recover(start + duration.toNanos())));
      }
      long total = 0;
      for (Future<Long> count : counts) {
        total += count.get();
      }
      return total / ((System.nanoTime() - start) / 1e9);
    }
  }

  private long recover(long endNanos) {
    long count = 0;
    while (System.nanoTime() - endNanos < 0) {
      Signed next = messages.get((int) (count % messages.size()));
      if (SignerRecovery.recover(next.body, next.signature) instanceof Recovery.NoSigner none) {
        throw new IllegalStateException("a good signature has no signer: " + none.reason());
      }
      count++;
    }
    return count;
  }
}
