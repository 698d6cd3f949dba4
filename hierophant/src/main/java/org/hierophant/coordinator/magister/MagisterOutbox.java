package org.hierophant.coordinator.magister;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drop requests on their way to Magisters: kept in a file until answered, tried again with growing
 * pauses.
 *
 * <p><b>Limits.</b> {@value #CAPACITY} wait, further ones are logged and dropped; each is tried
 * {@value #MAX_TRIES} times, over about a day. Only allowed origins are called, since the URL comes
 * from a worker; and none while a connected worker has the same one: that machine is in use.
 *
 * <p><b>Thread.</b> One of its own keeps the file, another waits for answers, one at a time; {@link
 * #add} never blocks.
 *
 * <p><b>Source.</b> magister, {@code DELETE /drop/{offer_id}}; its controller ends if a caller goes
 * away before the answer, hence the long answer limit.
 */
public final class MagisterOutbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MagisterOutbox.class);
  private static final int CAPACITY = 1_000;
  private static final int MAX_TRIES = 40;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final Path file;
  private final Set<URI> allowedOrigins;
  private final Predicate<String> inUse;
  private final HttpClient http;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("magister").daemon().factory());
  private final ExecutorService caller =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("magister-call").daemon().factory());
  private final Map<String, Integer> tries = new LinkedHashMap<>();

  /**
   * @param file of what was not answered before; made when needed
   * @param allowedOrigins scheme, host and port
   * @param inUse whether a connected worker has this URL
   */
  public MagisterOutbox(
      Path file, List<URI> allowedOrigins, Predicate<String> inUse, HttpClient http) {
    this.file = file;
    this.allowedOrigins = Set.copyOf(allowedOrigins.stream().map(MagisterOutbox::origin).toList());
    this.inUse = inUse;
    this.http = http;
  }

  /** Takes up what an earlier run left. */
  public void start() throws IOException {
    if (Files.exists(file)) {
      add(Files.readAllLines(file).stream().filter(url -> !url.isBlank()).toList());
    }
  }

  /** Sends a drop, now or as soon as it works. */
  public void add(String url) {
    add(List.of(url));
  }

  /** All are in the file before the first is called, and while an answer is waited for. */
  private void add(List<String> urls) {
    thread.execute(
        () -> {
          List<String> added = urls.stream().filter(this::isNew).toList();
          if (!added.isEmpty()) {
            save();
            added.forEach(this::attempt);
          }
        });
  }

  private boolean isNew(String url) {
    if (tries.size() >= CAPACITY) {
      log.atWarn().addKeyValue("url", url).log("magister not told: too many wait");
    } else if (!isAllowed(url)) {
      log.atWarn().addKeyValue("url", url).log("magister not told: origin is not allowed");
    } else {
      return tries.putIfAbsent(url, 0) == null;
    }
    return false;
  }

  private boolean isAllowed(String url) {
    try {
      return allowedOrigins.contains(origin(URI.create(url)));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static URI origin(URI url) {
    if (url.getScheme() == null || url.getHost() == null || url.getUserInfo() != null) {
      throw new IllegalArgumentException("not an absolute URL: " + url);
    }
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    return URI.create(url.getScheme() + "://" + url.getHost() + ":" + port);
  }

  private void attempt(String url) {
    if (inUse.test(url)) {
      log.atInfo().addKeyValue("url", url).log("magister not told: the machine is in use again");
      done(url);
      return;
    }
    try {
      caller.execute(() -> call(url));
    } catch (RejectedExecutionException _) {
      // the coordinator stops; the next start takes it up
    }
  }

  private void call(String url) {
    String problem = delete(url);
    try {
      thread.execute(() -> answered(url, problem));
    } catch (RejectedExecutionException _) {
      // as above
    }
  }

  private void answered(String url, String problem) {
    if (problem.isEmpty()) {
      log.atInfo().addKeyValue("url", url).log("magister told to drop the machine");
      done(url);
      return;
    }
    int count = tries.merge(url, 1, Integer::sum);
    log.atWarn()
        .addKeyValue("url", url)
        .addKeyValue("reason", problem)
        .addKeyValue("tries", count)
        .log("magister did not take the drop");
    if (count >= MAX_TRIES) {
      done(url);
      return;
    }
    long pause =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(count - 1, 20));
    var _ = thread.schedule(() -> attempt(url), pause, TimeUnit.MILLISECONDS);
  }

  /** Empty if it worked; a machine that is unknown there is gone already. */
  private String delete(String url) {
    try {
      int status =
          http.send(
                  HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_LIMIT).DELETE().build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      boolean ended = status >= 200 && status < 300 || status == 400 || status == 404;
      return ended ? "" : "HTTP " + status;
    } catch (IOException e) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "stopped";
    }
  }

  private void done(String url) {
    tries.remove(url);
    save();
  }

  private void save() {
    try {
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.write(part, new ArrayList<>(tries.keySet()));
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("magister outbox not saved");
    }
  }

  /** What was added by now is in the file then, unless the disk takes too long. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    caller.shutdownNow();
    try {
      thread.submit(() -> {}).get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.atWarn().setCause(e).log("magister outbox not written to its end");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      thread.shutdownNow();
    }
  }
}
