package org.hierophant.sp1.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.format.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private static final String PROOF = "sp1-v6/fibonacci/compressed.proof.bin";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder = Path.of("");

  private int run(Object... arguments) {
    List<String> texts = Arrays.stream(arguments).map(Object::toString).toList();
    return new VerifyCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
        .run(texts);
  }

  private Path file(String fixture) throws IOException {
    Path file = folder.resolve(Path.of(fixture).getFileName());
    return Files.write(file, Fixtures.read(fixture));
  }

  @Test
  void aCompressedProofIsShownToHold() throws IOException {
    int exit = run("--proof", file(PROOF), "--vk", file("sp1-v6/fibonacci/vk.bin"));

    assertThat(exit).isZero();
    assertThat(out.toString(UTF_8))
        .contains("COMPRESSED of v6.1.0", "recursion key", "constraints", "queries")
        .contains("verdict        valid");
  }

  @Test
  void aCompressedProofOfAnotherProgramIsShownNotToHold() throws IOException {
    int exit = run("--proof", file(PROOF), "--program", "00" + "11".repeat(31), "--json");

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("\"valid\": false, \"failed\": \"program\"");
  }

  @Test
  void otherPublicValuesThanExpectedAreRefused() throws IOException {
    int exit =
        run(
            "--proof",
            file(PROOF),
            "--vk",
            file("sp1-v6/fibonacci/vk.bin"),
            "--public-values",
            "e80300004d170000430e0001");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("other public values");
  }

  /** A genuine proof but for the recursion's keys, see the fixtures. */
  @Test
  void aCompressedProofOfV5IsHeldAgainstTheRecursionsKeys() throws IOException {
    int exit =
        run(
            "--proof",
            file("sp1-v5/fibonacci/compressed-dummy-root.proof.bin"),
            "--vk",
            file("sp1-v5/fibonacci/vk.bin"));

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .contains("COMPRESSED of v5.0.0", "public values")
        .contains("INVALID: recursion root");
  }

  @Test
  void aKeyMapThatIsNotTheOnePublishedDecidesNothing() throws IOException {
    Path keys = Files.write(folder.resolve("keys.bin"), new byte[48]);

    int exit =
        run(
            "--proof",
            file("sp1-v5/fibonacci/compressed-dummy-root.proof.bin"),
            "--vk",
            file("sp1-v5/fibonacci/vk.bin"),
            "--key-map",
            keys);

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("not the recursion's keys", "SHA-256");
  }
}
