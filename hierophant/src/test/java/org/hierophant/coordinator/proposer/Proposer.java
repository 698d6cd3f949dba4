package org.hierophant.coordinator.proposer;

/** A program that needs proofs until its chain has them all. */
interface Proposer {
  void start();

  boolean isDone();
}
