package org.hierophant.contemplant.prover.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container engine of the tests' own, with nothing in it: {@code dockerd} of the system, started
 * where this process may.
 */
public final class TestEngine implements AutoCloseable {
  private static final long START_SECONDS = 60;

  /** Not the usual one, which may belong to the system's own engine. */
  private static final String BRIDGE = "hierophanttest";

  private final Path directory;
  private final boolean gpus;
  private @Nullable Process daemon;

  private TestEngine(Path directory, boolean gpus) {
    this.directory = directory;
    this.gpus = gpus;
  }

  /** Skips the test, with the reason, where no engine can run. */
  public static TestEngine start(Path directory) throws IOException, InterruptedException {
    return start(directory, false);
  }

  /** As {@link #start}, of an engine that takes itself to have GPUs. */
  public static TestEngine startWithGpus(Path directory) throws IOException, InterruptedException {
    return start(directory, true);
  }

  private static TestEngine start(Path directory, boolean gpus)
      throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/dockerd"))
            || Files.isExecutable(Path.of("/usr/bin/dockerd")),
        "no container engine: dockerd is not installed");
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "no container engine: dockerd can only be started by root");
    TestEngine engine = new TestEngine(directory, gpus);
    ip("link", "delete", BRIDGE);
    assumeTrue(
        ip("link", "add", BRIDGE, "type", "bridge")
            && ip("address", "add", "10.213.77.1/24", "dev", BRIDGE)
            && ip("link", "set", BRIDGE, "up"),
        "no container engine: its network cannot be made");
    try {
      engine.run();
    } catch (IllegalStateException e) {
      engine.close();
      assumeTrue(false, "no container engine: " + e.getMessage());
    }
    return engine;
  }

  private static boolean ip(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("ip"));
    words.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false; // there is no such command
    }
  }

  public String host() {
    return "unix://" + directory.resolve("engine.sock");
  }

  public void run() throws IOException, InterruptedException {
    Files.createDirectories(directory);
    ProcessBuilder builder =
        new ProcessBuilder(
                "dockerd",
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("pid"),
                "--host=" + host(),
                "--storage-driver=vfs",
                "--iptables=false",
                "--ip6tables=false",
                "--bridge=" + BRIDGE)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    if (gpus) {
      Path tools = Files.createDirectories(directory.resolve("tools"));
      Path hook = tools.resolve("nvidia-container-runtime-hook"); // by which it knows
      Files.writeString(hook, "#!/bin/sh\nexit 0\n");
      if (!hook.toFile().setExecutable(true)) {
        throw new IOException("cannot be made executable: " + hook);
      }
      builder.environment().merge("PATH", tools.toString(), (path, more) -> more + ":" + path);
    }
    Process started = builder.start();
    daemon = started;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers()) {
      if (!started.isAlive() || System.nanoTime() - end >= 0) {
        throw new IllegalStateException(
            "dockerd does not start: " + last(Files.readAllLines(directory.resolve("log"))));
      }
      started.waitFor(200, TimeUnit.MILLISECONDS);
    }
  }

  private static String last(List<String> lines) {
    return lines.isEmpty() ? "it says nothing" : lines.getLast();
  }

  private boolean answers() throws IOException {
    try (Engine engine = engine()) {
      engine.ping();
      return true;
    } catch (EngineException _) {
      return false;
    }
  }

  public Engine engine() {
    return Engine.at(Optional.of(host()));
  }

  /** What the engine's own command says. */
  public String docker(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("docker", "--host", host())
            .redirectErrorStream(true)
            .command(
                Stream.concat(Stream.of("docker", "--host", host()), Arrays.stream(arguments))
                    .toList())
            .start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", arguments) + ": " + said);
    }
    return said;
  }

  /** Makes an image of a directory. */
  public void load(Path root, String image, String... changes)
      throws IOException, InterruptedException {
    Path archive = directory.resolve("image.tar");
    int code =
        new ProcessBuilder("tar", "-cf", archive.toString(), "-C", root.toString(), ".")
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("tar ended with " + code);
    }
    List<String> words = new ArrayList<>(List.of("import"));
    for (String change : changes) {
      words.addAll(List.of("--change", change));
    }
    words.addAll(List.of(archive.toString(), image));
    docker(words.toArray(String[]::new));
    Files.delete(archive);
  }

  /** Containers of any state. */
  public List<String> containers() throws IOException, InterruptedException {
    return docker("ps", "--all", "--quiet", "--no-trunc").lines().toList();
  }

  /** As an engine that is told to restart. */
  public void stop() throws InterruptedException {
    Process running = daemon;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(40, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    }
    daemon = null;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Process running = daemon;
    if (running != null && running.isAlive()) {
      for (String container : containers()) {
        docker("rm", "--force", container);
      }
    }
    stop();
    ip("link", "delete", BRIDGE);
    // Layers of the vfs driver are plain directories.
    new ProcessBuilder("rm", "-rf", directory.toString()).start().waitFor();
  }
}
