package org.hierophant.coordinator.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hierophant.coordinator.artifact.ArtifactUpload;
import org.hierophant.coordinator.artifact.FileArtifactStore;
import org.hierophant.coordinator.artifact.FileStoreLimits;
import org.hierophant.coordinator.artifact.OwnedDirectory;
import org.hierophant.coordinator.ledger.Command;
import org.hierophant.coordinator.ledger.Command.ProofFault;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.Ledger;
import org.hierophant.coordinator.ledger.LedgerView;
import org.hierophant.coordinator.ledger.Outcome;
import org.hierophant.coordinator.request.Candidate;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.coordinator.testing.FakeLedgerView;
import org.hierophant.coordinator.testing.RequestBuilder;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.coordinator.verification.passport.PassportBook;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

@Timeout(60)
class VerificationTest {
  private static final byte[] PROOF = {1, 2, 3};
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Optional<Bytes32> HASH = Optional.of(Samples.bytes32(0x55));
  private static final Verdict RIGHT =
      new Verdict.Right(HASH, Evidence.ofWhole("test", Duration.ofMillis(3)));

  @TempDir Path directory;

  private final Told told = new Told();
  private FileArtifactStore store;
  private PassportBook passports;
  private Verification verification;

  @BeforeEach
  void open() throws IOException {
    store =
        FileArtifactStore.open(
            OwnedDirectory.claim(directory.resolve("artifacts"), "artifact_store_directory"),
            new FileStoreLimits(2, 0),
            InstantSource.fixed(Samples.NOW),
            () -> Long.MAX_VALUE);
    passports = PassportBook.open(directory.resolve("passports"));
  }

  @AfterEach
  void close() throws IOException {
    if (verification != null) {
      verification.close();
    }
    passports.close();
    store.close();
  }

  @Test
  void aRightProofHasItsPassportBeforeTheLedgerHears() throws Exception {
    told.onCommand = () -> assertThat(passportOf(1)).isPresent();
    start(LONG, 1, (request, program, content) -> RIGHT);

    verification.verify(effect(1, store(1)));

    assertThat(told.next()).isEqualTo(new Command.PublishProof(Samples.request(1), lease(1), HASH));
    assertThat(told.trouble).isNull();
  }

  @Test
  void aWrongProofIsKeptAsideAndHasNoPassport() throws Exception {
    start(
        LONG,
        1,
        (request, program, content) -> new Verdict.Wrong(ProofFault.INVALID, "another program's"));

    verification.verify(effect(1, store(1)));

    assertThat(told.next())
        .isEqualTo(
            new Command.RejectProof(
                Samples.request(1), lease(1), ProofFault.INVALID, "another program's"));
    assertThat(directory.resolve("rejected")).isNotEmptyDirectory();
    assertThat(passportOf(1)).isEmpty();
  }

  @Test
  void bytesThatAreNotWhatWasAnnouncedAreNotLookedAt() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    start(
        LONG,
        1,
        (request, program, content) -> {
          looks.incrementAndGet();
          return RIGHT;
        });
    StoredArtifact stored = store(1);
    StoredArtifact announced =
        new StoredArtifact(stored.uri(), Sha256.ofContent(new byte[] {9}), stored.sizeBytes());

    verification.verify(effect(1, announced));
    verification.verify(effect(2, Samples.stored(Samples.uri(ArtifactType.PROOF, 2))));

