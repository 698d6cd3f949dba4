package org.hierophant.contemplant.prover.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.contemplant.prover.Cancellation;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.Prover;
import org.hierophant.contemplant.prover.ProverState;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.ProverReport.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes real proofs with one server, of which nothing good is assumed: it may hang, die, lie about
 * what it made or lose the reason why not, and cannot be told to stop. So it is watched, and
 * whenever something did not go well it is started anew; killing it is how a proof is cancelled.
 *
 * <p>The program is executed beside the prover. That says whether a failure is the program's own,
 * whatever the server calls it, and how many cycles it takes.
 *
 * <p><b>Limits.</b> One proof at a time.
 *
 * <p><b>Thread.</b> {@link #prove} blocks the calling thread.
 */
public class ServerProver<C extends Closeable> implements Prover {
  private static final Logger log = LoggerFactory.getLogger(ServerProver.class);

  /** With a failure, after its reason: details have 16 KiB in all, and of more the end is kept. */
  private static final int LOG_BYTES = 11_500;

  private static final int REASON_CHARS = 1_500;

  /** For the referee, once a proof is made. */
  private static final Duration LAST_WORD = Duration.ofSeconds(30);

  /** For the referee, once a proof has failed. */
  private static final Duration INQUEST = Duration.ofMinutes(10);

  private final String name;
  private final Set<Capability> offered;
  private final ServerProtocol<C> protocol;
  private final ServerLimits limits;
  private final Referee referee;
  private final ServerKeeper<C> keeper;
  private volatile Runnable changed = () -> {};

  /** Why it cannot serve all that is offered, as far as that was looked at. */
  private volatile String lacking = "";

  /** True if that is everything. */
  private volatile boolean lacksAll;

  /**
   * @param name for people: {@code [a-z0-9-]+}
   * @param offered what it is to serve, as far as nothing is lacking
   */
  protected ServerProver(
      String name,
      Set<Capability> offered,
      ServerHost<C> host,
      ServerProtocol<C> protocol,
      ServerLimits limits,
      Referee referee) {
    this.name = name;
    this.offered = Set.copyOf(offered);
    this.protocol = protocol;
    this.limits = limits;
    this.referee = referee;
    this.keeper = new ServerKeeper<>(name, host, limits, () -> changed.run());
  }

  @Override
  public void start(Runnable onChange) {
    changed = onChange;
    keeper.start();
  }

  @Override
  public Set<Capability> capabilities() {
    if (!keeper.isUsable()) {
      return Set.of();
    }
    Set<Capability> served = new HashSet<>();
    Set<String> problems = new TreeSet<>();
    for (Capability capability : offered) {
      Optional<String> problem = problem(capability);
      problem.ifPresentOrElse(
          text -> problems.add(capability.mode() + ": " + text), () -> served.add(capability));
    }
    lacking = String.join("; ", problems);
    lacksAll = served.isEmpty();
    return Set.copyOf(served);
  }

  private Optional<String> problem(Capability capability) {
    try {
      return protocol.problem(capability);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("prover", name)
          .addKeyValue("reason", e.getMessage())
          .log("circuit files cannot be read");
      return Optional.of("circuit files cannot be read: " + e.getMessage());
    }
  }

  @Override
  public ProverState state() {
    ProverState state = keeper.state();
    if (!state.ready()) {
      return state;
    }
    String trouble =
        Stream.of(state.trouble(), lacking)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return new ProverState(
        name, lacksAll ? Condition.BROKEN : Condition.USABLE, trouble, List.of());
  }

  @Override
  public int places() {
    return 1;
  }

  @Override
  public ProofOutcome prove(ProofTask task, Cancellation cancellation, ProgressSink sink)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + saturatedNanos(task.timeLimit());
    while (true) {
      switch (keeper.borrow(cancellation, end)) {
        case ServerKeeper.Loan.Cancelled<C>() -> {
          return new ProofOutcome.Cancelled();
        }
        case ServerKeeper.Loan.TooLate<C>() -> {
          return leaseOver(task);
        }
        case ServerKeeper.Loan.Broken<C>(String trouble) -> {
          return new ProofOutcome.WorkerFailed("the prover " + name + " is not there: " + trouble);
        }
        case ServerKeeper.Loan.Lent<C>(Session<C> session) -> {
          try (RefereeRun refereeRun = referee(task, sink)) {
            Optional<ProofOutcome> outcome =
                prove(session, task, cancellation, end, sink, refereeRun);
            if (outcome.isPresent()) {
              return outcome.get();
            }
          }
        }
      }
    }
  }

  /** A server that is lent and not given back would never be lent again. */
  private RefereeRun referee(ProofTask task, ProgressSink sink) {
    boolean started = false;
    try {
      RefereeRun run = RefereeRun.start(referee, task, sink::executed);
      started = true;
      return run;
    } finally {
      if (!started) {
        keeper.giveBack(false);
      }
    }
  }

  /** Half the range of a long is 146 years, and keeps differences of nanosecond clocks right. */
  private static long saturatedNanos(Duration duration) {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE / 2);
    return (duration.compareTo(longest) < 0 ? duration : longest).toNanos();
  }

  /** Empty if the server is worn out and another has to do it. */
  private Optional<ProofOutcome> prove(
      Session<C> session,
      ProofTask task,
      Cancellation cancellation,
      long end,
      ProgressSink sink,
      RefereeRun refereeRun)
      throws IOException, InterruptedException {
    @Nullable Ending ending = null;
    try {
      Steps steps = new Steps(new Watch(session, cancellation, end, limits, refereeRun));
      ServerProof proof = protocol.proof(session, steps, task, refereeRun, sink);
      session.server().log().follow(proof::line);
      proof.begin();
      ending = proof.run();
    } finally {
      session.server().log().follow(_ -> {});
      settle(ending);
      if (!(ending instanceof Ending.Made)) {
        Files.deleteIfExists(task.proof());
      }
    }
    String said = session.server().log().tail(LOG_BYTES);
    return switch (ending) {
      case Ending.Made(Duration time) -> Optional.of(made(task, time, refereeRun));
      case Ending.NotMade(Stop why) ->
          Optional.of(outcome(why, task, cancellation, refereeRun, said));
      case Ending.Spoilt(Stop why) ->
          Optional.of(outcome(why, task, cancellation, refereeRun, said));
      case Ending.WornOut() -> Optional.empty();
    };
  }

  /** Gives the server back, as it deserves; none of the attempt runs in it any more. */
  private void settle(@Nullable Ending ending) {
    switch (ending) {
      case Ending.Made _ -> keeper.giveBack(true);
      case Ending.NotMade _ -> keeper.giveBack(false);
      case Ending.Spoilt(Stop why) -> {
        log.atWarn()
            .addKeyValue("prover", name)
            .addKeyValue("reason", why)
            .log("prover is started anew");
        switch (why) {
          case Stop.Cancelled _,
              Stop.Guilty _,
              Stop.BadInput _,
              Stop.Unfit _,
              Stop.Disk _,
              Stop.LeaseOver _ ->
              keeper.discard(limits.cancelGrace(), null);
          case Stop.Late _, Stop.Silent _, Stop.Fatal _, Stop.Ended _, Stop.Broken _ ->
              keeper.discard(limits.cancelGrace(), text(why));
          case Stop.Refused _ -> keeper.discard(limits.idleGrace(), text(why));
        }
      }
      case Ending.WornOut() -> {
        log.atInfo().addKeyValue("prover", name).log("prover is worn out and started anew");
        keeper.discard(limits.idleGrace(), null);
      }
      case null -> keeper.discard(limits.cancelGrace(), null); // interrupted, or a bug
    }
  }

  private ProofOutcome made(ProofTask task, Duration time, RefereeRun refereeRun)
      throws IOException, InterruptedException {
    return switch (refereeRun.await(LAST_WORD).orElse(new Verdict.Unknown("too slow"))) {
      case Verdict.Sound(var executed) ->
          new ProofOutcome.Proved(
              OptionalLong.of(executed.cycles()),
              executed.gas(),
              Optional.of(executed.publicValuesHash()),
              time);
      case Verdict.Guilty(var failure) -> {
        // SP1 proves also that a program failed; the network does not take such proofs.
        Files.deleteIfExists(task.proof());
        yield failure;
      }
      case Verdict.Unknown(String reason) -> {
        OptionalLong exit = protocol.exitCode(task);
        if (exit.isPresent() && exit.getAsLong() != 0) {
          Files.deleteIfExists(task.proof());
          yield Referee.badExit(exit.getAsLong(), task);
        }
        log.atInfo().addKeyValue("reason", reason).log("program was proved, but not executed here");
        yield new ProofOutcome.Proved(
            OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), time);
      }
    };
  }

  private ProofOutcome outcome(
      Stop why, ProofTask task, Cancellation cancellation, RefereeRun refereeRun, String said)
      throws InterruptedException {
    return switch (why) {
      case Stop.Cancelled() -> new ProofOutcome.Cancelled();
      case Stop.LeaseOver() -> leaseOver(task);
      case Stop.Guilty(var failure) -> failure;
      case Stop.BadInput(String detail) ->
          new ProofOutcome.GuestFailed(0, OptionalLong.empty(), detail);
      case Stop.Unfit(String detail) ->
          new ProofOutcome.WorkerFailed("program or stdin: " + detail + ", what a prover can take");
      case Stop.Disk(String detail) -> new ProofOutcome.WorkerFailed("disk: " + detail);
      case Stop.Late _, Stop.Silent _, Stop.Fatal _, Stop.Ended _, Stop.Broken _, Stop.Refused _ ->
          failed(why, cancellation, refereeRun, said);
    };
  }

  private ProofOutcome failed(
      Stop why, Cancellation cancellation, RefereeRun refereeRun, String said)
      throws InterruptedException {
    long end = System.nanoTime() + INQUEST.toNanos();
    while (refereeRun.await(Duration.ofMillis(100)).isEmpty() && System.nanoTime() - end < 0) {
      if (cancellation.isCancelled()) {
        return new ProofOutcome.Cancelled();
      }
    }
    if (refereeRun.now().orElse(null) instanceof Verdict.Guilty(var failure)) {
      return failure;
    }
    Optional<ProofOutcome.GuestFailed> failure = protocol.guestFailure(why);
    if (failure.isPresent() && !(refereeRun.now().orElse(null) instanceof Verdict.Sound)) {
      return failure.get();
    }
    String log = said.isEmpty() ? "" : "\nlast lines of the prover:\n" + said;
    return new ProofOutcome.ProverFailed(shortened(text(why)) + log);
  }

  private static String shortened(String reason) {
    return reason.length() <= REASON_CHARS ? reason : reason.substring(0, REASON_CHARS) + "…";
  }

  private static ProofOutcome leaseOver(ProofTask task) {
    return new ProofOutcome.WorkerFailed(
        "not done within the " + task.timeLimit().toSeconds() + " s that the lease lasts");
  }

  private static String text(Stop why) {
    return switch (why) {
      case Stop.Late(String stage, Duration limit) ->
          "%s took more than %d s".formatted(stage, limit.toSeconds());
      case Stop.Silent(Duration limit) ->
          "the prover printed nothing for %d s".formatted(limit.toSeconds());
      case Stop.Fatal(String line) -> "the prover hangs after: " + line;
      case Stop.Ended(String how) -> "the prover ended: " + how;
      case Stop.Broken(String detail) -> "the prover's connection broke: " + detail;
      case Stop.Refused(String detail) -> detail;
      case Stop.Cancelled _,
          Stop.LeaseOver _,
          Stop.Guilty _,
          Stop.BadInput _,
          Stop.Unfit _,
          Stop.Disk _ ->
          why.toString();
    };
  }

  @Override
  public void close() {
    keeper.close();
  }
}
