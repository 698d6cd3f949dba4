package org.hierophant.coordinator.testing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactUpload;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.request.AttemptFailure;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.WorkerId;

/** A worker that does what a test says, by the commands that its connection would give. */
public final class ScriptedWorker implements AutoCloseable {
  private final Ledger ledger;
  private final HeldEffects effects;
  private final WorkerId id;
  private final long generation;

  private ScriptedWorker(Ledger ledger, HeldEffects effects, WorkerId id, long generation) {
    this.ledger = ledger;
    this.effects = effects;
    this.id = id;
    this.generation = generation;
  }

  /** Offers every mode of one circuit version, with one slot. */
  public static ScriptedWorker connect(
      Ledger ledger, HeldEffects effects, String name, long generation, String circuitVersion) {
    WorkerId id = new WorkerId(name);
    Set<Capability> capabilities =
        Stream.of(ProofMode.values())
            .map(
                mode ->
                    new Capability(ProverVm.SP1, mode, new CircuitVersion(circuitVersion), true))
            .collect(Collectors.toSet());
    done(
        ledger,
        new Command.ConnectWorker(
            id,
            generation,
            name,
            "0.1.0",
            capabilities,
            1,
            Optional.empty(),
            "203.0.113.9:40112",
            List.of()));
    return new ScriptedWorker(ledger, effects, id, generation);
  }

  public WorkerId id() {
    return id;
  }

  /** Takes the oldest offer, which must be of this request. */
  public Effect.Offer accept(RequestId request) throws InterruptedException {
    Effect.Offer offer = effects.takeOffer();
    if (!offer.request().id().equals(request) || !offer.worker().equals(id)) {
      throw new AssertionError("offered " + offer.request().id() + " to " + offer.worker());
    }
    done(ledger, new Command.AcceptOffer(id, generation, offer.request().id(), offer.lease()));
    return offer;
  }

  /** Stores {@code proof} as it is; it is published without being looked at. */
  public StoredArtifact prove(
      Effect.Offer offer, ArtifactStore store, byte[] proof, long cycles, long gas)
      throws Exception {
    StoredArtifact stored = store(store, offer, proof);
    done(
        ledger,
        new Command.StoreResult(
            id,
            generation,
            offer.request().id(),
            offer.lease(),
            stored,
            OptionalLong.of(cycles),
            OptionalLong.of(gas),
            Optional.of(Samples.bytes32(0x55)),
            Duration.ofSeconds(1)));
    done(
        ledger,
        new Command.PublishProof(
            offer.request().id(), offer.lease(), Optional.of(Samples.bytes32(0x55))));
    return stored;
  }

  private static StoredArtifact store(ArtifactStore store, Effect.Offer offer, byte[] proof)
      throws Exception {
    try (ArtifactUpload upload = store.openUpload(offer.result(), proof.length)) {
      upload.write(proof, 0, proof.length);
      upload.commit(Optional.empty());
    }
    return new StoredArtifact(offer.result(), Sha256.ofContent(proof), proof.length);
  }

  public void fail(Effect.Offer offer, AttemptFailure failure) {
    done(
        ledger,
        new Command.ReportFailure(id, generation, offer.request().id(), offer.lease(), failure));
  }

  /** Killed: gone without a word, and missed at once. */
  public void vanish() {
    done(ledger, new Command.DisconnectWorker(id, generation, "connection reset"));
    done(ledger, new Command.Sweep());
  }

  @Override
  public void close() {
    vanish();
  }

  private static <T> T done(Ledger ledger, Command<T> command) {
    return switch (ledger.submit(command).join()) {
      case Outcome.Done<T>(var answer) -> answer;
      case Outcome.Refused<T>(var refusal) -> throw new AssertionError(refusal);
    };
  }
}
