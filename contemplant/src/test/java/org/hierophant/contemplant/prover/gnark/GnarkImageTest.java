package org.hierophant.contemplant.prover.gnark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.container.Engine;
import org.hierophant.contemplant.prover.container.TestEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real engine of the test's own, and a script in place of gnark in its image. */
@Timeout(120)
class GnarkImageTest {
  private static final String IMAGE = "fake-gnark:v5.0.0";

  private static TestEngine testEngine;

  @TempDir Path directory;

  private Engine engine;
  private Path circuit;
  private Path witness;
  private Path output;

  @BeforeAll
  static void startEngine() throws Exception {
    Path directory = Files.createTempDirectory("engine");
    testEngine = TestEngine.start(directory);
    Path root = Files.createDirectory(directory.resolve("root"));
    Process copy =
        new ProcessBuilder(
                "sh",
                "-c",
                """
                cd '%s' && mkdir -p bin lib/x86_64-linux-gnu lib64 &&
                cp /bin/sh /bin/cat /bin/sleep bin/ &&
                cp -L /lib/x86_64-linux-gnu/libc.so.6 lib/x86_64-linux-gnu/ &&
                cp -L /lib64/ld-linux-x86-64.so.2 lib64/
                """
                    .formatted(root))
            .redirectErrorStream(true)
            .start();
    String said = new String(copy.getInputStream().readAllBytes());
    assertThat(copy.waitFor()).as(said).isZero();
    Files.writeString(
        root.resolve("gnark"),
        """
        echo "asked: $*"
        case "$(cat /witness)" in
          bad) echo 'constraint is not satisfied'; exit 2 ;;
          hang) exec sleep 1000 ;;
        esac
        if (echo x > /circuit/key) 2> /dev/null; then echo 'the circuit can be changed'; exit 3; fi
        if (echo x > /witness) 2> /dev/null; then echo 'the witness can be changed'; exit 3; fi
        [ -f /output ] && cat /circuit/key /witness > /output
        """);
    testEngine.load(root, IMAGE, "ENTRYPOINT [\"/bin/sh\", \"/gnark\"]");
  }

  @AfterAll
  static void stopEngine() throws Exception {
    if (testEngine != null) {
      testEngine.close();
    }
  }

  @BeforeEach
  void lay() throws IOException {
    engine = testEngine.engine();
    circuit = Files.createDirectory(directory.resolve("circuit"));
    Files.writeString(circuit.resolve("key"), "key of ");
    witness = Files.writeString(directory.resolve("witness.json"), "witness");
    output = Files.createFile(directory.resolve("output"));
    Files.writeString(directory.resolve("worker-id"), "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9\n");
  }

  @AfterEach
  void noContainerIsLeft() throws Exception {
    assertThat(testEngine.containers()).isEmpty();
    engine.close();
  }

  @Test
  void itReadsCircuitAndWitnessAndWritesTheProof() throws Exception {
    GnarkImage gnark = gnark(IMAGE);

    assertThat(gnark.problem()).isEmpty();
    assertThat(gnark.prove("groth16", circuit, witness, output)).isEmpty();

    assertThat(output).hasContent("key of witness");
  }

  @Test
  void whatItPrintsOfAFailureIsSaid() throws Exception {
    Files.writeString(witness, "bad");

    assertThat(gnark(IMAGE).prove("plonk", circuit, witness, output).orElseThrow())
        .contains("exit code 2")
        .contains("asked: prove --system plonk /circuit /witness /output")
        .contains("constraint is not satisfied");
  }

  @Test
  void anInterruptLeavesNoContainer() throws Exception {
    Files.writeString(witness, "hang");
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    gnark(IMAGE).prove("groth16", circuit, witness, output);
                    ended.complete(new IllegalStateException("it was made"));
                  } catch (IOException | InterruptedException e) {
                    ended.complete(e);
                  }
                });
    while (testEngine.docker("ps", "--quiet").isEmpty()) {
      Thread.onSpinWait();
    }

    thread.interrupt();

    assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void anImageThatIsNowhereIsSaid() throws Exception {
    Optional<String> failure =
        gnark("127.0.0.1:1/nothing:v0").prove("groth16", circuit, witness, output);

    assertThat(failure.orElseThrow()).contains("127.0.0.1:1/nothing:v0 is not here");
  }

  private GnarkImage gnark(String image) {
    return new GnarkImage(
        engine, image, "contemplant-moongate-1-gnark", directory.resolve("worker-id"));
  }
}
