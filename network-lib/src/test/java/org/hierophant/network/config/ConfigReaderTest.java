package org.hierophant.network.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hierophant.network.domain.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  enum Backend {
    CPU,
    GPU
  }

  record Prover(@Key("vm") String vm, @Key(value = "backend", or = "cpu") Backend backend) {}

  record Registry(
      @Key(value = "max_strikes", or = "3", min = 1, env = "MAX_STRIKES") int maxStrikes,
      @Key(value = "heartbeat_secs", or = "180") Duration heartbeat,
      @Key(value = "timeout_mins", or = "300", unit = ChronoUnit.MINUTES) Duration timeout)
      implements CrossFieldRules {
    @Override
    public List<BrokenRule> brokenRules() {
      return timeout.compareTo(heartbeat) > 0
          ? List.of()
          : List.of(new BrokenRule("timeout_mins", "must be longer than heartbeat_secs"));
    }
  }

  record Settings(
      @Key(value = "host", env = "HOST") String host,
      @Key(value = "port", or = "9010", max = 65_535, env = "HTTP_PORT") int port,
      @Key(value = "mock", or = "false") boolean mock,
      @Key("url") Optional<String> url,
      @Key("token") Optional<Secret> token,
      @Key(value = "owner", or = "0x0000000000000000000000000000000000000000") Address owner,
      @Key("tags") List<String> tags,
      @Key("registry") Registry registry,
      @Key("provers") List<Prover> provers) {}

  @TempDir Path directory;

  @Test
  void absentKeysHaveTheirDefaults() throws IOException {
    Settings settings = valid("host = 'a'", Map.of());

    assertThat(settings)
        .isEqualTo(
            new Settings(
                "a",
                9010,
                false,
                Optional.empty(),
                Optional.empty(),
                Address.ZERO,
                List.of(),
                new Registry(3, Duration.ofSeconds(180), Duration.ofMinutes(300)),
                List.of()));
  }

  @Test
  void dottedKeysAndTablesMeanTheSame() throws IOException {
    Settings dotted = valid("host = 'a'\nregistry.max_strikes = 7", Map.of());
    Settings table = valid("host = 'a'\n[registry]\nmax_strikes = 7", Map.of());

    assertThat(dotted).isEqualTo(table);
    assertThat(dotted.registry().maxStrikes()).isEqualTo(7);
  }

  @Test
  void arraysOfTablesBecomeLists() throws IOException {
    Settings settings =
        valid("host='a'\n[[provers]]\nvm='sp1'\n[[provers]]\nvm='risc0'\nbackend='gpu'", Map.of());

    assertThat(settings.provers())
        .containsExactly(new Prover("sp1", Backend.CPU), new Prover("risc0", Backend.GPU));
  }

  @Test
  void theEnvironmentWinsOverTheFileAndThePrefixedNameOverTheOldOne() throws IOException {
    String file = "host = 'a'\nport = 1";

    assertThat(valid(file, Map.of("HTTP_PORT", "2")).port()).isEqualTo(2);
    assertThat(valid(file, Map.of("HTTP_PORT", "2", "T_HTTP_PORT", "3")).port()).isEqualTo(3);
    assertThat(valid(file, Map.of("T_HTTP_PORT", "3", "T_PORT", "4")).port()).isEqualTo(4);
    assertThat(valid(file, Map.of("T_REGISTRY_MAX_STRIKES", "9")).registry().maxStrikes())
        .isEqualTo(9);
    assertThat(valid(file, Map.of("T_MAX_STRIKES", "8")).registry().maxStrikes()).isEqualTo(8);
  }

  @Test
  void anEmptyVariableCountsAsNotSet() throws IOException {
    assertThat(valid("host = 'a'\nport = 1", Map.of("HTTP_PORT", "", "T_PORT", " ")).port())
        .isEqualTo(1);
  }

  @Test
  void theEnvironmentSatisfiesARequiredKey() throws IOException {
    assertThat(valid("port = 1", Map.of("HOST", "b")).host()).isEqualTo("b");
  }

  @Test
  void listsInTheEnvironmentAreSeparatedByCommas() throws IOException {
    assertThat(valid("host = 'a'", Map.of("T_TAGS", "x, y")).tags()).containsExactly("x", "y");
  }

  @Test
  void aMissingRequiredKeyIsNamedWithItsVariables() throws IOException {
    assertThat(problems("", Map.of()))
        .containsExactly("s.toml: host is required: set it in the file or as T_HOST or HOST");
  }

  @Test
  void anEmptyRequiredTextIsRefused() throws IOException {
    assertThat(problems("host = ''", Map.of()))
        .containsExactly("s.toml:1: host = \"\" must be a text that is not empty");
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheNearestKnownKey() throws IOException {
    assertThat(problems("host = 'a'\nprot = 3\nmax_strike = 2\nzzz = 1", Map.of()))
        .containsExactlyInAnyOrder(
            "s.toml:2: prot is not a key; did you mean port?",
            "s.toml:3: max_strike is not a key; did you mean registry.max_strikes?",
            "s.toml:4: zzz is not a key");
  }

  @Test
  void everyBadValueIsReportedAtOnceWithWhatIsAllowed() throws IOException {
    String file =
        """
        host = 5
        port = 70000
        mock = "yes"
        owner = "0x12"
        tags = "x"
        provers = 3

        [registry]
        max_strikes = 0
        heartbeat_secs = "30"
        """;

    assertThat(problems(file, Map.of()))
        .containsExactly(
            "s.toml:1: host = 5 must be a text that is not empty",
            "s.toml:2: port = 70000 must be a whole number, from 0 to 65535, without quotes",
            "s.toml:3: mock = \"yes\" must be true or false",
            "s.toml:4: owner = \"0x12\" must be an address: 0x and 40 hex digits",
            "s.toml:5: tags = \"x\" must be an array, each element a text that is not empty",
            "s.toml:9: registry.max_strikes = 0 must be a whole number, from 1 to 2147483647,"
                + " without quotes",
            "s.toml:10: registry.heartbeat_secs = \"30\" must be a whole number, from 0 to"
                + " 3153600000, without quotes",
            "s.toml:6: provers must be an array of tables: [[provers]]");
  }

  @Test
  void aBadVariableIsNamed() throws IOException {
    assertThat(problems("host = 'a'", Map.of("HTTP_PORT", "many")))
        .containsExactly(
            "environment variable HTTP_PORT: port = \"many\" must be a whole number, from 0 to"
                + " 65535, without quotes");
  }

  @Test
  void rulesAcrossKeysAreCheckedOnceEachKeyIsAllowed() throws IOException {
    assertThat(problems("host = 'a'\nregistry.timeout_mins = 3", Map.of()))
        .containsExactly("s.toml:2: registry.timeout_mins must be longer than heartbeat_secs");
  }

  @Test
  void aBrokenFileIsReportedWithItsLine() throws IOException {
    assertThat(problems("host = 'a'\nport = = 3", Map.of()))
        .isNotEmpty()
        .first()
        .asString()
        .startsWith("s.toml:2: ");
  }

  @Test
  void aSecretIsNeverPrinted() throws IOException {
    Settings settings = valid("host = 'a'\ntoken = 'hunter2'", Map.of());

    assertThat(settings.token().orElseThrow().reveal()).isEqualTo("hunter2");
    assertThat(settings.toString()).doesNotContain("hunter2").contains("***");
    assertThat(problems("host = 'a'\ntoken = 12345", Map.of()))
        .containsExactly("s.toml:2: token = *** must be a text that is not empty");
  }

  @Test
  void aMissingFileIsAProblemOnlyIfItWasAskedFor() {
    Path absent = directory.resolve("absent.toml");
    Environment host = new Environment(Map.of("HOST", "a"));

    assertThat(ConfigReader.read(Settings.class, new ConfigSource(absent, false, "T_", host)))
        .isInstanceOf(ConfigResult.Valid.class);
    assertThat(ConfigReader.read(Settings.class, new ConfigSource(absent, true, "T_", host)))
        .isEqualTo(
            new ConfigResult.Invalid<>(
                List.of(new ConfigProblem(absent.toString(), "no such file"))));
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Path file = Files.write(directory.resolve("s.toml"), new byte[] {(byte) 0xc3, 0x28});

    assertThat(ConfigReader.read(Settings.class, source(file, Map.of())))
        .isEqualTo(
            new ConfigResult.Invalid<>(
                List.of(new ConfigProblem(file.toString(), "is not UTF-8 text"))));
  }

  @Test
  void keysAreListedInOrderWithTheirTables() {
    assertThat(ConfigReader.keys(Settings.class))
        .startsWith("host", "port")
        .contains("registry.max_strikes", "provers.vm");
  }

  private Settings valid(String text, Map<String, String> environment) throws IOException {
    return switch (read(text, environment)) {
      case ConfigResult.Valid<Settings>(var settings) -> settings;
      case ConfigResult.Invalid<Settings>(var problems) -> throw new AssertionError(problems);
    };
  }

  private List<String> problems(String text, Map<String, String> environment) throws IOException {
    return switch (read(text, environment)) {
      case ConfigResult.Valid<Settings>(var settings) -> throw new AssertionError(settings);
      case ConfigResult.Invalid<Settings>(var problems) ->
          problems.stream()
              .map(problem -> problem.toString().replace(directory + "/", ""))
              .toList();
    };
  }

  private ConfigResult<Settings> read(String text, Map<String, String> environment)
      throws IOException {
    Path file = Files.writeString(directory.resolve("s.toml"), text);
    return ConfigReader.read(Settings.class, source(file, environment));
  }

  private static ConfigSource source(Path file, Map<String, String> environment) {
    return new ConfigSource(file, true, "T_", new Environment(environment));
  }
}
