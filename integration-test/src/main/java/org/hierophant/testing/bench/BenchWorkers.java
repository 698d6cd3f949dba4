package org.hierophant.testing.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Workers of one coordinator, and the thread that sends their heartbeats, evenly spread. */
final class BenchWorkers implements AutoCloseable {
  private static final int SLICES = 100;

  private final HttpClient http;
  private final URI httpUrl;
  private final String prefix;
  private final List<BenchWorker> workers = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("bench-heart").daemon().factory());
  private int slice;

  BenchWorkers(URI httpUrl, String prefix) {
    this.http = HttpClient.newHttpClient();
    this.httpUrl = httpUrl;
    this.prefix = prefix;
  }

  /** Connects one more. */
  BenchWorker add() throws IOException, InterruptedException {
    BenchWorker worker = BenchWorker.connect(http, httpUrl, prefix + "-" + workers.size());
    workers.add(worker);
    if (workers.size() == 1) {
      long period = worker.heartbeatInterval().toMillis() / SLICES;
      var _ = heart.scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
    }
    return worker;
  }

  private void beat() {
    int now = slice++ % SLICES;
    List<BenchWorker> all = new ArrayList<>(workers);
    try {
      for (int i = now; i < all.size(); i += SLICES) {
        all.get(i).heartbeat();
      }
    } catch (IOException e) {
      failure.compareAndSet(null, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  int size() {
    return workers.size();
  }

  /**
   * @throws IllegalStateException if a worker has lost its connection since
   */
  void requireAllConnected() {
    Exception lost = failure.get();
    if (lost != null) {
      throw new IllegalStateException("a worker lost its connection", lost);
    }
  }

  @Override
  public void close() {
    heart.shutdownNow();
    workers.forEach(BenchWorker::close);
    http.shutdownNow();
    http.close();
  }
}
