package org.hierophant.testing.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.LedgerSettings;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.ledger.SingleWriter;
import org.hierophant.coordinator.ledger.SystemTime;
import org.hierophant.coordinator.ledger.sqlite.SqliteJournal;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.Dialect;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * Fills a state directory with finished requests, each of which the coordinator's own ledger has
 * accepted, leased, had a result for, and published. The artifacts they name do not exist.
 */
final class HistoryGenerator {
  private static final int WORKERS = 16;
  private static final int SLOTS = 64;
  private static final int UNDER_WAY = 4 * WORKERS * SLOTS;
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final CircuitVersion VERSION = new CircuitVersion("v6.1.0");
  private static final Address REQUESTER = Address.of(new byte[Address.LENGTH]);

  private final ProgramRecord program =
      new ProgramRecord(
          new VkHash(Bytes32.ZERO),
          new byte[104],
          artifact(ArtifactType.PROGRAM),
          REQUESTER,
          Instant.now());
  private final Semaphore room = new Semaphore(UNDER_WAY);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final SingleWriter ledger;

  private HistoryGenerator(Path directory) throws JournalException {
    this.ledger =
        new SingleWriter(
            SqliteJournal.open(directory),
            this::run,
            new SystemTime(),
            LedgerSettings.defaults(),
            new byte[32],
            () -> Runtime.getRuntime().halt(1));
  }

  /**
   * @param args the state directory; how many requests
   */
  public static void main(String[] args)
      throws IOException, JournalException, InterruptedException {
    try (OwnedDirectory directory = OwnedDirectory.claim(Path.of(args[0]), "state_directory")) {
      HistoryGenerator generator = new HistoryGenerator(directory.path());
      generator.fill(Integer.parseInt(args[1]));
      generator.ledger.close();
    }
  }

  private void fill(int count) throws InterruptedException {
    ledger.start();
    submit(new Command.RegisterProgram(program, false));
    for (int i = 0; i < WORKERS; i++) {
      submit(connect("history-" + i, i + 1));
    }
    for (int i = 0; i < count; i++) {
      take(1);
      submit(new Command.Submit(request(i)));
    }
    take(UNDER_WAY); // all that is under way has ended
  }

  private void take(int permits) throws InterruptedException {
    boolean taken = room.tryAcquire(permits, LIMIT.toSeconds(), TimeUnit.SECONDS);
    Throwable cause = failure.get();
    if (!taken || cause != null) {
      throw new IllegalStateException("the history cannot be written", cause);
    }
  }

  /** A refused or broken command ends the program. */
  private <T> void submit(Command<T> command) {
    ledger
        .submit(command)
        .whenComplete(
            (outcome, broken) -> {
              if (broken != null || outcome instanceof Outcome.Refused<T>) {
                failure.compareAndSet(
                    null,
                    broken != null
                        ? broken
                        : new IllegalStateException(command + " was refused: " + outcome));
                room.release(UNDER_WAY);
              }
            });
  }

  /** On the ledger's thread: every worker is done at once, and every proof is right. */
  private void run(Effect effect) {
    switch (effect) {
      case Effect.Offer offer ->
          submit(
              new Command.StoreResult(
                  offer.worker(),
                  offer.generation(),
                  offer.request().id(),
                  offer.lease(),
                  new StoredArtifact(offer.result(), digest(offer.request().id()), 1_000),
                  OptionalLong.of(1_000_000),
                  OptionalLong.of(2_000_000),
                  Optional.of(offer.request().id().value()),
                  Duration.ofSeconds(1)));
      case Effect.Verify(var request, _, Candidate candidate) ->
          submit(
              new Command.PublishProof(
                  request.id(), candidate.lease(), Optional.of(request.id().value())));
      case Effect.Finished _ -> room.release();
      case Effect.CloseConnection closed ->
          failure.compareAndSet(null, new IllegalStateException("worker closed: " + closed));
      case Effect.ToWorker _, Effect.DropMagister _, Effect.Discard _ -> {} // nobody listens
    }
  }

  private static Command.ConnectWorker connect(String name, long generation) {
    Set<Capability> capabilities =
        Arrays.stream(ProofMode.values())
            .map(mode -> new Capability(ProverVm.SP1, mode, VERSION, true))
            .collect(Collectors.toUnmodifiableSet());
    return new Command.ConnectWorker(
        new WorkerId(name),
        generation,
        name,
        "bench",
        capabilities,
        SLOTS,
        Optional.empty(),
        "127.0.0.1:1",
        List.of());
  }

  private ProofRequest request(int number) {
    RequestId id = History.id(number);
    Instant now = Instant.now();
    Instant deadline = now.plus(Duration.ofHours(4));
    return new ProofRequest(
        id,
        REQUESTER,
        program.vkHash(),
        "sp1-" + VERSION.text(),
        VERSION,
        ProverVm.SP1,
        ProofMode.values()[number % ProofMode.values().length],
        1,
        program.elf(),
        artifact(ArtifactType.STDIN),
        deadline.getEpochSecond(),
        deadline,
        100_000_000,
        1_000_000_000,
        0,
        List.of(),
        Dialect.BASE,
        false,
        Optional.empty(),
        id.value(),
        true,
        now);
  }

  private static StoredArtifact artifact(ArtifactType type) {
    UUID name = UUID.randomUUID();
    return new StoredArtifact(new ArtifactUri(type, name), new Sha256(Bytes32.ZERO), 1_000);
  }

  private static Sha256 digest(RequestId id) {
    return new Sha256(id.value());
  }
}
