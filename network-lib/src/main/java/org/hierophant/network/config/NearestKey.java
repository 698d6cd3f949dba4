package org.hierophant.network.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the key somebody probably meant. */
final class NearestKey {
  private NearestKey() {}

  /**
   * The known key whose own name is nearest to {@code written}, if it is near at all: at most a
   * third of its letters differ. A table prefix does not count, so a key in the wrong table is
   * found.
   *
   * @param known full dotted keys
   */
  static Optional<String> to(String written, Collection<String> known) {
    String name = lastPart(written);
    int limit = Math.max(1, name.length() / 3);
    return known.stream()
        .filter(key -> distance(name, lastPart(key)) <= limit)
        .min(
            Comparator.comparingInt((String key) -> distance(name, lastPart(key)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapestStep(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapestStep(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
