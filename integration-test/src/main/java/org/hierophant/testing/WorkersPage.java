package org.hierophant.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the coordinator's page {@code /contemplants} says.
 *
 * @param workers in the order of the page
 */
public record WorkersPage(List<Worker> workers) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * @param work empty if it is idle
   */
  public record Worker(String name, boolean connected, Optional<Work> work) {}

  /**
   * What a worker is busy with.
   *
   * @param phase empty until it reported any; else spelled as the page does, e.g. {@code EXECUTING}
   * @param percent 0 while nothing better is known
   */
  public record Work(String worker, String request, String phase, int percent) {}

  public WorkersPage {
    workers = List.copyOf(workers);
  }

  /**
   * @throws RuntimeException if it is not that page
   */
  public static WorkersPage parse(String json) {
    List<Worker> workers = new ArrayList<>();
    for (JsonNode pair : JSON.readTree(json)) {
      JsonNode state = pair.required(1);
      String name = state.required("name").asString();
      workers.add(
          new Worker(
              name,
              state.required("connected").asBoolean(),
              Optional.ofNullable(state.required("status").get("Busy"))
                  .map(busy -> work(name, busy))));
    }
    return new WorkersPage(workers);
  }

  private static Work work(String worker, JsonNode busy) {
    int percent = 0;
    for (JsonNode amount : busy.required("progress")) {
      percent = amount.asInt();
    }
    return new Work(
        worker, busy.required("request_id").asString(), busy.path("phase").asString(""), percent);
  }

  public Optional<Worker> worker(String name) {
    return workers.stream().filter(worker -> worker.name().equals(name)).findFirst();
  }

  /** Who works on a request, and how far it is. */
  public Optional<Work> workOn(String request) {
    return workers.stream()
        .flatMap(worker -> worker.work().stream())
        .filter(work -> work.request().equals(request))
        .findFirst();
  }
}
