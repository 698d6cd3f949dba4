package org.hierophant.coordinator.proposer;

import io.grpc.Status;
import org.hierophant.network.domain.CircuitVersion;

/**
 * What differs between the SDKs that op-succinct is built on.
 *
 * <p><b>Source.</b> sp1 v5.2.4 and v6.10.0, crates/sdk/src/network/{client,prover,retry}.rs.
 */
enum Cohort {
  BASE_5_2_4("v5.0.0", false, 1, 1, false),
  AUCTION_5_2_4("v5.0.0", true, 3, 1, false),
  BASE_6_10("v6.1.0", false, 2, 0, true),
  AUCTION_6_10("v6.1.0", true, 3, 0, true);

  private final CircuitVersion circuit;
  private final boolean auction;
  private final int strategy;
  private final long minAuctionPeriod;
  private final boolean patient;

  Cohort(String circuit, boolean auction, int strategy, long minAuctionPeriod, boolean patient) {
    this.circuit = new CircuitVersion(circuit);
    this.auction = auction;
    this.strategy = strategy;
    this.minAuctionPeriod = minAuctionPeriod;
    this.patient = patient;
  }

  CircuitVersion circuit() {
    return circuit;
  }

  /** Whether it speaks the auction dialect, and cancels what stays REQUESTED. */
  boolean isAuction() {
    return auction;
  }

  int strategy() {
    return strategy;
  }

  long minAuctionPeriod() {
    return minAuctionPeriod;
  }

  /** From 6.2.2 on. */
  boolean retriesCreateArtifact() {
    return patient;
  }

  /** Whether a call that failed so is made again. */
  boolean isTransient(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, ABORTED -> true;
      case CANCELLED -> patient; // an answer that took longer than 60 s
      default -> false;
    };
  }
}
