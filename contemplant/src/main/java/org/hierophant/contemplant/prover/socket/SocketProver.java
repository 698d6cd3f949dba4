package org.hierophant.contemplant.prover.socket;

import java.util.Optional;
import java.util.Set;
import org.hierophant.contemplant.prover.circuit.CircuitFiles;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.server.ServerHost;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.server.ServerProver;
import org.hierophant.network.domain.Capability;

/** Makes real proofs with one server of SP1 6. */
public final class SocketProver extends ServerProver<ServerConnection> {
  /**
   * @param name for people: {@code [a-z0-9-]+}
   * @param offered what it is to serve, as far as the circuit files allow
   * @param circuits for the modes that need them
   */
  public SocketProver(
      String name,
      Set<Capability> offered,
      Optional<CircuitFiles> circuits,
      ServerHost<ServerConnection> host,
      ServerLimits limits,
      Referee referee) {
    super(name, offered, host, new SocketProtocol(circuits, limits), limits, referee);
  }
}
