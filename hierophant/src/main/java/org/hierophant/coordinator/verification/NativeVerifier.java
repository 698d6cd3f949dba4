package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofSummary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks proofs with SP1's own code, in processes of its own: whatever happens to one of them is
 * never taken for a verdict.
 *
 * <p><b>Shape.</b> One process at a time, started when first needed and again after every failure.
 * It is asked with message 4, the program's key and the proof, and answers 7 (it holds), 3 (it does
 * not, and why) or 4 (its own trouble, and what).
 *
 * <p><b>Thread.</b> Several; they take turns. Interrupted when the time is up, and the process ends
 * with that.
 */
final class NativeVerifier implements Verifier, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NativeVerifier.class);
  private static final int VERIFY = 4;
  private static final int PROVER_ERROR = 3;
  private static final int INTERNAL_ERROR = 4;
  private static final int VERIFIED = 7;
  private static final String NAME = "native";

  private final Path program;
  private final Path socket;
  private final Time time;
  private final Semaphore turn = new Semaphore(1, true);
  private @Nullable NativeProcess running;

  /**
   * @param program executable of the native verifier
   * @param socket where it is made to listen; no longer than a hundred bytes
   */
  NativeVerifier(Path program, Path socket, Time time) {
    this.program = program;
    this.socket = socket;
    this.time = time;
  }

  @Override
  public Verdict verify(ProofRequest request, ProgramRecord key, ArtifactContent proof)
      throws IOException, InterruptedException {
    ProofSummary summary;
    try {
      summary = Summaries.of(proof);
    } catch (FormatException e) {
      return new Verdict.Wrong(ProofFault.DAMAGED, String.valueOf(e.getMessage()));
    }
    turn.acquire();
    try {
      long start = time.now().monotonicNanos();
      NativeProcess.Answer answer = ask(key.vk(), proof);
      Duration took = Duration.ofNanos(time.now().monotonicNanos() - start);
      return switch (answer.number()) {
        case VERIFIED ->
            PublicValuesCheck.verdict(
                request, summary.publicValues(), Evidence.ofWhole(NAME, took));
        case PROVER_ERROR -> new Verdict.Wrong(ProofFault.INVALID, answer.text());
        case INTERNAL_ERROR -> broken("has trouble of its own: " + answer.text());
        default -> broken("gave answer " + answer.number());
      };
    } catch (ClosedByInterruptException _) {
      stop();
      throw new InterruptedException();
    } catch (IOException e) {
      return broken(String.valueOf(e.getMessage()));
    } finally {
      turn.release();
    }
  }

  private NativeProcess.Answer ask(byte[] key, ArtifactContent proof)
      throws IOException, InterruptedException {
    NativeProcess process = running;
    if (process == null) {
      process = NativeProcess.start(program, socket);
      running = process;
    }
    boolean answered = false;
    try (InputStream bytes = proof.stream()) {
      NativeProcess.Answer answer =
          process.ask(VERIFY, key, bytes, proof.info().stored().sizeBytes());
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        stop(); // what it answers later would be taken for an answer about the next proof
      }
    }
  }

  private Verdict broken(String reason) {
    stop();
    return new Verdict.Unavailable("the native verifier " + program + " " + reason);
  }

  private void stop() {
    NativeProcess process = running;
    running = null;
    if (process != null) {
      try {
        process.close();
      } catch (IOException e) {
        log.atWarn().setCause(e).log("native verifier not closed");
      }
    }
  }

  /** After the last verification. */
  @Override
  public void close() {
    turn.acquireUninterruptibly();
    try {
      stop();
    } finally {
      turn.release();
    }
  }
}
