package org.hierophant.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.verifier.Circuit;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Groth16 and Plonk from a client's request through a moongate's six stages and gnark to the
 * coordinator's verifier.
 *
 * <p>The wrap proof, the circuits' keys and the Groth16 proof are SP1's own, the rest is not: the
 * genuine proof is of a program whose key nobody has, so that no coordinator accepts it for
 * another. What arrives there is compared byte by byte, and judged with the right program's digest
 * here.
 */
class WrappedProofTest {
  /** Of the program that the genuine proof is of. */
  private static final BigInteger PROVED_PROGRAM =
      new BigInteger("00bb9e57314d7ee4f65a4b9fb46fbeae0495f2015c5a8a737333680ce6bb424e", 16);

  private static final String WITNESS =
      "6832ca9905b145bbf99350a7add14f84315b9df92b819995bf57cf262f7c21f5";
  private static final Pattern HEALTH_PORT = Pattern.compile("http_port=\"?(\\d+)");
  private static final int HEAD_BYTES = 4;
  private static final int DIGEST_BYTES = 32;
  private static final int TAIL_BYTES = 8 + 6;

  @TempDir private Path directory;
  private TestNetwork network;
  private SdkClient client;
  private ClientProgram fibonacci;
  private byte[] stdin;
  private byte[] values;
  private byte[] proof;
  private Path gnarkAnswer;
  private RecordedMoongate moongate;

  @BeforeEach
  void start() throws Exception {
    byte[] saved = fixture("sp1-v5/groth16-fibonacci.proof.bin");
    proof = Arrays.copyOf(saved, saved.length - 1); // as clients download it
    values = counted(ProofFromNetwork.parse(proof).publicValues());
    byte[] key = fixture("programs/v5-fibonacci/vk.bin");
    fibonacci = ClientProgram.of(fixture("programs/v5-fibonacci/elf"), Optional.of(key));
    stdin = ClientProgram.stdin(20); // what the genuine proof is of, so that values agree
    moongate =
        RecordedMoongate.start(
            new RecordedMoongate.Recording(
                key,
                values,
                new byte[1_000],
                new byte[500],
                joined(fixture("sp1-v5/wrap_vk.bin"), fixture("sp1-v5/wrapped_proof.bin"))));
    layCircuits("groth16");
    layCircuits("plonk");
    network = TestNetwork.startVerifying(directory.resolve("network"));
    client = network.client(SdkProfile.SDK_5_BASE);
    client.registerProgram(fibonacci.vkHash(), fibonacci.elf(), fibonacci.vk());
  }

  @AfterEach
  void stop() {
    if (network != null) {
      network.close();
    }
    if (moongate != null) {
      moongate.close();
    }
  }

  @Test
  void aGroth16ProofArrivesAsSp1MadeItAndIsServedToNobodyWhoAskedForAnotherProgram()
      throws Exception {
    gnarkAnswers(1, gnarkPart(proof));
    startWorker();

    RequestId id = request(ProofMode.GROTH16);

    byte[] arrived = arrived(id);
    assertThat(arrived).isEqualTo(proof);
    ProofFromNetwork parsed = ProofFromNetwork.parse(arrived);
    assertThat(
            Circuit.of("v5.0.0")
                .flatMap(circuit -> circuit.verifier(ProofKind.GROTH16))
                .orElseThrow()
                .verify(parsed, KeyDigest.ofBn254(PROVED_PROGRAM))
                .isValid())
        .isTrue();
    assertThat(moongate.calls())
        .startsWith("Setup", "ProveCoreStateless", "Compress", "Shrink", "Wrap");
    assertThat(reason(id)).contains("program");
    assertThat(client.status(id).getProofUri()).isEmpty();
    assertThat(asked("witness")).isEqualTo(WITNESS);
    assertThat(asked("arguments"))
        .startsWith("prove --system groth16 " + directory.resolve("circuits/groth16/v5.0.0") + " ");
  }

  @Test
  void aPlonkProofArrivesWithItsOwnKindAndKey() throws Exception {
    byte[] answer = gnarkPart(proof); // of the same shape
    gnarkAnswers(0, answer);
    startWorker();

    RequestId id = request(ProofMode.PLONK);

    byte[] arrived = arrived(id);
    byte[] key = Sha256.ofContent(fixture("sp1-v5/plonk_vk.bin")).value().toBytes();
    byte[] expected = joined(new byte[] {2, 0, 0, 0}, answer, key, values, tail());
    assertThat(arrived).isEqualTo(expected);
    assertThat(ProofFromNetwork.parse(arrived).proof()).isInstanceOf(Sp1Proof.Plonk.class);
    assertThat(asked("witness")).isEqualTo(WITNESS);
    assertThat(asked("arguments")).startsWith("prove --system plonk ");
    assertThat(client.status(id).getProofUri()).isEmpty();
  }

  @Test
  void aGnarkThatFailsFailsTheAttemptAndTheServerIsNotBlamed() throws Exception {
    gnarkAnswers(1, gnarkPart(proof));
    Files.writeString(directory.resolve("gnark-fails"), "");
    ProgramProcess worker = startWorker();

    RequestId id = request(ProofMode.GROTH16);

    network.await("gnark's failure", () -> worker.output().contains("constraint is not satisfied"));
    assertThat(worker.output()).doesNotContain("prover is started anew").contains(id.toString());
  }

