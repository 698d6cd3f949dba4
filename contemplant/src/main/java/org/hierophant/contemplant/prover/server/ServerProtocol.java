package org.hierophant.contemplant.prover.server;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.network.domain.Capability;

/**
 * What is spoken with one kind of server.
 *
 * @param <C> the connection to it
 */
public interface ServerProtocol<C extends Closeable> {
  /** What a capability lacks on this machine, e.g. files; empty if nothing. */
  Optional<String> problem(Capability capability) throws IOException;

  /** Prepares a proof; nothing is sent yet. */
  ServerProof proof(
      Session<C> session, Steps steps, ProofTask task, RefereeRun referee, ProgressSink sink);

  /** What the program ended with, where the proof that was just made says so. */
  OptionalLong exitCode(ProofTask task) throws IOException;

  /**
   * What the server's own words for a failure say of the program, if they are clear; asked only
   * where the program cannot be executed here.
   */
  default Optional<ProofOutcome.GuestFailed> guestFailure(Stop why) {
    return Optional.empty();
  }
}
