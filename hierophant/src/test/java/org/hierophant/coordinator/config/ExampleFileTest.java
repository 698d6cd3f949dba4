package org.hierophant.coordinator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hierophant.network.config.ConfigReader;
import org.hierophant.network.config.ConfigResult;
import org.hierophant.network.config.ConfigSource;
import org.hierophant.network.config.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleFileTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("hierophant.root")).resolve("hierophant.example.toml");

  @TempDir Path directory;

  @Test
  void everyValueOfTheExampleIsTheDefault() throws IOException {
    String uncommented = Files.readString(EXAMPLE).replaceAll("(?m)^# ", "");

    assertThat(read(uncommented)).isEqualTo(read("this_hierophant_ip = '127.0.0.1'"));
    assertThat(read(Files.readString(EXAMPLE))).isEqualTo(read(uncommented));
  }

  @Test
  void theExampleExplainsEveryKey() throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLE);

    for (String key : ConfigReader.keys(HierophantProperties.class)) {
      String name = key.substring(key.lastIndexOf('.') + 1);
      assertThat(lines).anyMatch(line -> line.replaceFirst("^# ", "").startsWith(name + " = "));
    }
  }

  @Test
  void anAddressWithSchemeOrPortIsRefused() throws IOException {
    for (String bad : List.of("http://a", "a:9010", "a/b")) {
      assertThat(result("this_hierophant_ip = '" + bad + "'"))
          .isInstanceOf(ConfigResult.Invalid.class);
    }
    for (String good : List.of("prover.internal", "10.0.0.1", "::1", "[fe80::1]")) {
      assertThat(read("this_hierophant_ip = '" + good + "'").host()).isEqualTo(good);
    }
  }

  @Test
  void preflightThatTheHeapCannotHoldIsRefusedUnlessItIsOff() throws IOException {
    long mib = Runtime.getRuntime().maxMemory() >> 20;
    String text = "this_hierophant_ip = '127.0.0.1'\n[preflight]\nmemory_mib = %d\n".formatted(mib);

    assertThat(result(text)).isInstanceOf(ConfigResult.Valid.class);
    assertThat(result(text + "enabled = true\n")).isInstanceOf(ConfigResult.Invalid.class);
  }

  private HierophantProperties read(String text) throws IOException {
    return switch (result(text)) {
      case ConfigResult.Valid<HierophantProperties>(var properties) -> properties;
      case ConfigResult.Invalid<HierophantProperties>(var problems) ->
          throw new AssertionError(problems);
    };
  }

  private ConfigResult<HierophantProperties> result(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("hierophant.toml"), text);
    return ConfigReader.read(
        HierophantProperties.class,
        new ConfigSource(file, true, "HIEROPHANT_", new Environment(Map.of())));
  }
}
