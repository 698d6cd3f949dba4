package org.hierophant.contemplant.prover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With shells as children: they can do all that a prover can. */
@Timeout(60)
class ChildProcessTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration NO_GRACE = Duration.ofMillis(1);

  @TempDir Path directory;

  private final ChildLog output = new ChildLog();
  private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
  private ChildRecords records;

  @BeforeEach
  void open() throws IOException {
    records = new ChildRecords(directory.resolve("children"));
    output.follow(said::add);
  }

  @AfterEach
  void clear() throws IOException {
    records.clearLeftovers();
  }

  @Test
  void bothStreamsAreHeardAndTheEndIsKnown() throws Exception {
    ChildProcess child = start("echo one; echo two >&2; exit 3");

    assertThat(child.awaitGone(LONG)).isTrue();
    assertThat(output.lines()).containsExactly("one", "two");
    assertThat(child.exitCode()).hasValue(3);
    assertThat(directory.resolve("children")).isEmptyDirectory();
  }

  @Test
  void oneThatEndsWhenAskedIsNotKilled() throws Exception {
    ChildProcess child =
        start("trap 'echo asked; exit 7' INT; echo ready; while :; do sleep 0.05; done");
    await("ready");

    child.stop(LONG);

    assertThat(output.lines()).contains("asked");
    assertThat(child.exitCode()).hasValue(7);
  }

  @Test
  void oneThatDoesNotListenIsKilledWithAllItStarted() throws Exception {
    ChildProcess child =
        start("trap '' INT; sleep 1000 & echo $!; (setsid sleep 1000 & echo $!); echo ready; wait");
    long sameGroup = Long.parseLong(await());
    long otherGroup = Long.parseLong(await());
    await("ready");

    child.stop(NO_GRACE);

    assertThat(child.isAlive()).isFalse();
    assertThat(isAlive(sameGroup)).isFalse();
    assertThat(isAlive(otherGroup)).isFalse();
  }

  @Test
  void whatOneThatDiedHadStartedIsKilled() throws Exception {
    ChildProcess child = start("sleep 1000 & echo $!; kill -9 $$");
    long grandchild = Long.parseLong(await());

    assertThat(child.awaitGone(LONG)).isTrue();
    assertThat(isAlive(grandchild)).isFalse();
    assertThat(child.exitCode()).hasValue(128 + 9);
  }

  /** As one in the middle of {@code execve} looks, which no test can hold there. */
  @Test
  void whatShowsNoEnvironmentIsKilledWithItsSession() throws Exception {
    ChildProcess child = start("env -i sleep 1000 & echo $!; kill -9 $$");
    long grandchild = Long.parseLong(await());

    assertThat(child.awaitGone(LONG)).isTrue();
    assertThat(isAlive(grandchild)).isFalse();
  }

  @Test
  void anInterruptedStopStopsAllTheSame() throws Exception {
    ChildProcess child = start("trap '' INT; echo ready; while :; do sleep 1; done");
    await("ready");

    Thread.currentThread().interrupt();
    child.stop(NO_GRACE);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void itsSocketGoesWithIt() throws Exception {
    Path socket = directory.resolve("socket");
    ChildProcess child =
        ChildProcess.start(
            new ChildCommand(
                "shell",
                List.of("/bin/sh", "-c", "echo > '" + socket + "'; echo ready; sleep 1000"),
                Map.of(),
                Optional.of(socket)),
            output,
            records);
    await("ready");

    child.stop(NO_GRACE);

    assertThat(socket).doesNotExist();
  }

  @Test
  void theWorkersSecretsStayWithIt() throws Exception {
    ChildProcess child = start("env");

    assertThat(child.awaitGone(LONG)).isTrue();
    assertThat(output.lines()).contains("EXTRA=more");
    assertThat(output.lines())
        .noneMatch(line -> line.startsWith("HIEROPHANT_") || line.startsWith("CONTEMPLANT_W"));
  }

  @Test
  void wordsAreNoShellCommands() throws Exception {
    ChildProcess child =
        ChildProcess.start(
            command(List.of("/bin/echo", "$(id)", "a;b", "--help")), output, records);

    assertThat(child.awaitGone(LONG)).isTrue();
    assertThat(output.lines()).containsExactly("$(id) a;b --help");
  }

  @Test
  void aProgramThatIsNotThereShows() throws Exception {
    ChildProcess child =
        ChildProcess.start(
            command(List.of(directory.resolve("absent").toString())), output, records);

    assertThat(child.awaitGone(LONG)).isTrue();
    assertThat(child.exitCode().orElseThrow()).isNotZero();
    assertThat(output.tail(1_000)).contains("absent");
  }

  @Test
  void aRecordThatCannotBeWrittenStartsNothing() throws Exception {
    Path notADirectory = Files.createFile(directory.resolve("children"));
    Path witness = directory.resolve("witness");

    assertThatThrownBy(() -> start("echo > " + witness)).isInstanceOf(IOException.class);

    assertThat(witness).doesNotExist();
    Files.delete(notADirectory);
  }

  /** The process that dies is a worker in small: one that starts a child and waits. */
  @Test
  void aKilledWorkerTakesItsChildWithItAndTheNextLifeClearsTheRest() throws Exception {
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ParentMain.class.getName(),
                directory.resolve("children").toString(),
                directory.resolve("socket").toString())
            .redirectErrorStream(true)
            .start();
    long child;
    long grandchild;
    try (var lines = worker.inputReader()) {
      List<String> both = List.of(lines.readLine(), lines.readLine()).stream().sorted().toList();
      child = number(both.getFirst());
      grandchild = number(both.getLast());
      worker.destroyForcibly().waitFor();
    }
    assertThat(isAlive(grandchild)).isTrue();
    assertThat(directory.resolve("socket")).exists();

    new ChildRecords(directory.resolve("children")).clearLeftovers();

    assertThat(isAlive(child)).isFalse();
    assertThat(isAlive(grandchild)).isFalse();
    assertThat(directory.resolve("socket")).doesNotExist();
    assertThat(directory.resolve("children")).isEmptyDirectory();
  }

  @Test
  void aNumberThatIsUsedAgainIsNotKilled() throws Exception {
    Process innocent = new ProcessBuilder("/bin/sleep", "1000").start();
    try {
      ChildCommand command = command(List.of("/bin/sleep", "1000"));
      records.write(command, "a-token", OptionalLong.of(innocent.pid()));
      Path record = directory.resolve("children/shell.child");
      Files.writeString(record, Files.readString(record).replaceFirst("start=\\d+", "start=12345"));

      records.clearLeftovers();

      assertThat(innocent.isAlive()).isTrue();
      assertThat(record).doesNotExist();
    } finally {
      innocent.destroyForcibly();
    }
  }

  @Test
  void onlyAbandonedSharedMemoryOfTheExecutorIsRemoved() throws Exception {
    Path shm = Path.of("/dev/shm");
    assumeThat(Files.isWritable(shm)).as("/dev/shm can be written").isTrue();
    Path abandoned = shm.resolve("sp1_AAAAAAAAAAAAAAAAAAAAAA==_t");
    Path semaphore = shm.resolve("sem.sp1_AAAAAAAAAAAAAAAAAAAAAA==_t_filled");
    Path other = shm.resolve("sp1_something");
    try {
      for (Path file : List.of(abandoned, semaphore, other)) {
        Files.writeString(file, "x");
      }

      records.clearLeftovers();

      assertThat(abandoned).doesNotExist();
      assertThat(semaphore).doesNotExist();
      assertThat(other).exists();
    } finally {
      for (Path file : List.of(abandoned, semaphore, other)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceFirst(".*=", ""));
  }

  /** One that has ended and that nobody asked about is not alive. */
  private static boolean isAlive(long pid) {
    return ProcessTable.isRunning(pid);
  }

  private String await() throws InterruptedException {
    String line = said.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(line).as("a line of the child").isNotNull();
    return line;
  }

  private void await(String line) throws InterruptedException {
    assertThat(await()).isEqualTo(line);
  }

  private ChildProcess start(String script) throws Exception {
    return ChildProcess.start(command(List.of("/bin/sh", "-c", script)), output, records);
  }

  private static ChildCommand command(List<String> words) {
    return new ChildCommand("shell", words, Map.of("EXTRA", "more"), Optional.empty());
  }
}
