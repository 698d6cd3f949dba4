package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Does what README.md tells people to do. Runs when everything is built, as {@code ./run} does. */
class ReadmeTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern INLINE = Pattern.compile("`(\\./run [^`]+)`");

  /** What runs this test; what needs Rust; what measures, or proves, for minutes. */
  private static final List<String> NOT_RUN_HERE =
      List.of(
          "./run test",
          "./run test-sdk",
          "./run aot",
          "./run native",
          "./run test-native",
          "./run demo --real",
          "./run bench",
          "./run bench executor",
          "./run bench verifier");

  private static final String EXECUTE =
      "./run execute --elf samples/fibonacci/v6.elf --stdin samples/fibonacci/stdin.bin";
  private static final String VERIFY = "./run verify --help";

  @TempDir private Path directory;

  @Test
  void everyCommandIsRunHere() throws IOException {
    Stream<String> commands =
        Stream.concat(
            blocks("").flatMap(String::lines).filter(line -> line.startsWith("./run")),
            matches(INLINE).map(match -> match.group(1)));

    assertThat(commands.map(ReadmeTest::withoutComment))
        .isNotEmpty()
        .isSubsetOf(
            Stream.concat(
                    NOT_RUN_HERE.stream(),
                    Stream.of(
                        "./run demo",
                        "./run demo --kill worker",
                        "./run demo --kill coordinator",
                        "./run verify",
                        EXECUTE,
                        VERIFY,
                        "./run hierophant -c hierophant.toml",
                        "./run contemplant -c contemplant.toml"))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"./run demo", "./run demo --kill worker", "./run demo --kill coordinator"})
  void theDemoEndsWithTheRightResult(String command) throws Exception {
    try (ProgramProcess demo = run("demo", command, TestNetwork.ROOT, Map.of())) {
      int code = demo.awaitExit(LIMIT);

      assertThat(demo.output())
          .contains("\n  right ")
          .doesNotContain("failed", "Exception", "\tat ");
      assertThat(code).isZero();
    }
  }

  @Test
  void theExecutorGivesWhatTheGuestComputes() throws Exception {
    try (ProgramProcess execute = run("execute", EXECUTE, TestNetwork.ROOT, Map.of())) {
      assertThat(execute.awaitExit(LIMIT)).isZero();
      assertThat(execute.output()).contains("e80300004b60c05ced60954e"); // 1000, F(1000), F(1001)
    }
  }

  @Test
  void theVerifierExplainsItself() throws Exception {
    try (ProgramProcess verify = run("verify", VERIFY, TestNetwork.ROOT, Map.of())) {
      assertThat(verify.awaitExit(LIMIT)).isZero();
      assertThat(verify.output()).contains("--proof FILE");
    }
  }

  @Test
  void bothProgramsStartFromTheExampleFiles() throws Exception {
    Files.writeString(directory.resolve("hierophant.toml"), example("hierophant.toml"));
    Files.writeString(directory.resolve("contemplant.toml"), example("contemplant.toml"));
    int httpPort = LocalNetwork.freePort();
    int healthPort = LocalNetwork.freePort();
    String run = TestNetwork.ROOT.resolve("run").toString();

    try (ProgramProcess coordinator =
            run(
                "coordinator",
                run + " hierophant -c hierophant.toml",
                directory,
                Map.of(
                    "HIEROPHANT_GRPC_PORT", String.valueOf(LocalNetwork.freePort()),
                    "HIEROPHANT_HTTP_PORT", String.valueOf(httpPort)));
        ProgramProcess worker =
            run(
                "worker",
                run + " contemplant -c contemplant.toml",
                directory,
                Map.of(
                    "CONTEMPLANT_HIEROPHANT_WS_ADDRESS", "ws://127.0.0.1:%d/ws".formatted(httpPort),
                    "CONTEMPLANT_HTTP_PORT", String.valueOf(healthPort)))) {
      coordinator.await("answering", LIMIT, () -> LocalNetwork.isTrue(health(httpPort)));
      worker.await("being welcomed", LIMIT, () -> LocalNetwork.isTrue(health(healthPort)));
    }
  }

  @Test
  void clientsAreSentToTheDefaultPort() throws IOException {
    List<URI> urls =
        blocks("")
            .flatMap(String::lines)
            .filter(line -> line.contains("NETWORK_RPC_URL="))
            .map(line -> URI.create(line.substring(line.indexOf('=') + 1).strip()))
            .toList();

    assertThat(urls).isNotEmpty().extracting(URI::getPort).containsOnly(9000);
  }

  private static URI health(int port) {
    return URI.create("http://127.0.0.1:" + port + "/health");
  }

  /** The example whose first line names this file. */
  private static String example(String name) throws IOException {
    return blocks("toml")
        .filter(block -> block.startsWith("# " + name + "\n"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("README.md has no example of " + name));
  }

  private static Stream<String> blocks(String language) throws IOException {
    return matches(BLOCK)
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2));
  }

  private static Stream<MatchResult> matches(Pattern pattern) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(TestNetwork.ROOT.resolve("README.md")));
    return matcher.results();
  }

  private static String withoutComment(String command) {
    return command.replaceFirst("\\s+#.*", "").strip();
  }

  private ProgramProcess run(
      String name, String command, Path workingDirectory, Map<String, String> more)
      throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("RUN_WITHOUT_BUILD", "yes"); // all is built, and Maven is at it right now
    return ProgramProcess.run(
        name, directory, List.of("bash", "-c", "exec " + command), workingDirectory, environment);
  }
}
