package org.hierophant.coordinator.ledger;

/** Where moments come from. */
@FunctionalInterface
public interface Time {
  Moment now();
}
