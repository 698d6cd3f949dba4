package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.execute.Referee.Verdict;
import org.hierophant.contemplant.prover.gnark.Gnark;
import org.hierophant.contemplant.prover.server.BadInputException;
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
import org.hierophant.contemplant.prover.twirp.ProofWriter.Stretch;
import org.hierophant.contemplant.prover.twirp.TwirpConnection.Target;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.format.CoreProofMessage;
import org.hierophant.sp1.format.FormatException;

/**
 * One proof on a lent moongate: its stages one after the other, what each answers going into the
 * next as it came.
 *
 * <p><b>Thread.</b> The attempt's.
 */
final class MoongateRun implements ServerProof {
  /** Compression may take so long, and so many times as long as the core proof took. */
  private static final Duration COMPRESS_FLOOR = Duration.ofMinutes(10);

  private static final int COMPRESS_TIMES = 10;
  private static final Duration WRAP_LIMIT = Duration.ofMinutes(15);
  private static final long MAX_INPUT_BYTES = 8L << 30;

  private final MoongateProtocol owner;
  private final Session<TwirpConnection> session;
  private final Steps steps;
  private final ProofTask task;
  private final ServerLimits limits;
  private final RefereeRun referee;
  private final MoongateProgress progress;

  MoongateRun(
      MoongateProtocol owner,
      Session<TwirpConnection> session,
      Steps steps,
      ProofTask task,
      ServerLimits limits,
      RefereeRun referee,
      MoongateProgress progress) {
    this.owner = owner;
    this.session = session;
    this.steps = steps;
    this.task = task;
    this.limits = limits;
    this.referee = referee;
    this.progress = progress;
  }

  @Override
  public void begin() {
    progress.begin();
  }

  @Override
  public void line(String text) {
    referee.cycles().ifPresent(progress::expect);
    progress.line(text);
  }

  @Override
  public Ending run() throws InterruptedException {
    try (Scratch scratch = Scratch.open(owner.scratch())) {
      return prove(scratch);
    } catch (StopException e) {
      return e.ending();
    } catch (IOException e) { // the server has no part in it
      return new Ending.NotMade(new Stop.Disk(String.valueOf(e.getMessage())));
    }
  }

  private Ending prove(Scratch scratch) throws InterruptedException, StopException {
    Input input = steps.local("reading the input", () -> read(scratch));
    if (!session.knows(input.elf().value()) && session.known() >= owner.programs()) {
      return new Ending.WornOut();
    }
    Path key = key(scratch, input);
    if (referee.await(limits.glance()).orElse(null) instanceof Verdict.Guilty(var failure)) {
      return new Ending.NotMade(new Stop.Guilty(failure));
    }
    steps.begin();
    long start = System.nanoTime();
    ProofMode mode = task.capability().mode();
    Path core = core(scratch, input, key, start);
    int before = mode == ProofMode.CORE ? ProofWriter.KIND_BYTES : 0;
    CoreProofMessage parts =
        steps.remote("the core proof", limits::setup, () -> ProofWriter.inspect(core, before));
    progress.proved(parts.shards());
    if (mode == ProofMode.CORE) {
      owner.earlier().note(task.vkHash(), mode, progress.counted());
      return made(() -> ProofWriter.cut(core, parts, version()), start);
    }
    Stretch values = new Stretch(core, parts.publicValuesStart(), parts.publicValuesBytes());
    Duration coreTime = Duration.ofNanos(System.nanoTime() - start);
    byte[] vk = steps.local("reading the proving key", () -> SetupAnswer.verifyingKey(key));
    progress.compressing(parts.shards() + input.deferredProofs());
    Target reduced =
        mode == ProofMode.COMPRESSED ? proof(mode) : Target.of(scratch.file("reduced"));
    call(
        "Compress",
        within(COMPRESS_FLOOR.plus(coreTime.multipliedBy(COMPRESS_TIMES)), start),
        List.of(new Part.Bytes(vk), whole(core), whole(input.deferred())),
        reduced);
    progress.compressed();
    owner.earlier().note(task.vkHash(), mode, progress.counted());
    if (mode == ProofMode.COMPRESSED) {
      return made(() -> ProofWriter.finish(task.proof(), values, version()), start);
    }
    return wrap(scratch, reduced.file(), values, start);
  }

  private Ending wrap(Scratch scratch, Path reduced, Stretch values, long start)
      throws InterruptedException, StopException {
    ProofMode mode = task.capability().mode();
    Supplier<Duration> limit = within(WRAP_LIMIT, start);
    Path shrunk = scratch.file("shrunk");
    call("Shrink", limit, List.of(whole(reduced)), Target.of(shrunk));
    progress.wrapped(1);
    Path wrapped = scratch.file("wrapped");
    call("Wrap", limit, List.of(whole(shrunk)), Target.of(wrapped));
    progress.wrapped(2);
    Path proof = scratch.file("gnark-proof");
    Gnark gnark = owner.gnark().orElseThrow();
    Gnark.Result result =
        steps.aside(
            "gnark",
            within(gnark.limit(), start),
            () -> gnark.prove(mode, wrapped, scratch.directory(), proof, progress::wrapped));
    return switch (result) {
      case Gnark.Result.Made() ->
          made(() -> ProofWriter.proof(task.proof(), mode, proof, values, version()), start);
      case Gnark.Result.BadWrapProof(String why) ->
          new Ending.Spoilt(new Stop.Broken("the server made a wrap proof that is none: " + why));
      case Gnark.Result.NotMade(String why) ->
          new Ending.NotMade(new Stop.Refused("gnark: " + why));
    };
  }

