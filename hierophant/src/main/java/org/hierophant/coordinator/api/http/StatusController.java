package org.hierophant.coordinator.api.http;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.hierophant.coordinator.ledger.LedgerView;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Pages for operators and their tools; all from memory, none waits for a worker. */
@Controller
public final class StatusController {
  private final LedgerView ledger;
  private final List<ReadinessCheck> checks;
  private final ProverReports provers;
  private final InstantSource clock;

  public StatusController(
      LedgerView ledger, List<ReadinessCheck> checks, ProverReports provers, InstantSource clock) {
    this.ledger = ledger;
    this.checks = List.copyOf(checks);
    this.provers = provers;
    this.clock = clock;
  }

  @GetMapping("/contemplants")
  public ResponseEntity<byte[]> workers() {
    return json(200, StatusPages.workers(ledger, provers.now(), clock.instant()));
  }

  @GetMapping("/dead-contemplants")
  public ResponseEntity<byte[]> deadWorkers() {
    return json(200, StatusPages.deadWorkers(ledger));
  }

  @GetMapping("/proof-history")
  public ResponseEntity<byte[]> history() {
    return json(200, StatusPages.history(ledger));
  }

  /** The process lives; nothing more is said. */
  @GetMapping("/health")
  public ResponseEntity<byte[]> health() {
    return json(200, "true");
  }

  /** Shape: {@code {"ready":false,"reasons":["…"]}}; 503 unless ready. */
  @GetMapping("/ready")
  public ResponseEntity<byte[]> ready() {
    List<String> reasons =
        checks.stream().map(ReadinessCheck::problem).flatMap(Optional::stream).toList();
    String body =
        Json.write(
            out -> {
              out.writeStartObject();
              out.writeBooleanProperty("ready", reasons.isEmpty());
              out.writeName("reasons");
              out.writeStartArray();
              reasons.forEach(out::writeString);
              out.writeEndArray();
              out.writeEndObject();
            });
    return json(reasons.isEmpty() ? 200 : 503, body);
  }

  private static ResponseEntity<byte[]> json(int status, String body) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .header("Cache-Control", "no-store")
        .body(body.getBytes(StandardCharsets.UTF_8));
  }
}
