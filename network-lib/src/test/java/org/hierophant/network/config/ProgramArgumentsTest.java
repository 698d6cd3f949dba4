package org.hierophant.network.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hierophant.network.config.ProgramArguments.Misused;
import org.hierophant.network.config.ProgramArguments.Run;
import org.hierophant.network.config.ProgramArguments.ShowHelp;
import org.hierophant.network.config.ProgramArguments.ShowVersion;
import org.junit.jupiter.api.Test;

class ProgramArgumentsTest {
  @Test
  void withoutArgumentsTheDefaultFileIsOptional() {
    assertThat(parse()).isEqualTo(new Run(Path.of("x.toml"), false));
  }

  @Test
  void everyFormOfTheConfigFlagNamesTheFile() {
    Run run = new Run(Path.of("a/b.toml"), true);

    assertThat(parse("-c", "a/b.toml")).isEqualTo(run);
    assertThat(parse("--config", "a/b.toml")).isEqualTo(run);
    assertThat(parse("--config=a/b.toml")).isEqualTo(run);
  }

  @Test
  void helpAndVersionAreRecognised() {
    assertThat(parse("-c", "f", "--help")).isEqualTo(new ShowHelp());
    assertThat(parse("-h")).isEqualTo(new ShowHelp());
    assertThat(parse("--version")).isEqualTo(new ShowVersion());
    assertThat(ProgramVersion.text()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void anythingElseIsMisuseWithAReason() {
    assertThat(parse("--verbose")).isEqualTo(new Misused("unknown argument: --verbose"));
    assertThat(parse("-c")).isEqualTo(new Misused("-c needs the path of a file"));
    assertThat(parse("serve")).isInstanceOf(Misused.class);
  }

  private static ProgramArguments parse(String... arguments) {
    return ProgramArguments.parse("x.toml", arguments);
  }
}
