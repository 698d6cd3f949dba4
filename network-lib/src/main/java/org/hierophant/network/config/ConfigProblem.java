package org.hierophant.network.config;

/**
 * One reason why settings cannot be used.
 *
 * @param where file and line, or the environment variable
 * @param message the key, what was found and what is allowed; never a secret
 */
public record ConfigProblem(String where, String message) {
  @Override
  public String toString() {
    return where + ": " + message;
  }
}
