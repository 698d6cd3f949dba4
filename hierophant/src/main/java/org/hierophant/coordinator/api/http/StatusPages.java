package org.hierophant.coordinator.api.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.worker.Assigned;
import org.hierophant.coordinator.worker.CompletedProof;
import org.hierophant.coordinator.worker.DeadWorker;
import org.hierophant.coordinator.worker.WorkerView;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The status pages as JSON. Keys, order and spellings are those of the original; ours are appended.
 *
 * <p><b>Source.</b> hierophant (July 2025): {@code /contemplants}, {@code /dead-contemplants},
 * {@code /proof-history}.
 */
final class StatusPages {
  private StatusPages() {}

  /** Shape: {@code [["ip:port",{…}],…]}. */
  static String workers(LedgerView ledger, Map<WorkerId, List<ProverReport>> provers, Instant now) {
    Expectations expectations = Expectations.of(ledger);
    return array(
        json ->
            ledger.workers().stream()
                .filter(StatusPages::wasSeen)
                .forEach(
                    worker ->
                        worker(
                            json,
                            worker,
                            provers.getOrDefault(worker.record().id(), List.of()),
                            now,
                            expectations,
                            Optional.empty())));
  }

  /** Those that were here before our own restart have no address until they come back. */
  private static boolean wasSeen(WorkerView worker) {
    return !worker.remoteAddress().isEmpty();
  }

  /** As {@link #workers}, frozen as they were; with {@code reason} and {@code died_at}. */
  static String deadWorkers(LedgerView ledger) {
    return array(
        json ->
            ledger
                .deadWorkers()
                .forEach(
                    dead ->
                        worker(
                            json, dead.view(), List.of(), dead.diedAt(), null, Optional.of(dead))));
  }

  /** In the order of completion. */
  static String history(LedgerView ledger) {
    return array(json -> ledger.history().forEach(proof -> completed(json, proof)));
  }

  private static String array(Consumer<JsonGenerator> elements) {
    return Json.write(
        json -> {
          json.writeStartArray();
          elements.accept(json);
          json.writeEndArray();
        });
  }

  private static void worker(
      JsonGenerator json,
      WorkerView worker,
      List<ProverReport> provers,
      Instant now,
      @Nullable Expectations expectations,
      Optional<DeadWorker> dead) {
    json.writeStartArray();
    json.writeString(worker.remoteAddress());
    json.writeStartObject();
    json.writeStringProperty("name", worker.record().name());
    json.writeName("status");
    if (worker.isIdle()) {
      json.writeString("Idle");
    } else {
      busy(json, worker.assigned().getFirst(), now, expectations);
    }
    json.writeNumberProperty("strikes", worker.record().strikes().size());
    json.writeNumberProperty("num_completed_span_proofs", worker.record().spanProofs());
    minutes(json, "average_span_proof_time", worker.record().meanSpanTime());
    json.writeName("magister_drop_endpoint");
    worker
        .record()
        .magisterDropEndpoint()
        .ifPresentOrElse(url -> json.writeString(withoutInstance(url)), json::writeNull);
    ours(json, worker);
    provers(json, provers);
    dead.ifPresent(
        end -> {
          json.writeStringProperty("reason", end.reason().label());
          json.writeStringProperty("died_at", end.diedAt().toString());
        });
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void ours(JsonGenerator json, WorkerView worker) {
    json.writeName("supported_vms");
    json.writeStartArray();
    worker.record().capabilities().stream()
        .map(Capability::vm)
        .distinct()
        .sorted()
        .map(ProverVm::label)
        .forEach(json::writeString);
    json.writeEndArray();
    json.writeStringProperty("worker_id", worker.record().id().toString());
    json.writeStringProperty("software_version", worker.record().softwareVersion());
    json.writeNumberProperty("slots", worker.record().slots());
    json.writeNumberProperty("busy_slots", worker.assigned().size());
    json.writeBooleanProperty("connected", worker.connected());
    json.writeBooleanProperty("draining", worker.draining());
    json.writeStringProperty("connected_at", worker.connectedAt().toString());
    json.writeStringProperty("last_heartbeat_at", worker.lastHeartbeatAt().toString());
  }

  private static void provers(JsonGenerator json, List<ProverReport> provers) {
    json.writeName("provers");
    json.writeStartArray();
    for (ProverReport prover : provers) {
      json.writeStartObject();
      json.writeStringProperty("entry", prover.entry());
      json.writeStringProperty("state", prover.condition().label());
      json.writeStringProperty("reason", prover.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void busy(
      JsonGenerator json, Assigned work, Instant now, @Nullable Expectations expectations) {
    json.writeStartObject();
    json.writeName("Busy");
    json.writeStartObject();
    json.writeStringProperty("request_id", work.request().toString());
    json.writeStringProperty("proof_mode", variantName(work.mode()));
    json.writeStringProperty("start_time", minutesAgo(work.startedAt(), now));
    json.writeName("progress");
    work.progress().ifPresentOrElse(progress -> progress(json, progress), json::writeNull);
    json.writeStringProperty("vm", work.vm().label());
    work.progress()
        .ifPresent(progress -> json.writeStringProperty("phase", progress.phase().name()));
    if (expectations != null) { // a dead worker finishes nothing
      json.writeName("eta");
      expectations
          .end(work, now)
          .ifPresentOrElse(end -> json.writeString(end.toString()), json::writeNull);
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void progress(JsonGenerator json, Progress progress) {
    json.writeStartObject();
    json.writeNumberProperty(
        switch (progress.phase()) {
          case FETCHING, EXECUTING, PROVING -> "Execution";
          case COMPRESSING, WRAPPING, STORING -> "Serialization";
        },
        progress.percent());
    json.writeEndObject();
  }

  private static void completed(JsonGenerator json, CompletedProof proof) {
    json.writeStartObject();
    json.writeStringProperty("proof_request_id", proof.request().toString());
    json.writeStringProperty("proof_mode", proof.mode().name());
    json.writeStringProperty("worker_addr", proof.workerAddress());
    json.writeStringProperty("worker_name", proof.workerName());
    minutes(json, "minutes_to_complete", proof.duration());
    json.writeStringProperty("vm", proof.vm().label());
    json.writeStringProperty("completed_at", proof.completedAt().toString());
    json.writeEndObject();
  }

  private static void minutes(JsonGenerator json, String key, Duration duration) {
    json.writeName(key);
    json.writeRawValue(Json.f32((float) (duration.toMillis() / 60_000.0)));
  }

  /** Rust's name of the variant, e.g. {@code Compressed}. */
  private static String variantName(ProofMode mode) {
    return mode.name().charAt(0) + mode.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** Always plural, rounded half up. */
  private static String minutesAgo(Instant start, Instant now) {
    long seconds = Math.max(0, Duration.between(start, now).toSeconds());
    return (seconds + 30) / 60 + " minutes ago";
  }

  /** Whoever knows the whole URL can destroy the machine, so its last part is not shown. */
  private static String withoutInstance(String dropUrl) {
    return dropUrl.substring(0, dropUrl.lastIndexOf('/') + 1) + "***";
  }
}
