package org.hierophant.testing.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.RecordedProver;
import org.hierophant.testing.WorkersPage;
import org.hierophant.testing.real.Tally.WrongException;
import tools.jackson.databind.JsonNode;

/**
 * A proof that was made once, handed in by a worker, checked by a coordinator that has the native
 * verifier for what its own cannot check, fetched by the SDK. Before that, the same proof with one
 * bit changed.
 *
 * @param verifier the native program
 * @param client the SDK's
 * @param proof as clients download it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RecordedProofs(
    Tally tally,
    Path directory,
    Generation generation,
    Path verifier,
    Path client,
    Guest guest,
    ProofMode mode,
    byte[] proof) {
  /** Of every wait: generous, since it is only used up when something is wrong. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  void play() throws InterruptedException {
    tally.check(name("every check was made"), this::checkAll);
  }

  private void checkAll() throws WrongException, IOException, InterruptedException {
    try (Scene scene = Scene.in(directory)) {
      LocalNetwork network = scene.network();
      ProgramProcess coordinator =
          network.startCoordinator(
              "[verification]", "native_%s = \"%s\"".formatted(Guest.stem(generation), verifier));
      startWorker(scene, "athaliah", changed());
      SdkProgram sdk =
          SdkProgram.ask(
              client,
              directory,
              network.rpcUrl().toString(),
              guest,
              mode,
              LIMIT,
              directory.resolve("fetched.proof"));
      scene.atEnd(sdk::end);
      tally.check(
          name("a changed proof is refused, and puts its worker out"),
          () -> awaitOut(coordinator, network, "athaliah", sdk));
      tally.check(name("it is kept aside, and not served"), () -> requireKeptAside(sdk));
      startWorker(scene, "jael", proof);
      tally.check(
          name("the genuine one is served, and accepted by the SDK's own verify"),
          () -> requireServed(sdk.proved(mode, LIMIT)));
      tally.check(
          name("its passport names the verifier: " + Modes.verifier(mode)),
          () -> requirePassport(network, sdk));
    }
  }

  private String name(String what) {
    return "%s network, %s: %s".formatted(Guest.stem(generation), Modes.name(mode), what);
  }

  /** In the middle of its numbers. */
  private byte[] changed() {
    byte[] changed = proof.clone();
    changed[changed.length / 2] ^= 1;
    return changed;
  }

  private void startWorker(Scene scene, String name, byte[] itsProof)
      throws IOException, InterruptedException {
    switch (generation) {
      case V5 -> {
        RecordedMoongate server = moongate(itsProof);
        scene.atEnd(server::close);
        scene
            .network()
            .startProver(
                name,
                "backend = \"moongate\"",
                "modes = [\"core\"]",
                "endpoint = \"%s\"".formatted(server.endpoint()));
      }
      case V6 -> {
        Path program = RecordedProver.program(directory.resolve(name), guest.key(), itsProof);
        scene
            .network()
            .startProver(name, "backend = \"cpu\"", "server_path = \"%s\"".formatted(program));
      }
    }
  }

  private RecordedMoongate moongate(byte[] itsProof) throws IOException {
    try {
      return RecordedMoongate.of(guest.key(), itsProof);
    } catch (FormatException e) {
      throw new IOException("the recorded proof cannot be read: " + e.getMessage(), e);
    }
  }

  private static void awaitOut(
      ProgramProcess coordinator, LocalNetwork network, String worker, SdkProgram sdk)
      throws WrongException, InterruptedException {
    coordinator.await(
        worker + " being put out", LIMIT, () -> !sdk.isAlive() || isOut(network, worker));
    if (!sdk.isAlive()) {
      throw new WrongException("the SDK ended before: " + sdk.output());
    }
  }

  private static boolean isOut(LocalNetwork network, String worker) {
    try {
      return WorkersPage.parse(network.page("/contemplants"))
          .worker(worker)
          .filter(WorkersPage.Worker::connected)
          .isEmpty();
    } catch (IOException _) {
      return false; // not answering now
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void requireKeptAside(SdkProgram sdk) throws WrongException, IOException {
    String request = sdk.request().orElseThrow(() -> new WrongException("no request"));
    Path rejected = directory.resolve("state").resolve("rejected");
    try (Stream<Path> files = Files.list(rejected)) {
      if (files.noneMatch(file -> file.toString().contains(request.substring(2)))) {
        throw new WrongException("nothing of " + request + " in " + rejected);
      }
    }
    if (!sdk.isAlive()) {
      throw new WrongException("the SDK does not wait: " + sdk.output());
    }
  }

  private void requireServed(JsonNode proved) throws WrongException, IOException {
    if (!Arrays.equals(Files.readAllBytes(directory.resolve("fetched.proof")), proof)) {
      throw new WrongException("not the recorded proof: " + proved);
    }
  }

  private void requirePassport(LocalNetwork network, SdkProgram sdk)
      throws WrongException, IOException, InterruptedException {
    String passport = network.page("/passports/" + sdk.request().orElse(""));
    if (!passport.contains("\"verifier\":\"%s\"".formatted(Modes.verifier(mode)))) {
      throw new WrongException("the passport is " + passport);
    }
  }
}
