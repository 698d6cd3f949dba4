package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot start says why in one line, and ends with the right code. */
class StartProblemsTest {
  private static final String COORDINATOR = "org.hierophant.coordinator.HierophantApplication";
  private static final String WORKER = "org.hierophant.contemplant.ContemplantApplication";
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static ServerSocket busy;

  @TempDir private Path directory;

  @BeforeAll
  static void occupyAPort() throws IOException {
    busy = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
  }

  @AfterAll
  static void freeThePort() throws IOException {
    busy.close();
  }

  /** A directory can be made nowhere below a file, whoever one is. */
  @BeforeEach
  void putAFileInTheWay() throws IOException {
    Files.writeString(directory.resolve("file"), "in the way");
  }

  static Stream<Arguments> badSettings() {
    return Stream.of(
        Arguments.of(COORDINATOR, "grpc_port = {busy}", "grpc_port {busy} cannot be listened on"),
        Arguments.of(COORDINATOR, "http_port = {busy}", "http_port {busy} cannot be listened on"),
        Arguments.of(COORDINATOR, "state_directory = \"{file}/state\"", "state_directory"),
        Arguments.of(
            COORDINATOR,
            "artifact_store_directory = \"{file}/artifacts\"",
            "artifact_store_directory"),
        Arguments.of(COORDINATOR, "grcp_port = 9000", "grcp_port"),
        Arguments.of(COORDINATOR, "grpc_port = \"many\"", "grpc_port"),
        Arguments.of(COORDINATOR, "[requests]\nmax_open = 0", "requests.max_open"),
        Arguments.of(COORDINATOR, "this is not TOML", "config.toml:7"),
        Arguments.of(WORKER, "http_port = {busy}", "{busy}"),
        Arguments.of(WORKER, "state_directory = \"{file}/state\"", "state_directory"),
        Arguments.of(WORKER, "contemplant_nmae = \"jael\"", "contemplant_nmae"),
        Arguments.of(WORKER, "slots = 0", "slots"),
        Arguments.of(WORKER, "[[provers]]\nvm = \"sp1\"\nbackend = \"none\"", "backend"));
  }

  @ParameterizedTest
  @MethodSource("badSettings")
  void aBadSettingIsNamedInOneLine(String program, String setting, String named) throws Exception {
    Path config = directory.resolve("config.toml");
    Files.writeString(config, filled(complete(program, filled(setting))));

    ProgramProcess process = start(program, "-c", config.toString());

    assertThat(process.awaitExit(TestNetwork.LIMIT)).isEqualTo(FAILED);
    requireOneLine(process, name(program) + ": ").contains(filled(named));
  }

  static Stream<Arguments> badArguments() {
    return Stream.of(COORDINATOR, WORKER)
        .flatMap(
            program ->
                Stream.of(
                    Arguments.of(program, List.of("--confg", "x"), MISUSED, "--confg"),
                    Arguments.of(program, List.of("-c"), MISUSED, "-c"),
                    Arguments.of(program, List.of("-c", "none.toml"), FAILED, "none.toml")));
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void aBadArgumentIsNamed(String program, List<String> arguments, int code, String named)
      throws Exception {
    ProgramProcess process = start(program, arguments.toArray(String[]::new));

    assertThat(process.awaitExit(TestNetwork.LIMIT)).isEqualTo(code);
    assertThat(process.output().lines().findFirst().orElse(""))
        .startsWith(name(program) + ": ")
        .contains(named);
    assertThat(process.output()).doesNotContain("Exception", "\tat ");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> requireOneLine(
      ProgramProcess process, String start) {
    List<String> lines = process.output().lines().toList();
    assertThat(lines).as("everything the program printed").hasSize(1);
    return assertThat(lines.getFirst()).startsWith(start);
  }

  private ProgramProcess start(String program, String... arguments) throws IOException {
    return ProgramProcess.start(
        name(program),
        directory,
        program,
        List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
        List.of(arguments));
  }

  private static String name(String program) {
    return program.equals(COORDINATOR) ? "hierophant" : "contemplant";
  }

  private String filled(String text) {
    return text.replace("{busy}", String.valueOf(busy.getLocalPort()))
        .replace("{file}", directory.resolve("file").toString());
  }

  /** Everything else that the program needs, each key once. */
  private String complete(String program, String setting) throws IOException {
    List<String> needed =
        program.equals(COORDINATOR)
            ? List.of(
                "this_hierophant_ip = \"127.0.0.1\"",
                "grpc_port = " + LocalNetwork.freePort(),
                "http_port = " + LocalNetwork.freePort(),
                "mock_mode = true",
                "artifact_store_directory = \"%s\"".formatted(directory.resolve("artifacts")),
                "state_directory = \"%s\"".formatted(directory.resolve("state")))
            : List.of(
                "hierophant_ws_address = \"ws://127.0.0.1:1/ws\"",
                "http_port = " + LocalNetwork.freePort(),
                "state_directory = \"%s\"".formatted(directory.resolve("state")));
    StringBuilder config = new StringBuilder();
    for (String line : needed) {
      if (!setting.startsWith(line.substring(0, line.indexOf('=')))) {
        config.append(line).append('\n');
      }
    }
    config.append(setting).append('\n');
    if (program.equals(WORKER) && !setting.contains("[[provers]]")) {
      config.append("[[provers]]\nvm = \"sp1\"\nbackend = \"mock\"\n");
    }
    return config.toString();
  }
}
