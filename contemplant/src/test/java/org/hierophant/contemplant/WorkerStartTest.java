package org.hierophant.contemplant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hierophant.network.config.Environment;
import org.hierophant.network.config.ExitCode;
import org.hierophant.network.config.ProgramVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerStartTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void helpAndVersionArePrintedAndEndWell() throws Exception {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(text(out)).contains("usage: contemplant", "--config", "CONTEMPLANT_");
    out.reset();
    assertThat(run("--version")).isEqualTo(ExitCode.OK);
    assertThat(text(out)).isEqualTo("contemplant " + ProgramVersion.text() + "\n");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void anUnknownArgumentIsAMistakeOfTheCaller() throws Exception {
    assertThat(run("--fast")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).startsWith("contemplant: unknown argument: --fast\nusage:");
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    assertThat(run("-c", directory.resolve("none.toml").toString())).isEqualTo(ExitCode.FAILED);
    assertThat(text(err)).contains("none.toml").contains("no such file").hasLineCount(1);
  }

  @Test
  void everyBadKeyGetsALineOfItsOwn() throws Exception {
    assertThat(run("-c", config("http_port = 70000\nslots = 0\n", ""))).isEqualTo(ExitCode.FAILED);
    assertThat(text(err)).hasLineCount(2).contains("http_port = 70000").contains("slots = 0");
  }

  @Test
  void aBusyPortIsOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      int port = taken.getLocalPort();

      assertThat(run("-c", config("http_port = " + port + "\n", ""))).isEqualTo(ExitCode.FAILED);
      assertThat(text(err))
          .hasLineCount(1)
          .contains("cannot start: http_port " + port + " cannot be listened on");
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneClearLine() throws Exception {
    Files.createFile(directory.resolve("state"));

    assertThat(run("-c", config("", ""))).isEqualTo(ExitCode.FAILED);
    assertThat(text(err))
        .hasLineCount(1)
        .contains("cannot start: state_directory " + directory.resolve("state"));
  }

  @Test
  void aVersionThatTheBackendDoesNotServeIsOneClearLine() throws Exception {
    assertThat(run("-c", config("", "circuit_versions = ['v5.0.0', 'v7.0.0']\n")))
        .isEqualTo(ExitCode.FAILED);
    assertThat(text(err))
        .hasLineCount(1)
        .contains("provers.circuit_versions")
        .contains("mock does not serve v7.0.0, only v4.0.0-rc.3, v5.0.0, v6.0.0, v6.1.0");
  }

  @Test
  void aStartThatFailsLeavesTheDirectoryToTheNextOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      String busy = config("http_port = " + taken.getLocalPort() + "\n", "");
      run("-c", busy);
      err.reset();

      run("-c", busy);

      assertThat(text(err)).contains("http_port").doesNotContain("another worker");
    }
  }

  private ExitCode run(String... arguments) throws InterruptedException {
    return new WorkerStart(new Environment(Map.of()), new PrintStream(out), new PrintStream(err))
        .run(arguments);
  }

  private String config(String keys, String proverKeys) throws IOException {
    return Files.writeString(
            directory.resolve("contemplant.toml"),
            """
            hierophant_ws_address = "ws://127.0.0.1:9/ws"
            state_directory = "%s"
            %s[[provers]]
            vm = "sp1"
            backend = "mock"
            %s"""
                .formatted(directory.resolve("state"), keys, proverKeys))
        .toString();
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