  /**
   * What is sent, plain.
   *
   * @param deferred counted proofs for the guest
   */
  private record Input(Path program, Sha256 elf, Path stdin, Path deferred, int deferredProofs) {}

  private Input read(Scratch scratch) throws IOException, BadInputException {
    PlainArtifact.Program program = PlainArtifact.program(task.program(), MAX_INPUT_BYTES);
    PlainArtifact stdin = PlainArtifact.stdin(task.stdin(), MAX_INPUT_BYTES);
    Path plainStdin = plain(stdin, scratch.file("stdin"));
    Path deferred = scratch.file("deferred");
    try {
      int proofs = ProofWriter.deferred(plainStdin, deferred);
      return new Input(
          plain(program.artifact(), scratch.file("program")),
          program.elfDigest(),
          plainStdin,
          deferred,
          proofs);
    } catch (FormatException e) {
      throw new BadInputException("the stdin is not one of SP1 v5: " + e.getMessage());
    }
  }

  private static Path plain(PlainArtifact artifact, Path target) throws IOException {
    if (!artifact.compressed()) {
      return artifact.stored();
    }
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      artifact.writeTo(out);
    }
    return target;
  }

  private Path key(Scratch scratch, Input input) throws InterruptedException, StopException {
    Path key = scratch.file("key");
    if (steps.local(
        "looking for the proving key",
        () -> owner.keys().link(input.elf(), key) && isKnownGood(key, input))) {
      return key;
    }
    Path answer = scratch.file("setup");
    call("Setup", limits::setup, List.of(whole(input.program())), Target.of(answer));
    SetupAnswer.Checked checked =
        steps.remote(
            "setup",
            limits::setup,
            () -> SetupAnswer.check(answer, input.program(), task.vk().toByteArray()));
    if (checked == SetupAnswer.Checked.OTHER_KEY) {
      throw new StopException(
          new Ending.NotMade(
              new Stop.Refused(
                  "the program's verifying key is not the one that was registered for it")));
    }
    session.learned(input.elf().value());
    return steps.local(
        "keeping the proving key",
        () -> {
          SetupAnswer.cut(answer);
          owner.keys().keep(input.elf(), answer);
          return answer;
        });
  }

  /** A kept key that is damaged is made anew. */
  private boolean isKnownGood(Path key, Input input) throws IOException {
    if (SetupAnswer.isKey(key, input.program(), task.vk().toByteArray())) {
      return true;
    }
    owner.keys().forget(input.elf());
    Files.delete(key);
    return false;
  }

  private Path core(Scratch scratch, Input input, Path key, long start)
      throws InterruptedException, StopException {
    ProofMode mode = task.capability().mode();
    Target core = mode == ProofMode.CORE ? proof(mode) : Target.of(scratch.file("core"));
    List<Part> data = List.of(whole(input.stdin()), whole(key));
    HeadStart headStart = new HeadStart(referee, limits.headStart());
    String method = "ProveCoreStateless";
    boolean good = false;
    try {
      answered(
          method,
          steps.question(
              method,
              within(limits.proof(), start),
              headStart,
              () -> session.connection().call(method, data, headStart, core)));
      session.learned(input.elf().value());
      good = true;
      return core.file();
    } finally {
      if (!good && !headStart.callOff()) {
        forget(input.elf());
      }
    }
  }

  /** The task's own file, where what comes is what the client fetches. */
  private Target proof(ProofMode mode) {
    return new Target(task.proof(), ProofWriter.kind(mode));
  }

  private CircuitVersion version() {
    return task.capability().circuitVersion();
  }

  /** The key that was sent may be the reason; it costs little to have it made again. */
  private void forget(Sha256 elf) {
    try {
      owner.keys().forget(elf);
    } catch (IOException e) {
      owner.warn("a proving key cannot be removed", e);
    }
  }

  /** The stage that begins now has its own limit, and what is left of the whole proof's. */
  private Supplier<Duration> within(Duration stage, long start) {
    long gone = System.nanoTime() - start;
    return () -> {
      Duration left = limits.proof(referee.cycles()).minusNanos(gone);
      return left.compareTo(stage) < 0 ? left : stage;
    };
  }

  private static Part whole(Path file) {
    return new Part.WholeFile(file);
  }

  private void call(String method, Supplier<Duration> limit, List<Part> data, Target result)
      throws InterruptedException, StopException {
    answered(
        method, steps.remote(method, limit, () -> session.connection().call(method, data, result)));
  }

  private static void answered(String method, Reply reply) throws StopException {
    switch (reply) {
      case Reply.Result _ -> {
        // it is in its file
      }
      case Reply.Refused(String code, String text) ->
          throw new StopException(
              new Ending.NotMade(
                  new Stop.Refused("%s: the server says %s: %s".formatted(method, code, text))));
      case Reply.Panicked(String text) ->
          throw new StopException(new Ending.Spoilt(new Stop.Refused(method + ": " + text)));
    }
  }

  /** Work on files. */
  private interface Writing {
    void write() throws IOException;
  }

  private Ending made(Writing writing, long start) throws InterruptedException, StopException {
    return steps.local(
        "writing the proof",
        () -> {
          writing.write();
          return new Ending.Made(Duration.ofNanos(System.nanoTime() - start));
        });
  }
}
