package org.hierophant.contemplant.job;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.RefuseReason;
import org.hierophant.network.wire.ToWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether an offer can be taken. */
final class OfferCheck {
  private static final Logger log = LoggerFactory.getLogger(OfferCheck.class);
  private static final long DISK_MARGIN_BYTES = 64L << 20;

  private final int slots;
  private final AttemptWork work;
  private final AttemptShelf shelf;

  OfferCheck(int slots, AttemptWork work, AttemptShelf shelf) {
    this.slots = slots;
    this.work = work;
    this.shelf = shelf;
  }

  /**
   * Why not; empty if it can be taken.
   *
   * @param taken slots in which something is being made
   * @param held attempts on disk
   */
  Optional<FromWorker.Refuse> refusal(
      ToWorker.Offer offer, boolean draining, long taken, int held) {
    RefuseReason reason;
    String detail;
    if (draining) {
      reason = RefuseReason.DRAINING;
      detail = "worker stops";
    } else if (taken >= slots) {
      reason = RefuseReason.BUSY;
      detail = "slots taken: " + taken + " of " + slots;
    } else if (held >= FromWorker.Hello.MAX_HELD) {
      reason = RefuseReason.BUSY;
      detail = held + " attempts are held";
    } else if (!work.isCapable(offer.capability())) {
      reason = RefuseReason.NOT_CAPABLE;
      detail = "no prover for " + offer.capability();
    } else if (!work.hasPlace(offer.capability())) {
      reason = RefuseReason.BUSY;
      detail = "every prover for " + offer.capability() + " is taken";
    } else if (!hasRoom(offer)) {
      reason = RefuseReason.DISK_FULL;
      detail = "not enough room for program and stdin";
    } else {
      return Optional.empty();
    }
    return Optional.of(new FromWorker.Refuse(offer.attempt(), reason, detail));
  }

  private boolean hasRoom(ToWorker.Offer offer) {
    try {
      long free = Files.getFileStore(shelf.directory()).getUsableSpace();
      return free - DISK_MARGIN_BYTES > offer.program().sizeBytes() + offer.stdin().sizeBytes();
    } catch (IOException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("free disk space is not known");
      return true;
    }
  }
}
