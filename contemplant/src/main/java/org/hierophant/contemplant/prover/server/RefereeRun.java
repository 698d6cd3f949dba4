package org.hierophant.contemplant.prover.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.network.domain.Executed;

/**
 * The program executed beside the prover. Whatever happens becomes a verdict.
 *
 * <p><b>Thread.</b> One of its own; any may ask.
 */
public final class RefereeRun implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
  private final Cancellation cancellation = new Cancellation();
  private final Thread thread;

  private RefereeRun(Referee referee, ProofTask task, Consumer<Executed> sound) {
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("referee")
            .start(
                () -> {
                  verdict.complete(judge(referee, task));
                  if (verdict.getNow(null) instanceof Verdict.Sound(var executed)) {
                    sound.accept(executed);
                  }
                });
  }

  /**
   * Begins.
   *
   * @param sound told once if the program ends well, on the referee's thread
   */
  public static RefereeRun start(Referee referee, ProofTask task, Consumer<Executed> sound) {
    return new RefereeRun(referee, task, sound);
  }

  private Verdict judge(Referee referee, ProofTask task) {
    try {
      return referee.judge(task, cancellation, task.timeLimit());
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      return new Verdict.Unknown(e.toString());
    } catch (InterruptedException _) {
      return new Verdict.Unknown("stopped"); // as is this thread, which ends now
    }
  }

  /** Done once there is a verdict, which is never an exception. */
  CompletableFuture<Verdict> verdict() {
    return verdict.copy();
  }

  public Optional<Verdict> now() {
    return Optional.ofNullable(verdict.getNow(null));
  }

  /** Empty if it takes longer. */
  public Optional<Verdict> await(Duration limit) throws InterruptedException {
    try {
      return Optional.of(verdict.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a verdict is never an exception", e);
    }
  }

  public OptionalLong cycles() {
    return now().orElse(null) instanceof Verdict.Sound sound
        ? OptionalLong.of(sound.executed().cycles())
        : OptionalLong.empty();
  }

  /** Ends it; it looks often whether it should. */
  @Override
  public void close() {
    cancellation.cancel("not needed any more");
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(END_LIMIT);
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
