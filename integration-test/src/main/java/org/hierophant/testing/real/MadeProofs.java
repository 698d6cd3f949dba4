package org.hierophant.testing.real;

import static java.util.Locale.ROOT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.Generation;
import org.hierophant.testing.LocalNetwork;
import org.hierophant.testing.ProgramProcess;
import org.hierophant.testing.WorkersPage;
import org.hierophant.testing.real.Tally.WrongException;
import tools.jackson.databind.JsonNode;

/**
 * Proofs of SP1 6 that a worker makes on these CPUs, one after the other: each verified by the
 * coordinator, fetched by the SDK, and accepted by the SDK's own verify.
 *
 * @param prover the native program, which is the coordinator's verifier as well
 * @param client the SDK's
 * @param keep where the proofs go, compressed; empty: they are thrown away
 */
record MadeProofs(
    Tally tally,
    Path directory,
    Path prover,
    Path client,
    List<Order> orders,
    Optional<Path> keep) {
  /** Of one proof: a machine with other work takes several times as long as one without. */
  private static final Duration LIMIT = Duration.ofHours(2);

  private static final String WORKER = "jael";

  /** One proof. */
  record Order(Guest guest, ProofMode mode) {
    String name() {
      return guest.name() + " " + Modes.name(mode);
    }
  }

  /** What {@code --prove} makes: some quarter of an hour on two cores, one Compressed proof. */
  static List<Order> some(Path root) {
    List<Order> orders = new ArrayList<>();
    Guest fibonacci = Guest.sample(root, "fibonacci", Generation.V6);
    orders.add(new Order(fibonacci, ProofMode.CORE));
    orders.add(new Order(Guest.sample(root, "echo", Generation.V6), ProofMode.CORE));
    Guest.fixture(root, Generation.V6)
        .ifPresent(guest -> orders.add(new Order(guest, ProofMode.CORE)));
    orders.add(new Order(fibonacci, ProofMode.COMPRESSED));
    return orders;
  }

  /** Both kinds of every program that ends well. */
  static List<Order> all(Path root) {
    List<Guest> guests = new ArrayList<>();
    for (String name : List.of("fibonacci", "echo", "sha-chain", "compute", "memory")) {
      guests.add(Guest.sample(root, name, Generation.V6));
    }
    Guest.fixture(root, Generation.V6).ifPresent(guests::add);
    return guests.stream()
        .flatMap(
            guest ->
                List.of(ProofMode.CORE, ProofMode.COMPRESSED).stream()
                    .map(mode -> new Order(guest, mode)))
        .toList();
  }

  void play() throws InterruptedException {
    tally.check("v6 network, proving: every proof was asked for", this::checkAll);
  }

  private void checkAll() throws IOException, InterruptedException {
    try (Scene scene = Scene.in(directory)) {
      LocalNetwork network = scene.network();
      network.startCoordinator("[verification]", "native_v6 = \"%s\"".formatted(prover));
      long start = System.nanoTime();
      ProgramProcess worker =
          network.startProver(
              WORKER, "backend = \"cpu\"", "server_path = \"%s\"".formatted(prover));
      tally.say("prover: offered after %s, %s", since(start), PeakMemory.ofChildren(worker.pid()));
      for (Order order : orders) {
        tally.check(
            "v6 network, proving: " + order.name() + ": accepted by the SDK's own verify",
            () -> prove(scene, worker, order));
      }
    }
  }

  private void prove(Scene scene, ProgramProcess worker, Order order)
      throws WrongException, IOException, InterruptedException {
    LocalNetwork network = scene.network();
    long start = System.nanoTime();
    Path file =
        directory.resolve(order.guest().name() + "-v6-" + Modes.name(order.mode()) + ".bin");
    SdkProgram sdk =
        SdkProgram.ask(
            client,
            directory,
            network.rpcUrl().toString(),
            order.guest(),
            order.mode(),
            LIMIT,
            file);
    scene.atEnd(sdk::end);
    Following following = new Following(network, sdk);
    worker.await("the proof of " + order.name(), LIMIT, following::isOver);
    JsonNode proved = sdk.proved(order.mode(), LIMIT);
    tally.say(
        "%s: %s, %,d bytes, %,d cycles, %s; last seen: %s",
        order.name(),
        since(start),
        Files.size(file),
        proved.path("details").path("cycles").asLong(),
        PeakMemory.ofChildren(worker.pid()),
        following);
    following.requireProgress(order.mode());
    requirePassport(network, sdk, order.mode());
    if (keep.isPresent()) {
      KeptProof.write(keep.get(), file);
    }
  }

  private static void requirePassport(LocalNetwork network, SdkProgram sdk, ProofMode mode)
      throws WrongException, IOException, InterruptedException {
    String passport = network.page("/passports/" + sdk.request().orElse(""));
    if (!passport.contains("\"verifier\":\"%s\"".formatted(Modes.verifier(mode)))) {
      throw new WrongException("the passport is " + passport);
    }
  }

  private static String since(long startNanos) {
    return Tally.seconds(Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /** Looks at the coordinator's page while the SDK waits. */
  private static final class Following {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LocalNetwork network;
    private final SdkProgram sdk;

    /** The last percents seen of each phase, in the order of the phases. */
    private final Map<String, Integer> percents = new LinkedHashMap<>();

    private boolean fellBack;
    private long lookedNanos = System.nanoTime();

    Following(LocalNetwork network, SdkProgram sdk) {
      this.network = network;
      this.sdk = sdk;
    }

    boolean isOver() {
      if (System.nanoTime() - lookedNanos >= PAUSE.toNanos()) {
        look();
        lookedNanos = System.nanoTime();
      }
      return !sdk.isAlive();
    }

    private void look() {
      try {
        WorkersPage.parse(network.page("/contemplants"))
            .worker(WORKER)
            .flatMap(WorkersPage.Worker::work)
            .ifPresent(this::note);
      } catch (IOException _) {
        // looked at again soon
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private void note(WorkersPage.Work work) {
      Integer before = percents.put(work.phase(), work.percent());
      fellBack |= before != null && work.percent() < before;
    }

    /** A single shard is all or nothing: its phase is seen, and no percent but 0. */
    void requireProgress(ProofMode mode) throws WrongException {
      String longest = mode == ProofMode.CORE ? "PROVING" : "COMPRESSING";
      if (fellBack || !percents.containsKey(longest)) {
        throw new WrongException("percents fell, or %s was not seen: %s".formatted(longest, this));
      }
    }

    @Override
    public String toString() {
      return percents.entrySet().stream()
          .filter(phase -> !phase.getKey().isEmpty())
          .map(phase -> "%s %d %%".formatted(phase.getKey().toLowerCase(ROOT), phase.getValue()))
          .collect(Collectors.joining(", "));
    }
  }
}
