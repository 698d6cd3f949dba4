package org.hierophant.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the coordinator's page {@code /proof-history} says.
 *
 * @param entries in the order of completion
 */
public record HistoryPage(List<Entry> entries) {
  private static final JsonMapper JSON = new JsonMapper();

  /** One finished proof. */
  public record Entry(String request, String worker, Instant completedAt) {}

  public HistoryPage {
    entries = List.copyOf(entries);
  }

  /**
   * @throws RuntimeException if it is not that page
   */
  public static HistoryPage parse(String json) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode proof : JSON.readTree(json)) {
      entries.add(
          new Entry(
              proof.required("proof_request_id").asString(),
              proof.required("worker_name").asString(),
              Instant.parse(proof.required("completed_at").asString())));
    }
    return new HistoryPage(entries);
  }

  public Optional<Entry> of(String request) {
    return entries.stream().filter(entry -> entry.request().equals(request)).findFirst();
  }
}
