package org.hierophant.contemplant.job;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverVm;

/** Does for each task what the test laid out; without anything laid out, it waits for that. */
final class ScriptedProver implements Prover {
  static final byte[] PROOF = ByteString.copyFromUtf8("a proof").toByteArray();
  static final CircuitVersion VERSION = new CircuitVersion("v6.1.0");

  private final BlockingQueue<Act> acts = new LinkedBlockingQueue<>();
  private final BlockingQueue<ProofTask> begun = new LinkedBlockingQueue<>();
  private final List<ProofTask> tasks = new CopyOnWriteArrayList<>();
  private volatile int places = Integer.MAX_VALUE;
  private volatile Set<Capability> capabilities = all();
  private volatile boolean throwing;
  private volatile ProverReport.Condition condition = ProverReport.Condition.USABLE;
  private volatile Optional<Executed> executed = Optional.empty();

  /** What a task comes to. */
  @FunctionalInterface
  interface Act {
    ProofOutcome on(ProofTask task, Cancellation cancellation)
        throws IOException, InterruptedException;
  }

  void next(Act act) {
    acts.add(act);
  }

  void nextProves() {
    next((task, _) -> prove(task));
  }

  /** Writes the proof. */
  static ProofOutcome prove(ProofTask task) throws IOException {
    Files.write(task.proof(), PROOF);
    return new ProofOutcome.Proved(
        OptionalLong.of(7), OptionalLong.empty(), Optional.empty(), Duration.ofMillis(5));
  }

  /** Ends when cancelled, as a prover should. */
  void nextWaitsForCancellation() {
    next(
        (_, cancellation) -> {
          cancellation.await(Duration.ofHours(1));
          return new ProofOutcome.Cancelled();
        });
  }

  /** The next task that was begun, waited for. */
  ProofTask begun() throws InterruptedException {
    ProofTask task = begun.poll(10, TimeUnit.SECONDS);
    if (task == null) {
      throw new AssertionError("nothing was begun");
    }
    return task;
  }

  int count() {
    return tasks.size();
  }

  void places(int number) {
    places = number;
  }

  void breaks() {
    capabilities = Set.of();
    condition = ProverReport.Condition.BROKEN;
  }

  void starts() {
    capabilities = Set.of();
    condition = ProverReport.Condition.STARTING;
  }

  void works() {
    capabilities = all();
    condition = ProverReport.Condition.USABLE;
  }

  @Override
  public ProverState state() {
    return new ProverState("scripted", condition, "as the test says", List.of());
  }

  private static Set<Capability> all() {
    return EnumSet.allOf(ProofMode.class).stream()
        .map(mode -> new Capability(ProverVm.SP1, mode, VERSION, true))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Beside every proof from now on. */
  void executes(Executed found) {
    executed = Optional.of(found);
  }

  @Override
  public int places() {
    return places;
  }

  /** From now on. */
  void throwsWhenAsked() {
    throwing = true;
  }

  @Override
  public Set<Capability> capabilities() {
    if (throwing) {
      throw new IllegalStateException("as the test says");
    }
    return capabilities;
  }

  @Override
  public ProofOutcome prove(ProofTask task, Cancellation cancellation, ProgressSink progress)
      throws IOException, InterruptedException {
    tasks.add(task);
    progress.report(new Progress(Phase.EXECUTING, 3, 7));
    executed.ifPresent(progress::executed);
    begun.add(task);
    return acts.take().on(task, cancellation);
  }
}
