package org.hierophant.testing.real;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The part of {@code ./run test-native} that needs a coordinator, a worker and the SDKs. */
@Command(
    name = "./run real-proofs",
    description =
        "Genuine proofs through a coordinator that verifies them with the native programs, fetched"
            + " and verified by the unmodified SDKs. Exit code 1 if a check failed.")
final class RealProofs implements Callable<Integer> {
  /** How many proofs are made. */
  private enum Amount {
    NONE,
    SOME,
    ALL
  }

  private static final String OWN = "samples/proofs/fibonacci-v6-%s.bin.zst";
  private static final String FIXTURE = "sp1-v5/fibonacci/core.proof.bin";

  @Option(names = "--root", required = true, description = "of the checkout")
  private Path root = Path.of("");

  @Option(names = "--work", required = true, description = "an empty folder of a short name")
  private Path work = Path.of("");

  @Option(names = "--v6", description = "sp1-cpu-prover")
  private @Nullable Path v6;

  @Option(names = "--v5", description = "sp1-v5-verifier")
  private @Nullable Path v5;

  @Option(names = "--client-v6", description = "the test client on sp1-sdk 6")
  private @Nullable Path clientV6;

  @Option(names = "--client-v5", description = "the test client on sp1-sdk 5")
  private @Nullable Path clientV5;

  @Option(names = "--prove", defaultValue = "NONE", description = "${COMPLETION-CANDIDATES}")
  private Amount prove = Amount.NONE;

  @Option(names = "--keep", description = "a folder for the proofs that are made")
  private @Nullable Path keep;

  private RealProofs() {}

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new RealProofs())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Tally tally = new Tally(System.out);
    if (v6 != null && clientV6 != null) {
      for (ProofMode mode : List.of(ProofMode.CORE, ProofMode.COMPRESSED)) {
        new RecordedProofs(
                tally,
                work.resolve("v6-" + Modes.name(mode)),
                Generation.V6,
                v6,
                clientV6,
                Guest.sample(root, "fibonacci", Generation.V6),
                mode,
                unpacked(root.resolve(OWN.formatted(Modes.name(mode)))))
            .play();
      }
    }
    if (v5 != null && clientV5 != null) {
      recordedV5(tally, v5, clientV5);
    }
    if (v6 != null && clientV6 != null && prove != Amount.NONE) {
      new MadeProofs(
              tally,
              work.resolve("proving"),
              v6,
              clientV6,
              prove == Amount.ALL ? MadeProofs.all(root) : MadeProofs.some(root),
              Optional.ofNullable(keep))
          .play();
    }
    return tally.isGood() ? 0 : 1;
  }

  private void recordedV5(Tally tally, Path verifier, Path client)
      throws IOException, InterruptedException {
    Optional<Guest> guest = Guest.fixture(root, Generation.V5);
    Path recorded = Guest.fixtures(root).resolve(FIXTURE);
    if (guest.isEmpty() || !Files.isRegularFile(recorded)) {
      tally.skipped("v5 network: no " + recorded + ", the only genuine Core proof of SP1 5");
      return;
    }
    byte[] saved = Files.readAllBytes(recorded);
    new RecordedProofs(
            tally,
            work.resolve("v5"),
            Generation.V5,
            verifier,
            client,
            guest.get(),
            ProofMode.CORE,
            Arrays.copyOf(saved, saved.length - 1)) // as clients download it
        .play();
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream in = new ZstdInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
