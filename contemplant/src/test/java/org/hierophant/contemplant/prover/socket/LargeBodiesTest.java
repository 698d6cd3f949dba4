package org.hierophant.contemplant.prover.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.testing.FakeGpuServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inputs and proofs that are larger than the worker's memory. */
@Timeout(600)
class LargeBodiesTest {
  private static final long STDIN_BYTES = (2L << 30) + 5;
  private static final long PROOF_BYTES = 600L << 20;

  @TempDir Path directory;

  @Test
  void aStdinOfTwoGibibytesPassesThroughASmallHeap() throws Exception {
    assumeThat(Files.getFileStore(directory).getUsableSpace()).isGreaterThan(2 * PROOF_BYTES);
    Path control = Files.createDirectories(directory.resolve("control"));
    Files.copy(
        Path.of(System.getProperty("hierophant.root"), "samples", "fibonacci", "v6.vk"),
        control.resolve("vk"));
    Files.writeString(control.resolve("proof-bytes"), Long.toString(PROOF_BYTES));
    writeStdin(directory.resolve("stdin"));

    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=64m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dhierophant.root=" + System.getProperty("hierophant.root"),
                "-cp",
                System.getProperty("java.class.path"),
                OneProofMain.class.getName(),
                directory.toString(),
                FakeGpuServer.program(control).toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();

    assertThat(worker.waitFor(9, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(directory.resolve("log"))).contains("outcome=Proved");
    assertThat(directory.resolve("proof")).hasSize(4 + PROOF_BYTES + 8 + 6);
    Files.delete(directory.resolve("proof"));
  }

  /** One buffer of zeros, compressed to almost nothing. */
  private static void writeStdin(Path file) throws IOException {
    try (OutputStream out = new ZstdOutputStreamNoFinalizer(Files.newOutputStream(file), 1)) {
      out.write(words(1, STDIN_BYTES));
      byte[] zeros = new byte[1 << 20];
      for (long left = STDIN_BYTES; left > 0; left -= zeros.length) {
        out.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
      out.write(words(0, 0));
    }
  }

  private static byte[] words(long first, long second) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(first)
        .putLong(second)
        .array();
  }
}
