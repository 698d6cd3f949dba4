package org.hierophant.contemplant.prover;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverReport.Condition;

/**
 * How a prover is, for people.
 *
 * @param condition whether it serves anything
 * @param trouble what keeps it from that, or went wrong last; may be empty
 * @param preparations what it still needs for some of its modes
 */
public record ProverState(
    String name, Condition condition, String trouble, List<Preparation> preparations) {
  public ProverState {
    preparations = List.copyOf(preparations);
  }

  /** Whether it serves anything. */
  public boolean ready() {
    return condition == Condition.USABLE;
  }

  /** For the coordinator. */
  public ProverReport report() {
    Stream<String> lacking = preparations.stream().map(one -> one.what() + ": " + one.state());
    String reason =
        Stream.concat(Stream.of(trouble), lacking)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return new ProverReport(name, condition, reason);
  }
}