  @Test
  void aModeIsOfferedOnceItsCircuitFilesHaveCome() throws Exception {
    gnarkAnswers(1, gnarkPart(proof));
    byte[] archive = packed("groth16");
    CountDownLatch rest = new CountDownLatch(1);
    HttpServer files =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    files.createContext("/v5.0.0-groth16.tar.gz", exchange -> sendHalf(exchange, archive, rest));
    files.start();
    try {
      ProgramProcess worker =
          startWorker("circuits_url = \"http://127.0.0.1:" + files.getAddress().getPort() + '"');
      RequestId id = request(ProofMode.GROTH16);
      network.await(
          "half of the files",
          () -> provers(worker).contains("\"done\":" + archive.length / 2 + ",\"total\""));
      assertThat(network.workOn(id)).isEmpty();

      rest.countDown();

      assertThat(arrived(id)).isEqualTo(proof);
      assertThat(worker.output()).contains("circuit files are complete");
      assertThat(provers(worker)).doesNotContain("groth16");
    } finally {
      rest.countDown();
      files.stop(0);
    }
  }

  private static void sendHalf(HttpExchange exchange, byte[] bytes, CountDownLatch rest)
      throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
      rest.await();
      exchange.getResponseBody().write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** What the worker says of its provers. */
  private static String provers(ProgramProcess worker) {
    Matcher port = HEALTH_PORT.matcher(worker.output());
    if (!port.find()) {
      return "";
    }
    URI page = URI.create("http://127.0.0.1:" + port.group(1) + "/health/provers");
    try (InputStream in = page.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder as an archive; it is gone then. */
  private byte[] packed(String system) throws Exception {
    Path archive = directory.resolve("archive");
    Path folder = directory.resolve("circuits").resolve(system).resolve("v5.0.0");
    Process tar =
        new ProcessBuilder(
                "sh", "-c", "tar -czf '%s' -C '%s' . && rm -r '%2$s'".formatted(archive, folder))
            .start();
    assertThat(tar.waitFor()).isZero();
    return Files.readAllBytes(archive);
  }

  /** A script in place of gnark: notes what it is asked, and gives the same answer to everybody. */
  private void gnarkAnswers(int kind, byte[] answer) throws IOException {
    byte[] number =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(kind).array();
    gnarkAnswer =
        Files.write(
            directory.resolve("gnark-answer"), joined(number, answer, new byte[DIGEST_BYTES]));
  }

  private ProgramProcess startWorker(String... settings) throws Exception {
    Path gnark =
        Files.writeString(
            directory.resolve("gnark-cli"),
            """
            #!/bin/sh
            echo "$@" > '%1$s/arguments'
            sha256sum "$5" | cut -d ' ' -f 1 > '%1$s/witness'
            if [ -e '%1$s/gnark-fails' ]; then echo 'constraint is not satisfied'; exit 2; fi
            [ -f "$6" ] && cat '%2$s' > "$6"
            """
                .formatted(directory, gnarkAnswer));
    assertThat(gnark.toFile().setExecutable(true)).isTrue();
    List<String> prover = new ArrayList<>(List.of(settings));
    prover.add("backend = \"moongate\"");
    prover.add("endpoint = \"" + moongate.endpoint() + '"');
    prover.add("gnark_path = \"" + gnark + '"');
    prover.add("circuits_directory = \"" + directory.resolve("circuits") + '"');
    return network.processes().startProver("jael", prover.toArray(String[]::new));
  }

  private RequestId request(ProofMode mode) throws Exception {
    return client.request(TestNetwork.order(fibonacci, stdin, mode));
  }

  /** What the coordinator got and did not believe. */
  private byte[] arrived(RequestId id) throws Exception {
    network.await("a proof being kept aside", () -> keptAside(id, ".proof").isPresent());
    return Files.readAllBytes(keptAside(id, ".proof").orElseThrow());
  }

  private String reason(RequestId id) throws IOException {
    return Files.readString(keptAside(id, ".txt").orElseThrow());
  }

  private Optional<Path> keptAside(RequestId id, String ending) {
    try (Stream<Path> files = Files.list(directory.resolve("network/state/rejected"))) {
      return files
          .filter(file -> file.toString().contains(id.toString()))
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .findFirst();
    } catch (IOException _) {
      return Optional.empty(); // not there yet
    }
  }

  private String asked(String file) throws IOException {
    return Files.readString(directory.resolve(file)).strip();
  }

  private void layCircuits(String system) throws IOException {
    Path folder =
        Files.createDirectories(directory.resolve("circuits").resolve(system).resolve("v5.0.0"));
    Files.write(folder.resolve(system + "_vk.bin"), fixture("sp1-v5/" + system + "_vk.bin"));
    Files.writeString(folder.resolve(system + "_pk.bin"), "pk");
    Files.writeString(folder.resolve(system + "_circuit.bin"), "circuit");
  }

  /** Between the kind and the digest of the circuit's key. */
  private byte[] gnarkPart(byte[] groth16) {
    return Arrays.copyOfRange(
        groth16, HEAD_BYTES, groth16.length - TAIL_BYTES - values.length - DIGEST_BYTES);
  }

  private byte[] tail() {
    return Arrays.copyOfRange(proof, proof.length - TAIL_BYTES, proof.length);
  }

  private static byte[] counted(byte[] bytes) {
    return ByteBuffer.allocate(Long.BYTES + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all =
        ByteBuffer.allocate(List.of(parts).stream().mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] fixture(String name) throws IOException {
    Optional<byte[]> bytes = TestNetwork.fixture(name);
    assumeThat(bytes).as("fixture " + name).isPresent();
    return bytes.orElseThrow();
  }
}
