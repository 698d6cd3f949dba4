package org.hierophant.contemplant.prover.socket;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.transfer.DecodedTooLargeException;

/**
 * One proof on a lent server: measure what is sent, make the program known, prove.
 *
 * <p><b>Thread.</b> The attempt's.
 */
final class ProofRun {
  /**
   * So long the referee is waited for before a proof is begun: a guest that fails often does so at
   * once, and a proof that was begun can be stopped only together with the server.
   */
  private static final Duration HEAD_START = Duration.ofSeconds(2);

  private static final Duration MEASURE_LIMIT = Duration.ofMinutes(30);
  private static final Duration FORGET_LIMIT = Duration.ofSeconds(30);

  private final Session session;
  private final Watch watch;
  private final ProofTask task;
  private final ServerLimits limits;
  private final RefereeRun referee;
  private final LogProgress progress;

  ProofRun(
      Session session,
      Watch watch,
      ProofTask task,
      ServerLimits limits,
      RefereeRun referee,
      LogProgress progress) {
    this.session = session;
    this.watch = watch;
    this.task = task;
    this.limits = limits;
    this.referee = referee;
    this.progress = progress;
  }

  /** How it went. */
  sealed interface Ending {
    /** The proof is in the task's file. */
    record Made(Duration time) implements Ending {}

    /** The server has nothing more to do with it, and is as good as before. */
    record NotMade(Stop why) implements Ending {}

    /** The server is not to be used any more. */
    record Spoilt(Stop why) implements Ending {}
  }

  /** Ends the run from inside; never leaves this class. */
  private static final class StopException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Ending ending;

    StopException(Ending ending) {
      super(ending.toString());
      this.ending = ending;
    }
  }

  Ending run() throws InterruptedException {
    try {
      return prove();
    } catch (StopException e) {
      return e.ending;
    }
  }

  private Ending prove() throws InterruptedException, StopException {
    ServerConnection connection = session.connection();
    PlainArtifact.Program program =
        local(() -> PlainArtifact.program(task.program(), ServerConnection.MAX_BODY_BYTES - 4));
    PlainArtifact stdin =
        local(
            () ->
                PlainArtifact.stdin(
                    task.stdin(),
                    ServerConnection.MAX_BODY_BYTES
                        - ServerConnection.PROVE_HEAD_BYTES
                        - ServerConnection.NONCE_BYTES));
    setUp(program);
    if (referee.await(HEAD_START).orElse(null) instanceof Verdict.Guilty(var failure)) {
      return new Ending.NotMade(new Stop.Guilty(failure));
    }
    Optional<Stop> before = watch.before();
    if (before.isPresent()) {
      return new Ending.NotMade(before.get());
    }
    long start = System.nanoTime();
    ProofMode mode = task.capability().mode();
    Bytes32 key = program.elfDigest().value();
    Reply reply =
        remote(
            "the proof",
            () -> limits.proof(referee.cycles()),
            () -> connection.prove(mode, key, stdin, task.proof(), progress::answered));
    if (!(reply instanceof Reply.Proof)) {
      throw no(reply);
    }
    Optional<String> problem =
        local(() -> ProofFile.problem(task.proof(), mode, task.capability().circuitVersion()));
    if (problem.isPresent()) {
      return new Ending.Spoilt(new Stop.Broken("the server made " + problem.get()));
    }
    return new Ending.Made(Duration.ofNanos(System.nanoTime() - start));
  }

  private void setUp(PlainArtifact.Program program) throws InterruptedException, StopException {
    Bytes32 key = program.elfDigest().value();
    if (session.knows(key)) {
      return;
    }
    Optional<Bytes32> old = session.evict();
    if (old.isPresent()) {
      Reply forgotten =
          remote(
              "forgetting a program",
              () -> FORGET_LIMIT,
              () -> session.connection().destroy(old.get()));
      if (!(forgotten instanceof Reply.Ok)) {
        throw no(forgotten);
      }
    }
    Reply reply =
        remote("setup", limits::setup, () -> session.connection().setUp(program.artifact()));
    if (!(reply instanceof Reply.SetUp(Bytes32 named, ByteString vk))) {
      throw no(reply);
    }
    if (!named.equals(key)) {
      throw new StopException(
          new Ending.Spoilt(new Stop.Broken("the server knows the program by another digest")));
    }
    if (!vk.equals(task.vk())) {
      // Not learned: whoever asks with the right key gets the comparison again.
      throw new StopException(
          new Ending.NotMade(
              new Stop.Refused(
                  "the program's verifying key is not the one that was registered for it")));
    }
    session.learned(key);
  }

  /** What only reads files: when it stops, the server does not know of it. */
  private <T> T local(Callable<T> step) throws InterruptedException, StopException {
    Callable<T> onDisk =
        () -> {
          try {
            return step.call();
          } catch (DecodedTooLargeException e) {
            throw e;
          } catch (IOException e) {
            throw new DiskException(e);
          }
        };
    return switch (watch.run("reading the input", () -> MEASURE_LIMIT, onDisk)) {
      case Watch.Result.Answer<T>(T value) -> value;
      case Watch.Result.Stopped<T>(Stop why) ->
          throw new StopException(
              switch (why) {
                case Stop.Cancelled _,
                    Stop.LeaseOver _,
                    Stop.Guilty _,
                    Stop.BadInput _,
                    Stop.Unfit _,
                    Stop.Disk _ ->
                    new Ending.NotMade(why);
                case Stop.Late _,
                    Stop.Silent _,
                    Stop.Fatal _,
                    Stop.Ended _,
                    Stop.Broken _,
                    Stop.Refused _ ->
                    new Ending.Spoilt(why);
              });
    };
  }

  private Reply remote(String stage, Supplier<Duration> limit, Callable<Reply> exchange)
      throws InterruptedException, StopException {
    return switch (watch.run(stage, limit, exchange)) {
      case Watch.Result.Answer<Reply>(Reply reply) -> reply;
      case Watch.Result.Stopped<Reply>(Stop why) -> throw new StopException(new Ending.Spoilt(why));
    };
  }

  /** After a no, leftovers of the failed work may still run in it. */
  private static StopException no(Reply reply) {
    return new StopException(
        new Ending.Spoilt(
            switch (reply) {
              case Reply.ProverError(String text) -> new Stop.Refused("prover error: " + text);
              case Reply.InternalError(String text) -> new Stop.Refused("internal error: " + text);
              case Reply.Closed() -> new Stop.Broken("the server closes the connection");
              case Reply.Ok _, Reply.SetUp _, Reply.Proof _ ->
                  new Stop.Broken("the server answers another question");
            }));
  }
}
