package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.hierophant.contemplant.prover.execute.Referee;
import org.hierophant.contemplant.prover.gnark.Gnark;
import org.hierophant.contemplant.prover.server.ServerHost;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.server.ServerProver;
import org.hierophant.network.domain.Capability;

/** Makes real proofs with one moongate, the GPU server of SP1 v5. */
public final class MoongateProver extends ServerProver<TwirpConnection> {
  /**
   * What it works with.
   *
   * @param scratch for files between stages, of this prover alone: what an earlier life of this
   *     worker left there is removed
   * @param gnark for the modes that need it
   * @param programs how many a server may know before it is started anew
   */
  public record Equipment(Path scratch, ProvingKeys keys, Optional<Gnark> gnark, int programs) {}

  /**
   * @param name for people: {@code [a-z0-9-]+}
   * @param offered what it is to serve, as far as the circuit files allow
   * @throws IOException if the scratch directory cannot be cleared
   */
  public MoongateProver(
      String name,
      Set<Capability> offered,
      Equipment equipment,
      ServerHost<TwirpConnection> host,
      ServerLimits limits,
      Referee referee)
      throws IOException {
    super(
        name,
        offered,
        host,
        new MoongateProtocol(
            equipment.scratch(), equipment.keys(), equipment.gnark(), limits, equipment.programs()),
        limits,
        referee);
    Scratch.remove(equipment.scratch());
  }
}
