package org.hierophant.contemplant;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.hierophant.contemplant.link.Backoff;
import org.hierophant.contemplant.link.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the Magister that rents this machine that its worker is up, until it has heard.
 *
 * <p><b>Source.</b> magister, {@code GET /verify/{offer_id}}.
 */
final class MagisterCheck implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MagisterCheck.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI url;
  private final Backoff backoff;
  private final Pause pause;
  private final Thread thread;
  private volatile boolean verified;

  MagisterCheck(HttpClient http, String dropEndpoint, Pause pause, RandomGenerator random) {
    this.http = http;
    this.pause = pause;
    this.url = verifyUrl(dropEndpoint);
    this.backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
    this.thread = Thread.ofVirtual().name("magister").unstarted(this::run);
  }

  /** The drop URL with the path segment {@code drop} replaced; hosts may be called drop. */
  static URI verifyUrl(String dropEndpoint) {
    URI drop = URI.create(dropEndpoint);
    String path = drop.getRawPath() == null ? "" : drop.getRawPath();
    int segment = path.lastIndexOf("/drop/");
    if (segment < 0) {
      throw new IllegalArgumentException(
          "magister_drop_endpoint has no path segment drop: " + dropEndpoint);
    }
    String verify = path.substring(0, segment) + "/verify/" + path.substring(segment + 6);
    String query = drop.getRawQuery() == null ? "" : "?" + drop.getRawQuery();
    return URI.create(drop.getScheme() + "://" + drop.getRawAuthority() + verify + query);
  }

  void start() {
    thread.start();
  }

  boolean isVerified() {
    return verified;
  }

  private void run() {
    try {
      while (!verified) {
        String problem = tryOnce();
        if (problem.isEmpty()) {
          verified = true;
          log.atInfo().addKeyValue("url", url).log("verified with the magister");
        } else {
          log.atWarn()
              .addKeyValue("url", url)
              .addKeyValue("reason", problem)
              .log("magister did not verify, trying again");
          pause.sleep(backoff.next());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
    }
  }

  private String tryOnce() throws InterruptedException {
    try {
      int status =
          http.send(
                  HttpRequest.newBuilder(url).timeout(ANSWER_LIMIT).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      return status >= 200 && status < 300 ? "" : "HTTP " + status;
    } catch (IOException e) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
