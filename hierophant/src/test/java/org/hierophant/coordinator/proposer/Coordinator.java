package org.hierophant.coordinator.proposer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.hierophant.coordinator.artifact.ArtifactNames;
import org.hierophant.coordinator.artifact.ArtifactTokens;
import org.hierophant.coordinator.artifact.StateSecret;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.Journal;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.LedgerSettings;
import org.hierophant.coordinator.ledger.Moment;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.MemoryJournal;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/** The coordinator's machine: its disk and its clock, and the process while it runs. */
final class Coordinator {
  /** One for all: meters are found again by their names. */
  private static final MeterRegistry METERS = new SimpleMeterRegistry();

  private static final Duration UPLOAD_URL_LIFETIME = Duration.ofHours(24);

  private record Awaited(Class<? extends Event.Durable> fact, Consumer<Event.Durable> action) {}

  private final VirtualTime time;
  private final Random random;
  private final Judge judge;
  private final StateSecret secret;
  private final Duration verificationTime;
  private final LedgerSettings settings = LedgerSettings.defaults();
  private MemoryJournal disk = new MemoryJournal();
  private final MemoryArtifacts artifacts = new MemoryArtifacts(this::wallClock);
  private Duration clockError = Duration.ZERO;
  private boolean diskFull;
  private boolean verifierStopped;
  private final List<Awaited> awaited = new ArrayList<>();
  private @Nullable CoordinatorProcess process;

  /**
   * @param stateDirectory where the key of artifact names is kept
   */
  Coordinator(
      VirtualTime time, Random random, Judge judge, Path stateDirectory, Duration verificationTime)
      throws IOException {
    this.time = time;
    this.random = random;
    this.judge = judge;
    this.secret = StateSecret.loadOrCreate(stateDirectory);
    this.verificationTime = verificationTime;
    start();
  }

  /** Null while it is down. */
  @Nullable CoordinatorProcess process() {
    return process;
  }

  boolean isUp() {
    return process != null;
  }

  /** Does nothing if it runs already. */
  void start() {
    if (process == null) {
      process = new CoordinatorProcess(this);
      judge.coordinatorStarted(process.view());
    }
  }

  /** SIGKILL: what is not on the disk is gone, and so are its connections. */
  void kill() {
    if (process != null) {
      process.kill();
      process = null;
      judge.coordinatorStopped();
    }
  }

  /** All state is lost: another disk. */
  void wipe() {
    disk = new MemoryJournal();
    artifacts.wipe();
  }

  void jumpClock(Duration jump) {
    clockError = clockError.plus(jump);
  }

  /** Neither the journal nor an upload can be written; reads go on. */
  void fillDisk() {
    diskFull = true;
    artifacts.full(true);
    judge.diskFull(true);
  }

  void clearDisk() {
    diskFull = false;
    artifacts.full(false);
    judge.diskFull(false);
  }

  void failNextCommit() {
    disk.failNextCommit();
  }

  /** The verifier cannot work for the time being. */
  void stopVerifier(boolean isStopped) {
    verifierStopped = isStopped;
  }

  boolean isVerifierStopped() {
    return verifierStopped;
  }

  /** Once: right after the next such fact is durable, before anybody hears of it. */
  void onNext(Class<? extends Event.Durable> fact, Consumer<Event.Durable> action) {
    awaited.add(new Awaited(fact, action));
  }

  private void awaited(Event.Durable fact) {
    for (Awaited one : List.copyOf(awaited)) {
      if (one.fact().isInstance(fact)) {
        awaited.remove(one);
        time.after(Duration.ZERO, () -> one.action().accept(fact));
      }
    }
  }

  Instant wallClock() {
    return time.now().plus(clockError);
  }

  /** The clocks of a fresh process. */
  Time clock() {
    long origin = random.nextLong(1L << 50) - time.nanos();
    return () -> new Moment(origin + time.nanos(), wallClock());
  }

  Journal journal() {
    MemoryJournal written = disk;
    return new Journal() {
      @Override
      public Snapshot load() {
        return written.load();
      }

      @Override
      public Snapshot loadOpen() {
        return written.loadOpen();
      }

      @Override
      public List<RequestView> finished(long after, int limit) {
        return written.finished(after, limit);
      }

      @Override
      public List<RequestView> finished(Set<RequestId> ids) {
        return written.finished(ids);
      }

      @Override
      public void commit(List<Event.Durable> events) throws JournalException {
        if (diskFull) {
          throw new JournalException("the disk is full", false, null);
        }
        try {
          written.commit(events);
        } catch (JournalException e) {
          judge.commitFailed();
          throw e;
        }
        judge.committed(events);
        events.forEach(Coordinator.this::awaited);
      }

      @Override
      public void close() {}
    };
  }

  MemoryArtifacts artifacts() {
    return artifacts;
  }

  ArtifactNames names() {
    return new ArtifactNames(secret, UPLOAD_URL_LIFETIME);
  }

  ArtifactTokens tokens() {
    return new ArtifactTokens(secret);
  }

  LedgerSettings settings() {
    return settings;
  }

  Duration verificationTime() {
    return verificationTime.dividedBy(2).plusMillis(random.nextLong(verificationTime.toMillis()));
  }

  byte[] seed() {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    return seed;
  }

  VirtualTime time() {
    return time;
  }

  Judge judge() {
    return judge;
  }

  static MeterRegistry meters() {
    return METERS;
  }
}
