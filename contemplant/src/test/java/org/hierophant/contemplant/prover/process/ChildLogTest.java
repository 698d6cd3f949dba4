package org.hierophant.contemplant.prover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildLogTest {
  private final ChildLog log = new ChildLog();

  @Test
  void theLastLinesAreKeptWithoutColours() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append("\u001b[32mline ").append(i).append("\u001b[0m\r\n");
    }

    read(text + "and no end of line");

    assertThat(log.lines()).hasSize(ChildLog.MAX_LINES).endsWith("line 999", "and no end of line");
  }

  @Test
  void aLineWithoutEndTakesNoMemory() throws IOException {
    read("x".repeat(10_000_000) + "\nnext\n");

    assertThat(log.lines()).hasSize(2);
    assertThat(log.lines().getFirst()).hasSize(1_000);
    assertThat(log.lines().getLast()).isEqualTo("next");
  }

  @Test
  void theTailIsWholeLinesFromTheEnd() throws IOException {
    read("one\ntwo\nthree\n");

    assertThat(log.tail(10)).isEqualTo("two\nthree");
    assertThat(log.tail(3)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR sp1_prover: task panicked: JoinError",
        "ERROR Controller: task failed: Execution(..)",
        "ERROR CoreExecute: task failed: Execution(..)",
        "ERROR task TaskId(3) exhausted its retry budget, failing it",
      })
  void linesAfterWhichNothingComesAreKnownUntilTheNextJob(String line) throws IOException {
    read("before\n" + line + "\nafter\n");
    assertThat(log.fatal()).hasValue(line);

    log.follow(_ -> {});

    assertThat(log.fatal()).isEmpty();
  }

  @Test
  void aListenerHearsEachLine() throws IOException {
    List<String> heard = new ArrayList<>();
    log.follow(heard::add);

    read("a\nb\n");

    assertThat(heard).containsExactly("a", "b");
  }

  private void read(String text) throws IOException {
    log.readAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
