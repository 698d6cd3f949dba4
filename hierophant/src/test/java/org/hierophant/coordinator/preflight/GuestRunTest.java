package org.hierophant.coordinator.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.hierophant.coordinator.request.ExecuteFailureCause;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What executing the samples shows, as the SDKs say it. */
class GuestRunTest {
  private static final BooleanSupplier NEVER = () -> false;
  private static final PreflightLimits LIMITS = limits(256L << 20);

  @TempDir Path directory;
  private StoredGuests guests;

  @BeforeEach
  void open() throws IOException {
    guests = new StoredGuests(directory.resolve("artifacts"));
  }

  private static PreflightLimits limits(long memoryBytes) {
    return new PreflightLimits(1, 1, memoryBytes, Duration.ofMinutes(5));
  }

  private Finding run(RequestBuilder request) throws IOException {
    return run(request, LIMITS, NEVER);
  }

  private Finding run(RequestBuilder request, PreflightLimits limits, BooleanSupplier stopped)
      throws IOException {
    return new GuestRun(guests.store(), limits).run(request.build().request(), stopped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v5", "v6"})
  void aSoundProgramHasTheCyclesAndValuesThatTheSdkReports(String generation) throws IOException {
    String sdk = StoredGuests.expected("fibonacci", generation);

    Finding finding = run(guests.request(1, generation, "fibonacci"));

    byte[] values = HexFormat.of().parseHex(text(sdk, "pv"));
    assertThat(finding)
        .isEqualTo(
            new Finding.Sound(
                new Executed(
                    number(sdk, "cycles"),
                    generation.equals("v6")
                        ? OptionalLong.of(number(sdk, "gas"))
                        : OptionalLong.empty(),
                    Sha256.ofContent(values).value())));
  }

  private static String text(String json, String key) {
    return json.replaceAll(".*\"" + key + "\":\"?([0-9a-f]+).*", "$1");
  }

  private static long number(String json, String key) {
    return Long.parseLong(text(json, key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v5", "v6"})
  void aProgramThatPanicsIsGuiltyOfItsExitCode(String generation) throws IOException {
    assertThat(guilty(run(guests.request(1, generation, "panic"))).cause())
        .isEqualTo(ExecuteFailureCause.HALT_WITH_NON_ZERO_EXIT_CODE);
    assertThat(guilty(run(guests.request(2, generation, "bad-access"))).cause())
        .isEqualTo(ExecuteFailureCause.INVALID_MEMORY_ACCESS);
  }

  @Test
  void theRequestsLimitsCountAndTheLastCycleOfThemIsAllowed() throws IOException {
    String sdk = StoredGuests.expected("fibonacci", "v6");
    RequestBuilder request = guests.request(1, "v6", "fibonacci");
    long cycles = number(sdk, "cycles");
    long gas = number(sdk, "gas");

    assertThat(run(request.limits(cycles, gas))).isInstanceOf(Finding.Sound.class);
    assertThat(guilty(run(request.limits(cycles - 1, gas))).cause())
        .isEqualTo(ExecuteFailureCause.EXCEEDED_CYCLE_LIMIT);
    assertThat(guilty(run(request.limits(cycles, gas - 1))).cause())
        .isEqualTo(ExecuteFailureCause.EXCEEDED_GAS_LIMIT);
  }

  @Test
  void bytesThatCannotBeReadAreTheRequestsFault() throws IOException {
    byte[] program = StoredGuests.program("fibonacci", "v6");
    byte[] stdin = StoredGuests.stdin("fibonacci");
    byte[] cutFrame = Arrays.copyOf(Zstd.compress(program), 200);

    for (RequestBuilder bad :
        new RequestBuilder[] {
          guests.request(1, "v6", new byte[] {1}, stdin),
          guests.request(2, "v6", StoredGuests.program("fibonacci", "v5"), stdin),
          guests.request(3, "v6", program, new byte[] {1}),
          guests.request(4, "v6", cutFrame, stdin)
        }) {
      Finding.Guilty guilty = guilty(run(bad));
      assertThat(guilty.cause()).isEqualTo(ExecuteFailureCause.UNSPECIFIED);
      assertThat(guilty.cycles()).isEmpty();
      assertThat(guilty.detail()).isNotBlank();
    }
  }

  @Test
  void compressedArtifactsAreTheSameProgram() throws IOException {
    Finding plain = run(guests.request(1, "v6", "fibonacci"));

    Finding packed =
        run(
            guests.request(
                2,
                "v6",
                Zstd.compress(StoredGuests.program("fibonacci", "v6")),
                Zstd.compress(StoredGuests.stdin("fibonacci"))));

    assertThat(packed).isEqualTo(plain).isInstanceOf(Finding.Sound.class);
  }

  @Test
  void aDamagedOrMissingArtifactSaysNothingAgainstItsProgram() throws IOException {
    StoredArtifact program =
        guests.store(ArtifactType.PROGRAM, StoredGuests.program("fibonacci", "v6"));
    StoredArtifact damaged =
        guests.store(ArtifactType.STDIN, new byte[] {1}); // nothing that can be read
    StoredArtifact sent =
        new StoredArtifact(damaged.uri(), Sha256.ofContent(new byte[24]), damaged.sizeBytes());

    assertThat(run(new RequestBuilder(1).artifacts(program, sent)))
        .isInstanceOf(Finding.Unknown.class);

    guests.store().delete(program.uri());

    assertThat(run(new RequestBuilder(1).artifacts(program, sent)))
        .isInstanceOf(Finding.Unknown.class);
  }

  @Test
  void whatDoesNotFitHereIsLeftToTheWorkers() throws IOException {
    byte[] bomb = Zstd.compress(new byte[17 << 20]);
    PreflightLimits small = limits(64L << 20);

    assertThat(run(guests.request(1, "v6", bomb, StoredGuests.stdin("fibonacci")), small, NEVER))
        .isInstanceOf(Finding.Unknown.class);
    assertThat(
            run(
                guests.request(2, "v6", StoredGuests.program("fibonacci", "v6"), bomb),
                small,
                NEVER))
        .isInstanceOf(Finding.Unknown.class);
    assertThat(run(guests.request(3, "v6", "sha-chain"), limits(1L << 20), NEVER))
        .isInstanceOf(Finding.Unknown.class);
    assertThat(run(new RequestBuilder(4).version("sp1-v7.0.0")))
        .isInstanceOf(Finding.Unknown.class);
  }

  @Test
  void aRunThatIsToldToStopHasFoundNothing() throws IOException {
    AtomicInteger looks = new AtomicInteger();
    byte[] endless = StoredGuests.stdinOf(-1); // four milliards of rounds

    Finding finding =
        run(
            guests.request(1, "v6", StoredGuests.program("compute", "v6"), endless),
            LIMITS,
            () -> looks.incrementAndGet() > 10);

    assertThat(finding).isInstanceOf(Finding.Unknown.class);
    assertThat(looks).hasValue(11);
  }

  private static Finding.Guilty guilty(Finding finding) {
    assertThat(finding).isInstanceOf(Finding.Guilty.class);
    return (Finding.Guilty) finding;
  }
}
