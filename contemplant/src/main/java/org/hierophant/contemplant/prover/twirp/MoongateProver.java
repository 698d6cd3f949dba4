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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes real proofs with one moongate, the GPU server of SP1 v5. */
public final class MoongateProver extends ServerProver<TwirpConnection> {
  private static final Logger log = LoggerFactory.getLogger(MoongateProver.class);

  private final Path scratch;

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
   */
  public MoongateProver(
      String name,
      Set<Capability> offered,
      Equipment equipment,
      ServerHost<TwirpConnection> host,
      ServerLimits limits,
      Referee referee) {
    super(
        name,
        offered,
        host,
        new MoongateProtocol(
            equipment.scratch(), equipment.keys(), equipment.gnark(), limits, equipment.programs()),
        limits,
        referee);
    this.scratch = equipment.scratch();
  }

  @Override
  public void start(Runnable onChange) {
    try {
      Scratch.remove(scratch);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("directory", scratch)
          .addKeyValue("reason", e.getMessage())
          .log("files of an earlier life cannot be removed");
    }
    super.start(onChange);
  }
}
