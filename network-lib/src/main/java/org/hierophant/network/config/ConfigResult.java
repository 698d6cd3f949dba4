package org.hierophant.network.config;

import java.util.List;

/** What reading settings came to. */
public sealed interface ConfigResult<T> {
  /** Every key is known and every value allowed. */
  record Valid<T>(T value) implements ConfigResult<T> {}

  /** Everything that is wrong, in the order of the keys; at least one problem. */
  record Invalid<T>(List<ConfigProblem> problems) implements ConfigResult<T> {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
