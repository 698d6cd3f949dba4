package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.ProgressSink;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.contemplant.prover.gnark.Gnark;
import org.hierophant.contemplant.prover.server.EarlierProofs;
import org.hierophant.contemplant.prover.server.RefereeRun;
import org.hierophant.contemplant.prover.server.ServerLimits;
import org.hierophant.contemplant.prover.server.ServerProof;
import org.hierophant.contemplant.prover.server.ServerProtocol;
import org.hierophant.contemplant.prover.server.Session;
import org.hierophant.contemplant.prover.server.Steps;
import org.hierophant.contemplant.prover.server.Stop;
import org.hierophant.network.domain.Capability;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What moongate is told and asked, and what its proofs share.
 *
 * <p><b>Thread.</b> Any.
 */
final class MoongateProtocol implements ServerProtocol<TwirpConnection> {
  private static final Logger log = LoggerFactory.getLogger(MoongateProtocol.class);

  private final Path scratch;
  private final ProvingKeys keys;
  private final Optional<Gnark> gnark;
  private final ServerLimits limits;
  private final int programs;
  private final EarlierProofs earlier = new EarlierProofs();

  MoongateProtocol(
      Path scratch, ProvingKeys keys, Optional<Gnark> gnark, ServerLimits limits, int programs) {
    this.scratch = scratch;
    this.keys = keys;
    this.gnark = gnark;
    this.limits = limits;
    this.programs = programs;
  }

  Path scratch() {
    return scratch;
  }

  ProvingKeys keys() {
    return keys;
  }

  Optional<Gnark> gnark() {
    return gnark;
  }

  EarlierProofs earlier() {
    return earlier;
  }

  /** As many may be known to one server; it forgets none, and each takes its GPU's memory. */
  int programs() {
    return programs;
  }

  void warn(String what, IOException e) {
    log.atWarn().addKeyValue("reason", e.getMessage()).log(what);
  }

  @Override
  public Optional<String> problem(Capability capability) throws IOException {
    if (!capability.mode().isWrapped()) {
      return Optional.empty();
    }
    return gnark.isPresent()
        ? gnark.get().problem(capability.mode(), capability.circuitVersion())
        : Optional.of("there is no gnark");
  }

  @Override
  public ServerProof proof(
      Session<TwirpConnection> session,
      Steps steps,
      ProofTask task,
      RefereeRun referee,
      ProgressSink sink) {
    var progress =
        new MoongateProgress(
            task.capability().mode(), sink, earlier.of(task.vkHash(), task.capability().mode()));
    return new MoongateRun(this, session, steps, task, limits, referee, progress);
  }

  /** A program that ends badly is not proved at all. */
  @Override
  public OptionalLong exitCode(ProofTask task) {
    return OptionalLong.empty();
  }

  @Override
  public Optional<ProofOutcome.GuestFailed> guestFailure(Stop why) {
    return switch (why) {
      case Stop.Refused(String text) -> GuestPanic.of(text);
      case Stop.Broken(String detail) -> GuestPanic.of(detail);
      case Stop.Fatal(String line) -> GuestPanic.of(line);
      default -> Optional.empty();
    };
  }
}
