package org.hierophant.coordinator.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.ledger.SystemTime;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.StoredBytes;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeVerifierTest {
  private static final CircuitVersion V6 = new CircuitVersion("v6.1.0");

  @TempDir private Path directory;

  private final ProofRequest request =
      new RequestBuilder(1).mode(ProofMode.CORE).genuine().build().request();
  private NativeVerifiers natives;

  @BeforeEach
  void noneIsConfigured() throws Exception {
    natives = NativeVerifiers.of(Optional.empty(), Optional.empty(), directory, new SystemTime());
  }

  @AfterEach
  void close() throws Exception {
    natives.close();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> file.toString().endsWith(".sock"))).isEmpty();
    }
  }

  // ---- what is configured ----

  @Test
  void coreProofsNeedTheOperatorsProgramAndTheMessageNamesItsKey() throws Exception {
    ChosenVerifier without = new ChosenVerifier(new LibraryVerifier(), natives);
    assertThat(without.obstacle(ProofMode.CORE, V6).orElseThrow())
        .contains("verification.native_v6");

    use("yes");

    ChosenVerifier with = new ChosenVerifier(new LibraryVerifier(), natives);
    assertThat(with.obstacle(ProofMode.CORE, V6)).isEmpty();
    assertThat(with.obstacle(ProofMode.CORE, new CircuitVersion("v5.0.0"))).isPresent();
  }

  @Test
  void whatIsNoProgramStopsTheStart() {
    assertThatThrownBy(
            () ->
                NativeVerifiers.of(
                    Optional.empty(),
                    Optional.of(directory.resolve("absent")),
                    directory,
                    new SystemTime()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("verification.native_v6")
        .hasMessageContaining("absent");
  }

  // ---- verdicts ----

  @Test
  void itsYesAndItsNoAreVerdicts() throws Exception {
    use("yes");
    assertThat(verify())
        .isInstanceOfSatisfying(
            Verdict.Right.class,
            right -> assertThat(right.evidence().verifier()).isEqualTo("native"));
    natives.close();

    use("no");
    int sent = GenuineProofs.program().vk().length + GenuineProofs.core().length;
    assertThat(verify())
        .isEqualTo(new Verdict.Wrong(ProofFault.INVALID, "the shard's sum is " + sent));
  }

  @Test
  void troubleOfItsOwnIsNoVerdict() throws Exception {
    for (String behaviour : new String[] {"trouble", "crash", "huge", "dead"}) {
      use(behaviour);

      assertThat(verify()).as(behaviour).isInstanceOf(Verdict.Unavailable.class);

      natives.close();
    }
  }

  @Test
  void whatItPrintedBeforeItDiedIsTold() throws Exception {
    use("dead");

    assertThat(verify())
        .isInstanceOfSatisfying(
            Verdict.Unavailable.class,
            unavailable ->
                assertThat(unavailable.reason()).contains("ended with 3", "no such circuit"));
  }

  @Test
  void afterACrashTheNextProofFindsANewProcess() throws Exception {
    use("once");
    assertThat(verify()).isInstanceOf(Verdict.Unavailable.class);

    assertThat(verify()).isInstanceOf(Verdict.Right.class);
  }

  @Test
  void oneThatDoesNotAnswerIsEndedWhenTheTimeIsUp() throws Exception {
    use("mute");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    byte[] proof = GenuineProofs.core();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  begun.countDown();
                  try {
                    new ChosenVerifier(new LibraryVerifier(), natives)
                        .verify(request, GenuineProofs.program(), new StoredBytes(proof));
                  } catch (Exception e) {
                    thrown.set(e);
                  }
                });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();

    thread.join(30_000);
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(running("mute")).isEmpty();
  }

  /** It waits for the rest of that proof, and would take the next one for it. */
  @Test
  void aProcessThatHeardHalfAProofIsNotAskedAgain() throws Exception {
    use("yes");
    assertThat(verify()).isInstanceOf(Verdict.Right.class);
    StoredBytes proof = new StoredBytes(GenuineProofs.core());
    AtomicInteger streams = new AtomicInteger();
    proof.onStream(
        stream ->
            streams.incrementAndGet() == 1 // what the proof says of itself
                ? stream
                : new SequenceInputStream(new ByteArrayInputStream(new byte[99]), breaking()));

    assertThatThrownBy(
            () ->
                new ChosenVerifier(new LibraryVerifier(), natives)
                    .verify(request, GenuineProofs.program(), proof))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(running("fake-verifier-yes")).isEmpty();
    assertThat(verify()).isInstanceOf(Verdict.Right.class);
  }

  private static InputStream breaking() {
    return new InputStream() {
      @Override
      public int read() {
        throw new OutOfMemoryError("in the test");
      }
    };
  }

  private static Stream<ProcessHandle> running(String name) {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(child -> child.info().commandLine().orElse("").contains(name));
  }

  private void use(String behaviour) throws IOException {
    natives =
        NativeVerifiers.of(
            Optional.empty(),
            Optional.of(FakeNativeVerifier.program(directory, behaviour)),
            directory,
            new SystemTime());
  }

  private Verdict verify() throws Exception {
    return new ChosenVerifier(new LibraryVerifier(), natives)
        .verify(request, GenuineProofs.program(), new StoredBytes(GenuineProofs.core()));
  }
}
