package org.hierophant.contemplant.prover.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.hierophant.contemplant.prover.Preparation;
import org.hierophant.contemplant.prover.circuit.ArchiveServer.Manner;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real archives of the system's own tar, a real server, and real files. */
@Timeout(120)
class CircuitSupplyTest {
  /** Its key has no digest that is known. */
  private static final CircuitVersion VERSION = new CircuitVersion("v6.0.0");

  private static final CircuitVersion OF_KNOWN_KEY = new CircuitVersion("v5.0.0");
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path directory;

  private final LinkedBlockingQueue<String> changes = new LinkedBlockingQueue<>();
  private final List<CircuitSupply> supplies = new ArrayList<>();
  private Path circuits;
  private byte[] archive;
  private ArchiveServer server;

  @BeforeEach
  void start() throws Exception {
    circuits = directory.resolve("circuits");
    archive = archive("groth16");
    server = ArchiveServer.start(archive);
  }

  @AfterEach
  void stop() {
    supplies.forEach(CircuitSupply::close);
    server.close();
  }

  @Test
  void whatIsMissingIsFetchedUnpackedAndPutInPlace() throws Exception {
    CircuitSupply supply = supply(VERSION, Map.of(ProofMode.GROTH16, Sha256.ofContent(archive)));

    awaitChange();

    assertThat(new CircuitFiles(circuits).problem(ProofMode.GROTH16, VERSION)).isEmpty();
    assertThat(circuits.resolve("groth16/v6.0.0/groth16_pk.bin"))
        .hasSameBinaryContentAs(directory.resolve("made/groth16_pk.bin"));
    assertThat(supply.preparations()).isEmpty();
    assertThat(server.requests()).containsExactly("v6.0.0-groth16.tar.gz");
    assertThat(left()).containsExactlyInAnyOrder("v6.0.0", ".v6.0.0.lock");
  }

