package org.hierophant.contemplant.prover;

import java.util.List;

/**
 * How a prover is, for people.
 *
 * @param ready whether it serves anything
 * @param trouble what keeps it from that, or went wrong last; may be empty
 * @param preparations what it still needs for some of its modes
 */
public record ProverState(
    String name, boolean ready, String trouble, List<Preparation> preparations) {
  public ProverState {
    preparations = List.copyOf(preparations);
  }
}
