package org.hierophant.contemplant.prover.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.ExecuteLimits;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What breaks around a server must not keep the next proof from it. */
@Timeout(60)
class ServerProverTest {
  private static final Capability CORE =
      new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v6.1.0"), true);
  private static final Duration SOON = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private final Semaphore changes = new Semaphore(0);
  private final AtomicInteger starts = new AtomicInteger();
  private Act onStart = () -> {};
  private Act onStop = () -> {};
  private Act onProof = () -> {};
  private Ending ending = new Ending.NotMade(new Stop.Disk("as the test says"));
  private ServerProver<Closeable> prover;

  @FunctionalInterface
  private interface Act {
    void run();
  }

  /** Throws the first time. */
  private static Act once(Error error) {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() == 1) {
        throw error;
      }
    };
  }

  @AfterEach
  void close() {
    prover.close();
  }

  @Test
  void aServerThatCannotBeStartedForWantOfThreadsIsTriedAgain() throws Exception {
    onStart = once(new OutOfMemoryError("unable to create native thread"));

    start();

    assertThat(changes.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThat(prover.capabilities()).containsExactly(CORE);
  }

  @Test
  void aProofThatBreaksBeforeItBeginsDoesNotKeepTheServer() throws Exception {
    onProof = once(new StackOverflowError("in the test"));
    start();
    assertThatThrownBy(this::prove).isInstanceOf(StackOverflowError.class);

    assertThat(prove()).isEqualTo(new ProofOutcome.WorkerFailed("disk: as the test says"));
  }

  @Test
  void aServerThatCannotBeEndedInGoodOrderIsReplaced() throws Exception {
    onStop = once(new OutOfMemoryError("in the test"));
    start();
    ending = new Ending.Spoilt(new Stop.Disk("spoilt"));
    assertThat(prove()).isEqualTo(new ProofOutcome.WorkerFailed("disk: spoilt"));
    ending = new Ending.NotMade(new Stop.Disk("as the test says"));

    assertThat(prove()).isEqualTo(new ProofOutcome.WorkerFailed("disk: as the test says"));
    assertThat(starts).hasValue(2);
  }

  private void start() {
    prover =
        new ServerProver<>(
            "fake-1",
            Set.of(CORE),
            new Host(),
            new Protocol(),
            new ServerLimits(
                LONG, LONG, LONG, SOON, SOON, 0, LONG, Duration.ZERO, LONG, SOON, SOON, SOON, SOON),
            new Referee(new ExecuteLimits(1 << 20, 1 << 20, 1 << 20)));
    prover.start(changes::release);
  }

  private ProofOutcome prove() throws Exception {
    return prover.prove(
        new ProofTask(
            CORE,
            new VkHash(new Bytes32(1, 2, 3, 4)),
            ByteString.EMPTY,
            directory.resolve("program"),
            directory.resolve("stdin"),
            directory.resolve("proof"),
            -1,
            0,
            Optional.empty(),
            LONG),
        new Cancellation(),
        new Ignored());
  }

  private static final class Ignored implements ProgressSink {
    @Override
    public void report(Progress progress) {
      // nobody looks at it
    }

    @Override
    public void executed(Executed executed) {
      // nor at this
    }
  }

  private final class Host implements ServerHost<Closeable> {
    @Override
    public Optional<String> problem() {
      return Optional.empty();
    }

    @Override
    public RunningServer<Closeable> start() {
      onStart.run();
      starts.incrementAndGet();
      return new Server();
    }
  }

  private final class Server implements RunningServer<Closeable> {
    private final ChildLog log = new ChildLog();
    private volatile boolean alive = true;

    @Override
    public Closeable connect(Duration left) {
      return () -> {};
    }

    @Override
    public ChildLog log() {
      return log;
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public String ending() {
      return "stopped";
    }

    @Override
    public void stop(Duration grace) {
      alive = false;
      onStop.run();
    }
  }

  private final class Protocol implements ServerProtocol<Closeable> {
    @Override
    public Optional<String> problem(Capability capability) {
      return Optional.empty();
    }

    @Override
    public ServerProof proof(
        Session<Closeable> session,
        Steps steps,
        ProofTask task,
        RefereeRun referee,
        ProgressSink sink) {
      onProof.run();
      return new ServerProof() {
        @Override
        public void begin() {
          // nothing to say
        }

        @Override
        public void line(String text) {
          // nothing is printed
        }

        @Override
        public Ending run() {
          return ending;
        }
      };
    }

    @Override
    public OptionalLong exitCode(ProofTask task) {
      return OptionalLong.empty();
    }
  }
}
