package org.hierophant.coordinator.ledger;

/**
 * The world outside the ledger.
 *
 * <p><b>Thread.</b> Called on the ledger thread, in the order of the decisions, after their commit:
 * hand the effect on to a bounded queue or outbox, never block, never throw.
 */
@FunctionalInterface
public interface Effects {
  void run(Effect effect);
}
