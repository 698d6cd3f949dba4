package org.hierophant.contemplant.prover.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a prover is started.
 *
 * @param name for people and for the name of its record: {@code [a-z0-9-]+}
 * @param words program and arguments; no shell sees them
 * @param environment in addition to the worker's own, of which its secrets are left out
 * @param socket a file it makes, which is removed when it has ended
 */
public record ChildCommand(
    String name, List<String> words, Map<String, String> environment, Optional<Path> socket) {
  public ChildCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (!name.matches("[a-z0-9-]+") || words.isEmpty()) {
      throw new IllegalArgumentException("a child needs a plain name and a program: " + name);
    }
  }
}
