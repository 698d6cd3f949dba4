package org.hierophant.contemplant.prover.socket;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.contemplant.prover.server.EarlierProofs;
import org.hierophant.contemplant.prover.server.Ending;
import org.hierophant.contemplant.prover.server.HeadStart;
import org.hierophant.contemplant.prover.server.PlainArtifact;
import org.hierophant.contemplant.prover.server.RefereeRun;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.server.ServerProof;
import org.hierophant.contemplant.prover.server.Session;
import org.hierophant.contemplant.prover.server.Steps;
import org.hierophant.contemplant.prover.server.Steps.StopException;
import org.hierophant.contemplant.prover.server.Stop;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One proof on a lent server: measure what is sent, make the program known, prove.
 *
 * <p><b>Thread.</b> The attempt's.
 */
final class SocketRun implements ServerProof {
  private static final Logger log = LoggerFactory.getLogger(SocketRun.class);
  private static final String INPUT = "reading the input";
  private static final Duration FORGET_LIMIT = Duration.ofSeconds(30);
  private static final Duration RECONNECT_LIMIT = Duration.ofSeconds(2);

  private final Session<ServerConnection> session;
  private final Steps steps;
  private final ProofTask task;
  private final ServerLimits limits;
  private final RefereeRun referee;
  private final LogProgress progress;
  private final EarlierProofs earlier;

  SocketRun(
      Session<ServerConnection> session,
      Steps steps,
      ProofTask task,
      ServerLimits limits,
      RefereeRun referee,
      LogProgress progress,
      EarlierProofs earlier) {
    this.session = session;
    this.steps = steps;
    this.task = task;
    this.limits = limits;
    this.referee = referee;
    this.progress = progress;
    this.earlier = earlier;
  }

  @Override
  public void begin() {
    progress.begin();
  }

  @Override
  public void line(String text) {
    progress.line(text);
  }

  @Override
  public Ending run() throws InterruptedException {
    try {
      Ending made = prove();
      progress
          .counted()
          .ifPresent(tasks -> earlier.note(task.vkHash(), task.capability().mode(), tasks));
      return made;
    } catch (StopException e) {
      return e.ending();
    }
  }

  private Ending prove() throws InterruptedException, StopException {
    PlainArtifact.Program program =
        steps.local(
            INPUT,
            () -> PlainArtifact.program(task.program(), ServerConnection.MAX_BODY_BYTES - 4));
    PlainArtifact stdin =
        steps.local(
            INPUT,
            () ->
                PlainArtifact.stdin(
                    task.stdin(),
                    ServerConnection.MAX_BODY_BYTES
                        - ServerConnection.PROVE_HEAD_BYTES
                        - ServerConnection.NONCE_BYTES));
    setUp(program);
    if (referee.await(limits.glance()).orElse(null) instanceof Verdict.Guilty(var failure)) {
      return new Ending.NotMade(new Stop.Guilty(failure));
    }
    steps.begin();
    long start = System.nanoTime();
    ProofMode mode = task.capability().mode();
    Reply reply = ask(program.elfDigest().value(), stdin);
    if (!(reply instanceof Reply.Proof)) {
      throw no(reply);
    }
    Optional<String> problem =
        steps.local(
            "looking at the proof",
            () -> ProofFile.problem(task.proof(), mode, task.capability().circuitVersion()));
    if (problem.isPresent()) {
      return new Ending.Spoilt(new Stop.Broken("the server made " + problem.get()));
    }
    return new Ending.Made(Duration.ofNanos(System.nanoTime() - start));
  }

  private Reply ask(Bytes32 key, PlainArtifact stdin) throws InterruptedException, StopException {
    ServerConnection connection = session.connection();
    ProofMode mode = task.capability().mode();
    HeadStart headStart = new HeadStart(referee, limits.headStart());
    try {
      return steps.question(
          "the proof",
          () -> limits.proof(referee.cycles()),
          headStart,
          () -> connection.prove(mode, key, stdin, headStart, task.proof(), progress::answered));
    } catch (StopException e) {
      if (e.ending() instanceof Ending.NotMade(Stop why)) {
        reconnect(why);
      }
      throw e;
    }
  }

  /** Half a question was told on the connection. */
  private void reconnect(Stop why) throws InterruptedException, StopException {
    try {
      session.reconnect(RECONNECT_LIMIT);
    } catch (IOException e) {
      log.atDebug().setCause(e).log("a prover does not let itself be asked anew");
      throw new StopException(new Ending.Spoilt(why));
    }
  }

  private void setUp(PlainArtifact.Program program) throws InterruptedException, StopException {
    Bytes32 key = program.elfDigest().value();
    if (session.knows(key)) {
      return;
    }
    Optional<Bytes32> old = session.evict();
    if (old.isPresent()) {
      Reply forgotten =
          steps.remote(
              "forgetting a program",
              () -> FORGET_LIMIT,
              () -> session.connection().destroy(old.get()));
      if (!(forgotten instanceof Reply.Ok)) {
        throw no(forgotten);
      }
    }
    Reply reply =
        steps.remote("setup", limits::setup, () -> session.connection().setUp(program.artifact()));
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
