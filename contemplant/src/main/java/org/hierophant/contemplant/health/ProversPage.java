package org.hierophant.contemplant.health;

import java.util.List;
import java.util.stream.Collectors;
import org.hierophant.contemplant.prover.Preparation;
import org.hierophant.contemplant.prover.ProverState;

/**
 * The provers and what they still need, as JSON.
 *
 * <p><b>Shape.</b> {@code
 * [{"name","ready","state","trouble","preparations":[{"what","state","done", "total"}]}]}; bytes,
 * and a total of 0 is not known.
 */
public final class ProversPage {
  private static final int FIRST_PRINTABLE = 0x20;

  private ProversPage() {}

  /** Of all of them, in their order. */
  public static String of(List<ProverState> provers) {
    return provers.stream().map(ProversPage::prover).collect(Collectors.joining(",", "[", "]"));
  }

  private static String prover(ProverState prover) {
    return "{\"name\":%s,\"ready\":%b,\"state\":%s,\"trouble\":%s,\"preparations\":%s}"
        .formatted(
            quoted(prover.name()),
            prover.ready(),
            quoted(prover.condition().label()),
            quoted(prover.trouble()),
            prover.preparations().stream()
                .map(ProversPage::preparation)
                .collect(Collectors.joining(",", "[", "]")));
  }

  private static String preparation(Preparation preparation) {
    return "{\"what\":%s,\"state\":%s,\"done\":%d,\"total\":%d}"
        .formatted(
            quoted(preparation.what()),
            quoted(preparation.state()),
            preparation.done(),
            preparation.total());
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      switch (letter) {
        case '"', '\\' -> quoted.append('\\').append(letter);
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(letter < FIRST_PRINTABLE ? ' ' : letter);
      }
    }
    return quoted.append('"').toString();
  }
}
