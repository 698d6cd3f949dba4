package org.hierophant.contemplant.prover.execute;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How many cycles programs took before with the same input, so that the next run's progress has a
 * total.
 *
 * <p><b>Limits.</b> The last {@value #MAX_RUNS}.
 *
 * <p><b>Thread.</b> Any.
 */
final class EarlierRuns {
  private static final int MAX_RUNS = 256;

  private final Map<Run, Long> cycles =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Run, Long> eldest) {
          return size() > MAX_RUNS;
        }
      };

  /** Files are named by their content. */
  private record Run(Path program, Path stdin) {}

  synchronized OptionalLong cycles(Path program, Path stdin) {
    Long known = cycles.get(new Run(program, stdin));
    return known == null ? OptionalLong.empty() : OptionalLong.of(known);
  }

  synchronized void note(Path program, Path stdin, long count) {
    cycles.put(new Run(program, stdin), count);
  }
}