  @Test
  void whatIsThereIsNotFetched() throws Exception {
    supply(VERSION, Map.of());
    awaitChange();
    supplies.getFirst().close();

    CircuitSupply second = supply(VERSION, Map.of());
    second.close();

    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void howFarItIsCanBeSeenWhileItComes() throws Exception {
    server.manner = Manner.SLOW;
    CircuitSupply supply = supply(VERSION, Map.of());

    Preparation coming = await(supply, one -> one.done() >= archive.length / 2);

    assertThat(coming)
        .isEqualTo(
            new Preparation(
                "groth16 v6.0.0", "is being fetched", archive.length / 2, archive.length));
    assertThat(circuits.resolve("groth16/v6.0.0")).doesNotExist();
    assertThat(changes).isEmpty();
    server.release();
    awaitChange();
  }

  @Test
  void aConnectionThatIsCutIsGoneOnWithWhereItEnded() throws Exception {
    server.manner = Manner.CUT;
    CircuitSupply supply = supply(VERSION, Map.of(ProofMode.GROTH16, Sha256.ofContent(archive)));
    await(supply, one -> one.state().contains("broke off") || one.state().contains("ended after"));

    server.manner = Manner.WHOLE;

    awaitChange();
    assertThat(server.requests().getLast()).matches("v6.0.0-groth16.tar.gz bytes=[1-9]\\d+-");
  }

  @Test
  void aConnectionOnWhichNothingComesIsGivenUpAndGoneOnWith() throws Exception {
    server.manner = Manner.STUCK;
    CircuitSupply supply =
        supply(
            VERSION, Map.of(), new CircuitSupply.Pace(SHORT, LONG, SHORT, Duration.ofMillis(200)));
    await(supply, one -> one.state().contains("broke off"));

    server.manner = Manner.WHOLE;

    awaitChange();
    assertThat(server.requests()).anyMatch(request -> request.contains("bytes="));
  }

  @Test
  void anotherLifeGoesOnWithWhatTheLastOneFetched() throws Exception {
    server.manner = Manner.STUCK;
    CircuitSupply first = supply(VERSION, Map.of());
    await(first, one -> one.done() == archive.length / 2);
    first.close();
    server.manner = Manner.WHOLE;

    supply(VERSION, Map.of(ProofMode.GROTH16, Sha256.ofContent(archive)));

    awaitChange();
    assertThat(server.requests().getLast())
        .isEqualTo("v6.0.0-groth16.tar.gz bytes=" + archive.length / 2 + "-");
  }

  @Test
  void aServerWithoutRangesIsAskedForAllOfItAgain() throws Exception {
    server.manner = Manner.CUT;
    CircuitSupply supply = supply(VERSION, Map.of(ProofMode.GROTH16, Sha256.ofContent(archive)));
    await(supply, one -> !one.state().contains("is being"));

    server.manner = Manner.NO_RANGES;

    awaitChange();
    assertThat(new CircuitFiles(circuits).problem(ProofMode.GROTH16, VERSION)).isEmpty();
  }

  @Test
  void halvesOfDifferentArchivesAreNeverPutTogether() throws Exception {
    server.manner = Manner.CUT;
    CircuitSupply supply =
        supply(VERSION, Map.of(), new CircuitSupply.Pace(SHORT, SHORT, SHORT, LONG));
    await(supply, one -> !one.state().contains("is being"));
    server.manner = Manner.MISSING;
    await(supply, one -> one.state().contains("404"));

    server.version = "\"two\"";
    server.archive = archive("groth16");
    server.manner = Manner.WHOLE;

    awaitChange();
    assertThat(circuits.resolve("groth16/v6.0.0/groth16_pk.bin"))
        .hasSameBinaryContentAs(directory.resolve("made/groth16_pk.bin"));
  }

  @Test
  void anArchiveThatIsWholeAlreadyIsNotFetchedAgain() throws Exception {
    Path parent = Files.createDirectories(circuits.resolve("groth16"));
    Files.write(parent.resolve(".v6.0.0.part"), archive);
    Files.writeString(parent.resolve(".v6.0.0.part.tag"), "\"one\"");

    supply(VERSION, Map.of());

    awaitChange();
    assertThat(server.requests())
        .containsExactly("v6.0.0-groth16.tar.gz bytes=" + archive.length + "-");
  }

  @Test
  void anArchiveOfAnotherDigestIsNeverUsed() throws Exception {
    Sha256 right = Sha256.ofContent(archive);
    byte[] wrong = archive.clone();
    wrong[4]++; // its time of making: nothing that gzip would notice
    server.archive = wrong;

    CircuitSupply supply =
        supply(
            VERSION,
            Map.of(ProofMode.GROTH16, right),
            new CircuitSupply.Pace(SHORT, SHORT, SHORT, LONG));

    Preparation refused = await(supply, one -> one.state().contains("digest"));
    assertThat(refused.state()).contains(right.hex(), Sha256.ofContent(wrong).hex());
    assertThat(circuits.resolve("groth16/v6.0.0")).doesNotExist();
    server.archive = archive;
    awaitChange();
  }

  @Test
  void anArchiveWithTheKeyOfAnotherCircuitIsNeverUsed() throws Exception {
    CircuitSupply supply = supply(OF_KNOWN_KEY, Map.of());

    Preparation refused = await(supply, one -> one.state().contains("of no use"));

    assertThat(refused.state()).contains("groth16_vk.bin is not the key of v5.0.0");
    assertThat(left()).containsExactly(".v5.0.0.lock");
  }

  @Test
  void anArchiveThatLacksAFileIsNeverUsed() throws Exception {
    server.archive = archive("plonk");

    CircuitSupply supply = supply(VERSION, Map.of());

    assertThat(await(supply, one -> one.state().contains("of no use")).state())
        .contains("groth16_circuit.bin");
  }

  @Test
  void whatIsNoArchiveIsSaid() throws Exception {
    server.archive = Arrays.copyOf(archive, archive.length - 1_000);

    CircuitSupply supply = supply(VERSION, Map.of());

    await(supply, one -> one.state().contains("the archive is damaged"));
    assertThat(left()).containsExactly(".v6.0.0.lock");
  }

  @Test
  void aFileThatIsNotThereIsSaid() throws Exception {
    server.manner = Manner.MISSING;

    CircuitSupply supply = supply(VERSION, Map.of());

    assertThat(await(supply, one -> one.state().contains("404")).state())
        .contains("v6.0.0-groth16.tar.gz was refused with HTTP 404");
  }

  @Test
  void aDiskWithoutRoomIsSaidBeforeItIsFull() throws Exception {
    mounted(
        "1m", // less than the archive
        () -> {
          CircuitSupply supply = supply(VERSION, Map.of());

          assertThat(await(supply, one -> one.state().contains("room for")).state())
              .contains(archive.length + " bytes are to come");
          assertThat(left()).doesNotContain(".v6.0.0.part");
        });
  }

  @Test
  void aDiskThatGetsFullWhileItIsUnpackedIsSaidAndFreedAgain() throws Exception {
    mounted(
        "3m", // more than the archive, less than archive and files
        () -> {
          CircuitSupply supply = supply(VERSION, Map.of());

          await(supply, one -> one.state().contains("cannot be unpacked"));
          assertThat(left()).doesNotContain(".v6.0.0.unpacked", "v6.0.0");
        });
  }

  @Test
  void ofTwoProversOneFetchesAndBothHaveIt() throws Exception {
    server.manner = Manner.SLOW;
    supply(VERSION, Map.of());
    await(supplies.getFirst(), one -> one.done() > 0);
    CircuitSupply second = supply(VERSION, Map.of());
    await(second, one -> one.state().contains("another worker"));

    server.release();

    awaitChange();
    awaitChange();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void ofTwoWorkersOneFetchesAndTheOtherWaitsForIt() throws Exception {
    server.manner = Manner.SLOW;
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherWorker.class.getName(),
                circuits.toString(),
                server.base().toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("other").toFile())
            .start();
    try {
      while (server.requests().isEmpty()) {
        assertThat(other.isAlive()).as(() -> said("other")).isTrue();
        Thread.onSpinWait();
      }
      CircuitSupply ours = supply(VERSION, Map.of());
      await(ours, one -> one.state().contains("another worker"));

      server.release();

      awaitChange();
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).as(said("other")).isZero();
      assertThat(server.requests()).hasSize(1);
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void aWorkerThatIsKilledAmidAFetchLeavesTheRestToTheOthers() throws Exception {
    server.manner = Manner.STUCK;
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherWorker.class.getName(),
                circuits.toString(),
                server.base().toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("other").toFile())
            .start();
    Path part = circuits.resolve("groth16/.v6.0.0.part");
    while (Files.notExists(part) || Files.size(part) < archive.length / 2) {
      assertThat(other.isAlive()).as(() -> said("other")).isTrue();
      Thread.onSpinWait();
    }
    other.destroyForcibly().waitFor();
    server.manner = Manner.WHOLE;

    supply(VERSION, Map.of());

    awaitChange();
    assertThat(server.requests().getLast())
        .isEqualTo("v6.0.0-groth16.tar.gz bytes=" + archive.length / 2 + "-");
  }

  @Test
  void whatWasLeftHalfIsSetAside() throws Exception {
    Path place = Files.createDirectories(circuits.resolve("groth16/v6.0.0"));
    Files.writeString(place.resolve("groth16_pk.bin"), "half of one");

    supply(VERSION, Map.of());

    awaitChange();
    assertThat(circuits.resolve("groth16/.v6.0.0.incomplete/groth16_pk.bin")).exists();
    assertThat(new CircuitFiles(circuits).problem(ProofMode.GROTH16, VERSION)).isEmpty();
  }

  private CircuitSupply supply(CircuitVersion version, Map<ProofMode, Sha256> digests) {
    return supply(version, digests, new CircuitSupply.Pace(SHORT, LONG, SHORT, LONG));
  }

  private CircuitSupply supply(
      CircuitVersion version, Map<ProofMode, Sha256> digests, CircuitSupply.Pace pace) {
    CircuitSupply supply =
        new CircuitSupply(
            new CircuitFiles(circuits),
            new CircuitSource(server.base(), digests),
            Set.of(
                new Capability(ProverVm.SP1, ProofMode.GROTH16, version, false),
                new Capability(ProverVm.SP1, ProofMode.COMPRESSED, version, false)),
            pace);
    supplies.add(supply);
    supply.start(() -> changes.add("changed"));
    return supply;
  }

  private void awaitChange() throws InterruptedException {
    assertThat(changes.poll(60, TimeUnit.SECONDS))
        .as(() -> supplies.getLast().preparations().toString())
        .isNotNull();
  }

  private static Preparation await(CircuitSupply supply, Predicate<Preparation> condition) {
    while (true) {
      for (Preparation one : supply.preparations()) {
        if (condition.test(one)) {
          return one;
        }
      }
      Thread.onSpinWait();
    }
  }

  private List<String> left() throws IOException {
    try (var files = Files.list(circuits.resolve("groth16"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String said(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** As the files of a circuit would be packed: two megabytes that do not get shorter. */
  private byte[] archive(String system) throws Exception {
    Path made = directory.resolve("made");
    Files.createDirectories(made);
    Random random = new Random();
    byte[] key = new byte[2 << 20];
    random.nextBytes(key);
    List<String> names =
        List.of(system + "_pk.bin", system + "_vk.bin", system + "_circuit.bin", "Verifier.sol");
    Files.write(made.resolve(names.getFirst()), key);
    for (String name : names.subList(1, names.size())) {
      Files.writeString(made.resolve(name), name);
    }
    List<String> words = new ArrayList<>(List.of("tar", "-czf", "../archive", "-C", "."));
    names.forEach(name -> words.add("./" + name));
    Process tar =
        new ProcessBuilder(words).directory(made.toFile()).redirectErrorStream(true).start();
    String said = new String(tar.getInputStream().readAllBytes());
    assertThat(tar.waitFor()).as(said).isZero();
    return Files.readAllBytes(directory.resolve("archive"));
  }

  private interface Body {
    void run() throws Exception;
  }

  private void mounted(String size, Body body) throws Exception {
    Files.createDirectories(circuits);
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", circuits.toString()))
        .as("this process may mount a small tmpfs")
        .isZero();
    try {
      body.run();
    } finally {
      supplies.forEach(CircuitSupply::close);
      run("umount", circuits.toString());
    }
  }

  private static int run(String... words) throws Exception {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
