package org.hierophant.coordinator.ledger.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.DeathReason;
import org.hierophant.coordinator.worker.Strike;
import org.hierophant.coordinator.worker.WorkerRecord;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Workers, alive and dead, as JSON text.
 *
 * <p><b>Shape.</b> One object with the names of the record's components; ids as their text, enums
 * as their names, instants and durations in ISO 8601 to the nanosecond; what is absent is left out.
 */
final class WorkerJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private WorkerJson() {}

  static String write(WorkerRecord worker) {
    return object(worker).toString();
  }

  static String write(DeadWorker dead) {
    WorkerView view = dead.view();
    ObjectNode object = JSON.createObjectNode();
    object.set("record", object(view.record()));
    object.put("generation", view.generation());
    object.put("remoteAddress", view.remoteAddress());
    object.put("connected", view.connected());
    object.put("draining", view.draining());
    ArrayNode assigned = object.putArray("assigned");
    view.assigned().forEach(one -> assigned.add(object(one)));
    object.put("connectedAt", view.connectedAt().toString());
    object.put("lastHeartbeatAt", view.lastHeartbeatAt().toString());
    object.put("reason", dead.reason().name());
    object.put("diedAt", dead.diedAt().toString());
    return object.toString();
  }

  /**
   * @throws IllegalArgumentException if it is not what {@link #write(WorkerRecord)} wrote
   */
  static WorkerRecord worker(String json) {
    return read(json, WorkerJson::worker);
  }

  /**
   * @throws IllegalArgumentException if it is not what {@link #write(DeadWorker)} wrote
   */
  static DeadWorker deadWorker(String json) {
    return read(json, WorkerJson::deadWorker);
  }

  private static DeadWorker deadWorker(JsonNode object) {
    WorkerView view =
        new WorkerView(
            worker(required(object, "record")),
            required(object, "generation").longValue(),
            text(object, "remoteAddress"),
            required(object, "connected").booleanValue(),
            required(object, "draining").booleanValue(),
            list(object, "assigned", WorkerJson::assigned),
            Instant.parse(text(object, "connectedAt")),
            Instant.parse(text(object, "lastHeartbeatAt")));
    return new DeadWorker(
        view, DeathReason.valueOf(text(object, "reason")), Instant.parse(text(object, "diedAt")));
  }

  private static ObjectNode object(WorkerRecord worker) {
    ObjectNode object = JSON.createObjectNode();
    object.put("id", worker.id().text());
    object.put("name", worker.name());
    object.put("softwareVersion", worker.softwareVersion());
    ArrayNode capabilities = object.putArray("capabilities");
    worker.capabilities().forEach(capability -> capabilities.add(object(capability)));
    object.put("slots", worker.slots());
    worker.magisterDropEndpoint().ifPresent(url -> object.put("magisterDropEndpoint", url));
    ArrayNode strikes = object.putArray("strikes");
    worker.strikes().forEach(strike -> strikes.add(object(strike)));
    object.put("spanProofs", worker.spanProofs());
    object.put("meanSpanTime", worker.meanSpanTime().toString());
    worker.barredUntil().ifPresent(until -> object.put("barredUntil", until.toString()));
    object.put("present", worker.present());
    object.put("lastSeenAt", worker.lastSeenAt().toString());
    return object;
  }

  private static WorkerRecord worker(JsonNode object) {
    return new WorkerRecord(
        new WorkerId(text(object, "id")),
        text(object, "name"),
        text(object, "softwareVersion"),
        Set.copyOf(list(object, "capabilities", WorkerJson::capability)),
        required(object, "slots").intValue(),
        optionalText(object, "magisterDropEndpoint"),
        list(object, "strikes", WorkerJson::strike),
        required(object, "spanProofs").longValue(),
        Duration.parse(text(object, "meanSpanTime")),
        optionalText(object, "barredUntil").map(Instant::parse),
        required(object, "present").booleanValue(),
        Instant.parse(text(object, "lastSeenAt")));
  }

  private static ObjectNode object(Capability capability) {
    ObjectNode object = JSON.createObjectNode();
    object.put("vm", capability.vm().name());
    object.put("mode", capability.mode().name());
    object.put("circuitVersion", capability.circuitVersion().text());
    object.put("mock", capability.mock());
    return object;
  }

  private static Capability capability(JsonNode object) {
    return new Capability(
        ProverVm.valueOf(text(object, "vm")),
        ProofMode.valueOf(text(object, "mode")),
        new CircuitVersion(text(object, "circuitVersion")),
        required(object, "mock").booleanValue());
  }

  private static ObjectNode object(Strike strike) {
    ObjectNode object = JSON.createObjectNode();
    object.put("reason", strike.reason());
    strike.request().ifPresent(request -> object.put("request", request.toString()));
    object.put("at", strike.at().toString());
    return object;
  }

  private static Strike strike(JsonNode object) {
    return new Strike(
        text(object, "reason"),
        optionalText(object, "request").map(RequestId::parse),
        Instant.parse(text(object, "at")));
  }

  private static ObjectNode object(Assigned assigned) {
    ObjectNode object = JSON.createObjectNode();
    object.put("request", assigned.request().toString());
    object.put("vm", assigned.vm().name());
    object.put("mode", assigned.mode().name());
    object.put("startedAt", assigned.startedAt().toString());
    object.put("accepted", assigned.accepted());
    assigned
        .progress()
        .ifPresent(
            progress ->
                object
                    .putObject("progress")
                    .put("phase", progress.phase().name())
                    .put("done", progress.done())
                    .put("total", progress.total()));
    return object;
  }

  private static Assigned assigned(JsonNode object) {
    return new Assigned(
        RequestId.parse(text(object, "request")),
        ProverVm.valueOf(text(object, "vm")),
        ProofMode.valueOf(text(object, "mode")),
        Instant.parse(text(object, "startedAt")),
        required(object, "accepted").booleanValue(),
        object.optional("progress").map(WorkerJson::progress));
  }

  private static Progress progress(JsonNode object) {
    return new Progress(
        Phase.valueOf(text(object, "phase")),
        required(object, "done").longValue(),
        required(object, "total").longValue());
  }

  private static <T> T read(String json, Function<JsonNode, T> value) {
    try {
      return value.apply(JSON.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not as written: " + e.getOriginalMessage(), e);
    }
  }

  private static JsonNode required(JsonNode object, String name) {
    return object
        .optional(name)
        .orElseThrow(() -> new IllegalArgumentException("no " + name + " in the JSON"));
  }

  private static String text(JsonNode object, String name) {
    return required(object, name).stringValue();
  }

  private static Optional<String> optionalText(JsonNode object, String name) {
    return object.optional(name).map(JsonNode::stringValue);
  }

  private static <T> List<T> list(JsonNode object, String name, Function<JsonNode, T> element) {
    List<T> list = new ArrayList<>();
    required(object, name).forEach(node -> list.add(element.apply(node)));
    return list;
  }
}
