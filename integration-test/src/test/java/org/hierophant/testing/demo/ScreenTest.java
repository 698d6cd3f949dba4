package org.hierophant.testing.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void withoutATerminalEachStateIsSaidOnce() {
    Screen screen = new Screen(new PrintStream(bytes, true, UTF_8), false);

    screen.live("executing", " 1 %", "0.10 s");
    screen.live("executing", " 2 %", "0.20 s");
    screen.live("storing", "", "0.30 s");
    screen.row("done", "at last");

    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly("  executing", "  storing", "  done        at last");
  }

  @Test
  void aTerminalRedrawsTheLineAndARowTakesItsPlace() {
    Screen screen = new Screen(new PrintStream(bytes, true, UTF_8), true);

    screen.live("executing", " 1 %", "0.10 s");
    screen.live("executing", " 2 %", "0.20 s");
    screen.row("done", "at last");

    String[] drawn = bytes.toString(UTF_8).split("\r\033\\[K", -1);
    assertThat(drawn).hasSize(4);
    assertThat(drawn[1]).startsWith("  executing").endsWith("0.10 s").hasSizeLessThan(100);
    assertThat(drawn[2]).contains(" 2 %");
    assertThat(drawn[3]).isEqualToNormalizingNewlines("  done        at last\n");
  }

  @Test
  void aLongRowIsBrokenBetweenWords() {
    Screen screen = new Screen(new PrintStream(bytes, true, UTF_8), false);

    screen.row("words", "4294967295 ".repeat(12).strip());

    assertThat(bytes.toString(UTF_8).lines())
        .allMatch(line -> line.length() <= Screen.WIDTH)
        .containsExactly(
            "  words       " + "4294967295 ".repeat(7).strip(),
            "              " + "4294967295 ".repeat(5).strip());
  }

  @Test
  void theBarUsesWhatTheTerminalCanShow() {
    Screen ascii = new Screen(new PrintStream(bytes, true, US_ASCII), true);
    Screen unicode = new Screen(new PrintStream(bytes, true, UTF_8), true);

    assertThat(ascii.bar(50)).isEqualTo("############............");
    assertThat(unicode.bar(100)).isEqualTo("█".repeat(24));
    assertThat(unicode.bar(0)).isEqualTo("░".repeat(24));
  }
}
