package org.hierophant.contemplant.prover.socket;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.contemplant.prover.server.EarlierProofs;
import org.hierophant.contemplant.prover.server.RefereeRun;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.server.ServerProof;
import org.hierophant.contemplant.prover.server.ServerProtocol;
import org.hierophant.contemplant.prover.server.Session;
import org.hierophant.contemplant.prover.server.Steps;
import org.hierophant.network.domain.Capability;

/** What SP1 6's servers are told and asked. */
final class SocketProtocol implements ServerProtocol<ServerConnection> {
  private final Optional<CircuitFiles> circuits;
  private final ServerLimits limits;
  private final EarlierProofs earlier = new EarlierProofs();

  SocketProtocol(Optional<CircuitFiles> circuits, ServerLimits limits) {
    this.circuits = circuits;
    this.limits = limits;
  }

  @Override
  public Optional<String> problem(Capability capability) throws IOException {
    if (!capability.mode().isWrapped()) {
      return Optional.empty();
    }
    return circuits.isPresent()
        ? circuits.get().problem(capability.mode(), capability.circuitVersion())
        : Optional.of("there are no circuit files");
  }

  @Override
  public ServerProof proof(
      Session<ServerConnection> session,
      Steps steps,
      ProofTask task,
      RefereeRun referee,
      ProgressSink sink) {
    var progress =
        new LogProgress(
            task.capability().mode(), sink, earlier.of(task.vkHash(), task.capability().mode()));
    return new SocketRun(session, steps, task, limits, referee, progress, earlier);
  }

  @Override
  public OptionalLong exitCode(ProofTask task) throws IOException {
    return ProofFile.exitCode(task.proof(), task.capability().mode());
  }
}
