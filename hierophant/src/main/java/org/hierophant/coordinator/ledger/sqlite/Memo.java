package org.hierophant.coordinator.ledger.sqlite;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One value for all equal keys: a hundred thousand requests name few programs, clients and workers.
 * Past {@value #LIMIT} keys it begins anew.
 */
final class Memo<K, V> {
  private static final int LIMIT = 16_384;

  private final Function<K, V> make;
  private final Map<K, V> values = new HashMap<>();

  /**
   * @param make from the first of the equal keys
   */
  Memo(Function<K, V> make) {
    this.make = make;
  }

  V get(K key) {
    V known = values.get(key);
    if (known != null) {
      return known;
    }
    if (values.size() >= LIMIT) {
      values.clear();
    }
    V made = make.apply(key);
    values.put(key, made);
    return made;
  }
}
