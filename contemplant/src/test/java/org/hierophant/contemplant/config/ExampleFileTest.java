package org.hierophant.contemplant.config;

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
      Path.of(System.getProperty("hierophant.root")).resolve("contemplant.example.toml");
  private static final String LEAST =
      """
      hierophant_ws_address = "ws://127.0.0.1:9010/ws"
      [[provers]]
      vm = "sp1"
      backend = "mock"
      """;

  @TempDir Path directory;

  @Test
  void everyValueOfTheExampleIsTheDefault() throws IOException {
    String uncommented = Files.readString(EXAMPLE).replaceAll("(?m)^# ", "");

    assertThat(read(uncommented)).isEqualTo(read(LEAST));
    assertThat(read(Files.readString(EXAMPLE))).isEqualTo(read(LEAST));
  }

  @Test
  void theExampleExplainsEveryKey() throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLE);

    for (String key : ConfigReader.keys(ContemplantConfig.class)) {
      String name = key.substring(key.lastIndexOf('.') + 1);
      assertThat(lines).anyMatch(line -> line.replaceFirst("^# ", "").startsWith(name + " = "));
    }
  }

  private ContemplantConfig read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("contemplant.toml"), text);
    ConfigSource source = new ConfigSource(file, true, "CONTEMPLANT_", new Environment(Map.of()));
    return switch (ConfigReader.read(ContemplantConfig.class, source)) {
      case ConfigResult.Valid<ContemplantConfig>(var config) -> config;
      case ConfigResult.Invalid<ContemplantConfig>(var problems) ->
          throw new AssertionError(problems);
    };
  }
}
