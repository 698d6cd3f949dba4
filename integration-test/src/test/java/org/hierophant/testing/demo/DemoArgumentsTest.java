package org.hierophant.testing.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each of these ends before anything is started. */
class DemoArgumentsTest {
  private static final String ROOT = System.getProperty("hierophant.root");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --mode fast                            | --mode must be core, compressed, plonk or groth16, not fast
          --sdk 7                                | --sdk must be 5 or 6, not 7
          --kill everybody                       | --kill must be worker or coordinator, not everybody
          --colour                               | Unknown option: '--colour'
          --elf                                  | Missing required parameter for option '--elf' (FILE)
          --elf {root}/none.elf                  | --elf: no such file: {root}/none.elf
          --elf {root}/README.md                 | --elf: {root}/README.md is no SP1 program: file does not start with the ELF magic (at offset 0)
          --elf {root}/samples/echo/v6.elf --sdk 5 | --sdk: {root}/samples/echo/v6.elf is a program for SP1 6
          --elf {root}/samples/echo/v5.elf --sdk 6 | --sdk: {root}/samples/echo/v5.elf is a program for SP1 5
          --stdin {root}/README.md               | --stdin needs --elf
          --vk {root}/README.md                  | --vk needs --elf
          """)
  void aBadArgumentIsToldInOneLine(String arguments, String reason) {
    StringWriter err = new StringWriter();

    int code = run(err, arguments.replace("{root}", ROOT).split(" "));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            """
            demo: %s
            demo: ./run demo --help says what can be asked for
            """
                .formatted(reason.replace("{root}", ROOT)));
  }

  @Test
  void aFileThatIsNoStdinIsRefused() {
    StringWriter err = new StringWriter();

    int code = run(err, "--elf", ROOT + "/samples/echo/v6.elf", "--stdin", ROOT + "/README.md");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).startsWith("demo: --stdin: " + ROOT + "/README.md is no bincode");
  }

  @Test
  void aKeyOfTheOtherGenerationIsRefused() {
    StringWriter err = new StringWriter();

    int code =
        run(err, "--elf", ROOT + "/samples/echo/v5.elf", "--vk", ROOT + "/samples/echo/v6.vk");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).startsWith("demo: --vk: " + ROOT + "/samples/echo/v6.vk is no");
  }

  private static int run(StringWriter err, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--root", ROOT));
    all.addAll(List.of(arguments));
    return Demo.run(new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