    assertThat(List.of(told.next(), told.next()))
        .allSatisfy(
            command ->
                assertThat(command)
                    .isInstanceOfSatisfying(
                        Command.RejectProof.class,
                        rejection -> assertThat(rejection.fault()).isEqualTo(ProofFault.DAMAGED)));
    assertThat(looks).hasValue(0);
  }

  @Test
  void aVerifierThatBreaksIsOurFault() throws Exception {
    start(
        LONG,
        1,
        (request, program, content) -> {
          throw new StackOverflowError("in the test");
        });

    verification.verify(effect(1, store(1)));

    assertThat(told.next())
        .isEqualTo(
            new Command.VerificationUnavailable(
                Samples.request(1), lease(1), "the verifier broke"));
    assertThat(directory.resolve("rejected")).doesNotExist();
  }

  @Test
  void aVerifierThatTakesTooLongIsStoppedAndItIsOurFault() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    start(
        Duration.ofMillis(1),
        1,
        (request, program, content) -> {
          never.await();
          return RIGHT;
        });

    verification.verify(effect(1, store(1)));

    assertThat(told.next())
        .isInstanceOfSatisfying(
            Command.VerificationUnavailable.class,
            unavailable -> assertThat(unavailable.reason()).startsWith("not done within"));
    assertThat(passportOf(1)).isEmpty();
  }

  /** The first look does not listen, so the second waits for longer than any look may take. */
  @Test
  void waitingForAThreadDoesNotCount() throws Exception {
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    start(
        Duration.ofMillis(5),
        1,
        (request, program, content) -> {
          goOn.join();
          return RIGHT;
        });

    verification.verify(effect(1, store(1)));
    verification.verify(effect(2, store(2)));
    goOn.completeOnTimeout(null, 100, TimeUnit.MILLISECONDS);

    assertThat(List.of(told.next(), told.next()))
        .extracting(VerificationTest::wordAbout)
        .containsExactly(
            Samples.request(1) + " not done within PT0.005S", Samples.request(2) + " is looked at");
  }

  /** The second may well be done in time, or not. */
  private static String wordAbout(Command<?> command) {
    return switch (command) {
      case Command.PublishProof(var request, _, _) -> request + " is looked at";
      case Command.VerificationUnavailable(var request, _, var reason)
          when request.equals(Samples.request(2)) && reason.startsWith("not done within") ->
          request + " is looked at";
      case Command.VerificationUnavailable(var request, _, var reason) -> request + " " + reason;
      default -> command.toString();
    };
  }

  /** An interrupted write would close the file that all passports are chained in. */
  @Test
  void aTimeThatEndsWithTheLookDoesNotHarmThePassportsOfOthers() throws Exception {
    start(
        LONG,
        1,
        (request, program, content) -> {
          Thread.currentThread().interrupt();
          return RIGHT;
        });

    verification.verify(effect(1, store(1)));
    verification.verify(effect(2, store(2)));

    assertThat(told.next()).isEqualTo(new Command.PublishProof(Samples.request(1), lease(1), HASH));
    assertThat(told.next()).isEqualTo(new Command.PublishProof(Samples.request(2), lease(2), HASH));
  }

  @Test
  void oneThatIsLookedAtIsNotLookedAtTwiceAndOneTooManyIsForLater() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    start(
        LONG,
        1,
        (request, program, content) -> {
          looks.incrementAndGet();
          looking.countDown();
          goOn.await();
          return RIGHT;
        });

    verification.verify(effect(1, store(1)));
    looking.await();
    verification.verify(effect(1, store(1)));
    verification.verify(effect(2, store(2)));
    verification.verify(effect(3, store(3)));

    assertThat(told.next())
        .isEqualTo(
            new Command.VerificationUnavailable(
                Samples.request(3), lease(3), "too many results wait to be verified"));
    goOn.countDown();
    assertThat(told.next()).isEqualTo(new Command.PublishProof(Samples.request(1), lease(1), HASH));
    assertThat(told.next()).isEqualTo(new Command.PublishProof(Samples.request(2), lease(2), HASH));
    assertThat(looks).hasValue(2);
  }

  @Test
  void aThreadThatCannotBeHadIsTriedForAgain() throws Exception {
    AtomicInteger threads = new AtomicInteger();
    start(
        LONG,
        (request, program, content) -> RIGHT,
        work -> {
          if (threads.incrementAndGet() == 1) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(work);
        });

    verification.verify(effect(1, store(1)));

    assertThat(told.next())
        .isEqualTo(
            new Command.VerificationUnavailable(
                Samples.request(1),
                lease(1),
                "no thread can be had: unable to create native thread"));

    verification.verify(effect(1, store(1)));

    assertThat(told.next()).isEqualTo(new Command.PublishProof(Samples.request(1), lease(1), HASH));
  }

  /** It would be the last one. */
  @Test
  void aTidyingThatBreaksEndsQuietly() throws Exception {
    verification =
        new Verification(
            store,
            (request, program, content) -> RIGHT,
            new RejectedProofs(directory.resolve("rejected"), 4),
            passports,
            () -> {
              throw new UncheckedIOException(new IOException("cannot be listed"));
            },
            1,
            1,
            LONG,
            Samples.timeAt(Samples.NOW));

    assertThatCode(verification::tidy).doesNotThrowAnyException();
  }

  @Test
  void passportsAreForgottenWithTheirProofsButNotWhileTheJournalIsRead() throws Exception {
    start(LONG, 1, (request, program, content) -> RIGHT);
    for (int number : new int[] {1, 2}) {
      passports.issue(
          Samples.uri(ArtifactType.PROOF, number), JsonNodeFactory.instance.objectNode());
    }
    told.view.proofs.put(
        Samples.uri(ArtifactType.PROOF, 1), new RequestBuilder(1).fulfilled().build());
    told.view.whole = new CompletableFuture<>();

    verification.tidy();

    assertThat(passportOf(2)).isPresent();

    told.view.whole.complete(null);
    verification.tidy();

    assertThat(passportOf(1)).isPresent();
    assertThat(passportOf(2)).isEmpty();
  }

  private void start(Duration limit, int waiting, Verifier verifier) {
    verification =
        new Verification(
            store,
            verifier,
            new RejectedProofs(directory.resolve("rejected"), 4),
            passports,
            () -> told,
            1,
            waiting,
            limit,
            Samples.timeAt(Samples.NOW));
  }

  private void start(Duration limit, Verifier verifier, ThreadFactory threads) {
    verification =
        new Verification(
            store,
            verifier,
            new RejectedProofs(directory.resolve("rejected"), 4),
            passports,
            () -> told,
            1,
            1,
            limit,
            Samples.timeAt(Samples.NOW),
            threads);
  }

  private Optional<byte[]> passportOf(int number) {
    try {
      return passports.find(Samples.uri(ArtifactType.PROOF, number));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private StoredArtifact store(int number) throws IOException {
    ArtifactUri uri = Samples.uri(ArtifactType.PROOF, number);
    try (ArtifactUpload upload = store.openUpload(uri, PROOF.length)) {
      upload.write(PROOF, 0, PROOF.length);
      var _ = upload.commit(Optional.empty());
    }
    return store.stat(uri).orElseThrow().stored();
  }

  private static LeaseToken lease(int number) {
    return new LeaseToken("lease-" + number);
  }

  private static Effect.Verify effect(int number, StoredArtifact proof) {
    return new Effect.Verify(
        new RequestBuilder(number).build().request(),
        Samples.program(1),
        new Candidate(
            lease(number),
            RequestBuilder.WORKER,
            proof,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            false,
            Samples.NOW,
            Samples.NOW));
  }

  /** Takes what the ledger is told. */
  private static final class Told implements Ledger {
    private final FakeLedgerView view = new FakeLedgerView();
    private final LinkedBlockingQueue<Command<?>> commands = new LinkedBlockingQueue<>();
    private volatile Runnable onCommand = () -> {};
    private volatile AssertionError trouble;

    Command<?> next() throws InterruptedException {
      Command<?> command = commands.poll(30, TimeUnit.SECONDS);
      assertThat(command).as("a word to the ledger").isNotNull();
      return command;
    }

    @Override
    public <T> CompletableFuture<Outcome<T>> submit(Command<T> command) {
      try {
        onCommand.run();
      } catch (AssertionError e) {
        trouble = e;
      }
      commands.add(command);
      return new CompletableFuture<>();
    }

    @Override
    public LedgerView view() {
      return view;
    }
  }
}
