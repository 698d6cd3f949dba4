package org.hierophant.coordinator.verification.passport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.network.crypto.Recovery;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PassportBookTest {
  @TempDir private Path directory;

  @Test
  void aPassportIsSignedAndReadsBackAsItIs() throws Exception {
    try (PassportBook book = PassportBook.open(directory)) {
      Passport issued = book.issue(proof(1), record("a"));

      Passport read = Passport.parse(book.find(proof(1)).orElseThrow());

      assertThat(read.hash()).isEqualTo(issued.hash());
      assertThat(read.hashHolds()).isTrue();
      assertThat(read.signer()).isEqualTo(new Recovery.Signer(book.signer()));
      assertThat(read.value("coordinator")).isEqualTo(book.signer().toString());
      assertThat(read.value("request")).isEqualTo("a");
    }
  }

  @Test
  void passportsFormAChainThatOutlivesTheProcess() throws Exception {
    Passport first;
    Passport second;
    try (PassportBook book = PassportBook.open(directory)) {
      first = book.issue(proof(1), record("a"));
      second = book.issue(proof(2), record("b"));
    }
    try (PassportBook again = PassportBook.open(directory)) {
      Passport third = again.issue(proof(3), record("c"));

      assertThat(first.value("previous")).isEqualTo("0".repeat(64));
      assertThat(second.value("previous")).isEqualTo(first.hash().hex());
      assertThat(third.value("previous")).isEqualTo(second.hash().hex());
      assertThat(third.record().path("number").asLong()).isEqualTo(3);
      assertThat(third.value("coordinator")).isEqualTo(first.value("coordinator"));
    }
  }

  @Test
  void theSameProofHasOnePassport() throws Exception {
    try (PassportBook book = PassportBook.open(directory)) {
      Passport first = book.issue(proof(1), record("a"));

      Passport again = book.issue(proof(1), record("other"));

      assertThat(again.hash()).isEqualTo(first.hash());
    }
    assertThat(directory.resolve("chain")).hasSize(32);
  }

  @Test
  void whatACrashLeftHalfDoneIsWrittenOver() throws Exception {
    try (PassportBook book = PassportBook.open(directory)) {
      book.issue(proof(1), record("a"));
    }
    Path chain = directory.resolve("chain");
    Files.write(chain, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    byte[] orphan;
    try (PassportBook other = PassportBook.open(directory.resolve("other"))) {
      other.issue(proof(8), record("z"));
      orphan = Passport.parse(other.find(proof(8)).orElseThrow()).toByteArray();
    }
    try (PassportBook book = PassportBook.open(directory)) {
      book.issue(proof(2), record("b"));
      overwrite(proof(2), orphan); // a passport that never joined this chain

      Passport written = book.issue(proof(2), record("b"));

      assertThat(written.record().path("number").asLong()).isEqualTo(3);
      assertThat(chain).hasSize(96);
    }
  }

  @Test
  void aFullDiskBreaksNoChain() throws Exception {
    AtomicReference<FullDisk> disk = new AtomicReference<>();
    UnaryOperator<FileChannel> wrap =
        channel -> {
          disk.set(new FullDisk(channel));
          return disk.get();
        };
    Passport first;
    Passport second;
    Passport third;
    try (PassportBook book = PassportBook.open(directory, wrap)) {
      first = book.issue(proof(1), record("a"));
      disk.get().roomBytes = 10;
      assertThatThrownBy(() -> book.issue(proof(2), record("b"))).hasMessageContaining("full");
      disk.get().roomBytes = Long.MAX_VALUE;
      disk.get().failsForce = true;
      assertThatThrownBy(() -> book.issue(proof(2), record("b"))).hasMessageContaining("force");
      disk.get().failsForce = false;

      second = book.issue(proof(3), record("c"));
      third = book.issue(proof(2), record("b"));
    }

    assertThat(second.value("previous")).isEqualTo(first.hash().hex());
    assertThat(third.value("previous")).isEqualTo(second.hash().hex());
    assertThat(third.record().path("number").asLong()).isEqualTo(3);
    try (PassportBook again = PassportBook.open(directory)) {
      assertThat(again.issue(proof(4), record("d")).value("previous"))
          .isEqualTo(third.hash().hex());
      assertThat(again.issue(proof(2), record("other")).hash()).isEqualTo(third.hash());
    }
  }

  @Test
  void passportsOfForgottenProofsGoAndTheChainStays() throws Exception {
    try (PassportBook book = PassportBook.open(directory)) {
      book.issue(proof(1), record("a"));
      book.issue(proof(2), record("b"));

      book.forget(proof(2)::equals);

      assertThat(book.find(proof(1))).isEmpty();
      assertThat(book.find(proof(2))).isPresent();
      assertThat(directory.resolve("chain")).hasSize(64);
    }
  }

  @Test
  void aDamagedKeyStopsTheStart() throws Exception {
    PassportBook.open(directory).close();
    Files.write(directory.resolve("key"), new byte[31]);

    assertThatThrownBy(() -> PassportBook.open(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  private void overwrite(ArtifactUri proof, byte[] bytes) throws IOException {
    try (var files = Files.walk(directory, 2)) {
      Path file = files.filter(path -> path.endsWith(proof + ".json")).findFirst().orElseThrow();
      Files.write(file, bytes);
    }
  }

  private static ArtifactUri proof(int number) {
    return Samples.uri(ArtifactType.PROOF, number);
  }

  private static ObjectNode record(String request) {
    return JsonNodeFactory.instance.objectNode().put("request", request);
  }
}
