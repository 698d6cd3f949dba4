package org.hierophant.coordinator.verification.passport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PassportCommandTest {
  private static final byte[] PROOF = {1, 2, 3};

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Path first;
  private Path second;
  private Path proof;
  private String signer;

  @BeforeEach
  void issueTwo() throws Exception {
    try (PassportBook book = PassportBook.open(directory.resolve("book"))) {
      signer = book.signer().toString();
      first = write("first.json", book.issue(Samples.uri(ArtifactType.PROOF, 1), record()));
      second = write("second.json", book.issue(Samples.uri(ArtifactType.PROOF, 2), record()));
    }
    proof = Files.write(directory.resolve("proof.bin"), PROOF);
  }

  @Test
  void aGenuinePassportHolds() {
    assertThat(
            run(
                "--passport",
                second + "",
                "--previous",
                first + "",
                "--proof",
                proof + "",
                "--signer",
                signer))
        .isZero();
    assertThat(out.toString(UTF_8)).contains("verdict        holds");
  }

  @Test
  void aChangedRecordIsBroken() throws Exception {
    Files.writeString(second, Files.readString(second).replace("worker-a", "worker-b"));

    assertThat(run("--passport", second + "")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("hash of the record", "signature: signed by");
  }

  @Test
  void anotherSignerIsBroken() {
    assertThat(run("--passport", first + "", "--signer", Samples.address(7).toString()))
        .isEqualTo(1);
  }

  @Test
  void anotherProofIsBroken() throws Exception {
    Files.write(proof, new byte[] {3, 2, 1});

    assertThat(run("--passport", first + "", "--proof", proof + "")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("BROKEN: proof");
  }

  @Test
  void aPassportOutOfOrderIsBroken() {
    assertThat(run("--passport", first + "", "--previous", second + "")).isEqualTo(1);
  }

  @Test
  void whatIsNoPassportCannotBeTold() {
    assertThat(run("--passport", proof + "")).isEqualTo(2);
    assertThat(run("--passport", directory.resolve("absent") + "")).isEqualTo(2);
    assertThat(run("--proof", proof + "")).isEqualTo(2);
    assertThat(run("--passport")).isEqualTo(2);
  }

  private int run(String... arguments) {
    PrintStream stream = new PrintStream(out, true, UTF_8);
    return new PassportCommand(stream, stream).run(List.of(arguments));
  }

  private Path write(String name, Passport passport) throws Exception {
    return Files.write(directory.resolve(name), passport.toByteArray());
  }

  private static ObjectNode record() {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put("worker", "worker-a");
    record.putObject("proof").put("sha256", Sha256.ofContent(PROOF).hex());
    return record;
  }
}
