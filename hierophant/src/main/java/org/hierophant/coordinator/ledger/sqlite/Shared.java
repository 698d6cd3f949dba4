package org.hierophant.coordinator.ledger.sqlite;

import java.util.HashMap;
import java.util.Map;

/** One instance for all equal values: a hundred thousand requests name few programs and people. */
final class Shared {
  private static final int LIMIT = 16_384;

  private final Map<Object, Object> instances = new HashMap<>();

  /** The instance that came first, as long as it is remembered. */
  @SuppressWarnings("unchecked") // equal values of one key have one class
  <T> T of(T value) {
    if (instances.size() >= LIMIT) {
      instances.clear();
    }
    Object first = instances.putIfAbsent(value, value);
    return first == null ? value : (T) first;
  }
}
