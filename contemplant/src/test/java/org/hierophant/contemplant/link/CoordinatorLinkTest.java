package org.hierophant.contemplant.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hierophant.contemplant.testing.FakeCoordinator;
import org.hierophant.contemplant.testing.FakeSession;
import org.hierophant.network.config.Secret;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.network.wire.AttemptKey;
import org.hierophant.network.wire.CloseReason;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.RejectCode;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.WorkerChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CoordinatorLinkTest {
  private static final AttemptKey ATTEMPT =
      new AttemptKey(new RequestId(new Bytes32(1, 2, 3, 4)), new LeaseToken("lease"));
  private static final Duration HOUR = Duration.ofHours(1);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Recorded conversation = new Recorded();
  private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
  private FakeCoordinator coordinator;
  private Optional<Secret> token = Optional.empty();
  private Duration heartbeatInterval = HOUR;
  private Duration acknowledgeLimit = HOUR;
  private CoordinatorLink link;

  @BeforeEach
  void listen() throws IOException {
    coordinator = FakeCoordinator.start();
  }

  @AfterEach
  void stop() throws IOException {
    link.close();
    coordinator.close();
    http.shutdownNow();
  }

  @Test
  void dialsWithSubprotocolAndTokenAndSaysHello() throws Exception {
    token = Optional.of(new Secret("sesame"));
    start();

    FakeSession session = coordinator.session();

    assertThat(session.header("sec-websocket-protocol")).isEqualTo(WorkerChannel.SUBPROTOCOL);
    assertThat(session.header("authorization")).isEqualTo("Bearer sesame");
    assertThat(session.next(FromWorker.Hello.class)).isEqualTo(conversation.hello());
    assertThat(link.wasWelcomed()).isFalse();
  }

  @Test
  void onceWelcomedItHandsOnWhatIsHeardAndSaysWhatIsTold() throws Exception {
    start();
    FakeSession session = welcomed();

    session.say(new ToWorker.Superseded(ATTEMPT));
    session.say(new ToWorker.Settled(ATTEMPT));
    session.say(new ToWorker.Drain("go"));

    assertThat(conversation.next()).isEqualTo(new ToWorker.Superseded(ATTEMPT));
    assertThat(conversation.next()).isEqualTo(new ToWorker.Settled(ATTEMPT));
    assertThat(conversation.next()).isEqualTo(new ToWorker.Drain("go"));
    assertThat(link.wasWelcomed()).isTrue();
    assertThat(link.say(new FromWorker.Accept(ATTEMPT))).isTrue();
    assertThat(session.next(FromWorker.Accept.class).attempt()).isEqualTo(ATTEMPT);
  }

  @Test
  void whatIsRenewedConnectsAnewAndSaysHelloAgain() throws Exception {
    start();
    welcomed();

    link.renew();

    FakeSession second = coordinator.session();
    assertThat(second.next(FromWorker.Hello.class)).isEqualTo(conversation.hello());
  }

  @Test
  void whatIsRenewedBeforeTheWelcomeIsNotForgotten() throws Exception {
    start();
    FakeSession session = coordinator.session();
    session.next(FromWorker.Hello.class);

    link.renew();
    session.say(new ToWorker.Welcome("here", HOUR, List.of()));

    assertThat(coordinator.session().next(FromWorker.Hello.class)).isNotNull();
    assertThat(conversation.welcomes).isEmpty();
  }

  @Test
  void whoHasNothingToOfferDoesNotDial() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ready = new CountDownLatch(1);
    conversation.ready =
        () -> {
          asked.countDown();
          ready.await();
        };
    start();
    asked.await();
    assertThat(coordinator.requests()).isEmpty();

    ready.countDown();

    assertThat(coordinator.session().next(FromWorker.Hello.class)).isNotNull();
  }

  @Test
  void heartbeatsGoOnWhileTheConversationIsStuck() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    conversation.onHeard =
        () -> {
          try {
            stuck.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    heartbeatInterval = Duration.ofMillis(20);
    start();
    FakeSession session = welcomed();

    session.say(new ToWorker.Superseded(ATTEMPT));
    conversation.next();
    long seen = session.next(FromWorker.Heartbeat.class).sequence();

    assertThat(session.next(FromWorker.Heartbeat.class, beat -> beat.sequence() > seen + 3))
        .isNotNull();
    stuck.countDown();
  }

  @Test
  void theShorterOfBothHeartbeatIntervalsCounts() throws Exception {
    start();
    FakeSession session = coordinator.session();
    session.say(new ToWorker.Welcome("c", Duration.ofMillis(20), List.of()));

    assertThat(session.next(FromWorker.Heartbeat.class, beat -> beat.sequence() == 3)).isNotNull();
  }

  @Test
  void comesBackAfterEveryEndAndSaysHelloAgain() throws Exception {
    start();
    welcomed().close(CloseReason.RESTART.code());
    welcomed().cut();
    welcomed().sayText("text");
    welcomed().sayBytes(new byte[] {(byte) 0xff, 1, 2});
    welcomed().say(new ToWorker.Welcome("c", HOUR, List.of()));

    assertThat(coordinator.session().next(FromWorker.Hello.class)).isNotNull();
  }

  /** Cut while the JDK hands over a message: it then says nothing of the end. */
  @Test
  void everyCutIsNoticed() throws Exception {
    start();

    for (int i = 0; i < 20; i++) {
      welcomed().cut();
      assertThat(pause()).isNotNull();
    }
  }

  @Test
  void aConversationThatThrowsDoesNotEndTheLink() throws Exception {
    conversation.onHeard =
        () -> {
          throw new IllegalStateException("bug");
        };
    start();

    welcomed().say(new ToWorker.Superseded(ATTEMPT));

    assertThat(welcomed()).isNotNull();
  }

  @Test
  void aConversationThatThrowsBeforeItIsReadyIsAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    conversation.ready =
        () -> {
          if (asked.incrementAndGet() == 1) {
            throw new IllegalStateException("bug");
          }
        };
    start();

    assertThat(welcomed()).isNotNull();
  }

  @Test
  void aCoordinatorThatFallsSilentIsGivenUp() throws Exception {
    heartbeatInterval = Duration.ofMillis(20);
    acknowledgeLimit = Duration.ofMillis(100);
    start();
    welcomed();

    assertThat(coordinator.session().next(FromWorker.Hello.class)).isNotNull();
  }

  @Test
  void triesLessOftenTheLongerItFails() throws Exception {
    coordinator.close();
    start();

    List<Duration> delays = List.of(pause(), pause(), pause(), pause(), pause(), pause(), pause());

    assertThat(delays.getFirst()).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
    assertThat(delays.get(3)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(delays.getLast()).isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
  }

  @Test
  void aWelcomeMakesTheNextTryComeSoonAgain() throws Exception {
    start();
    for (int i = 0; i < 5; i++) {
      coordinator.session().cut();
      pause();
    }

    welcomed().cut();

    assertThat(pause()).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
  }

  @ParameterizedTest
  @EnumSource(
      value = RejectCode.class,
      names = {"EVICTED", "UNAUTHENTICATED"})
  void aRefusalThatAPersonMustLiftIsNotHurried(RejectCode code) throws Exception {
    start();

    coordinator.session().say(new ToWorker.Reject(code, "no"));

    assertThat(pause()).isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
    assertThat(link.wasWelcomed()).isFalse();
  }

  @Test
  void withoutAConnectionNothingIsSaid() throws Exception {
    start();

    assertThat(link.say(new FromWorker.Accept(ATTEMPT))).isFalse();
  }

  @Test
  void leavesAfterSayingWhatIsQueued() throws Exception {
    start();
    FakeSession session = welcomed();
    for (int i = 0; i < 100; i++) {
      link.say(new FromWorker.Accept(ATTEMPT));
    }
    link.say(new FromWorker.Draining("last"));

    link.close();

    assertThat(session.next(FromWorker.Draining.class).reason()).isEqualTo("last");
    assertThat(session.closeCode()).isEqualTo(CloseReason.NORMAL.code());
  }

  private void start() {
    link =
        new CoordinatorLink(
            http,
            new LinkSettings(
                coordinator.channel(),
                token,
                heartbeatInterval,
                LinkSettings.FIRST_DELAY,
                LinkSettings.LONGEST_DELAY,
                Duration.ofMillis(50),
                acknowledgeLimit),
            pauses::add,
            new Random(1),
            conversation);
    link.start();
  }

  /** The next connection, greeted. */
  private FakeSession welcomed() throws Exception {
    FakeSession session = coordinator.session();
    session.next(FromWorker.Hello.class);
    session.say(new ToWorker.Welcome("c", HOUR, List.of()));
    conversation.welcomes.take();
    return session;
  }

  private Duration pause() throws InterruptedException {
    Duration pause = pauses.poll(10, TimeUnit.SECONDS);
    if (pause == null) {
      throw new AssertionError("no further try");
    }
    return pause;
  }

  /** Notes what it is told. */
  private static final class Recorded implements Conversation {
    final BlockingQueue<ToWorker.Welcome> welcomes = new LinkedBlockingQueue<>();
    final BlockingQueue<ToWorker> heard = new LinkedBlockingQueue<>();
    volatile Runnable onHeard = () -> {};
    volatile Readiness ready = () -> {};

    /** May wait. */
    @FunctionalInterface
    interface Readiness {
      void await() throws InterruptedException;
    }

    @Override
    public void awaitReady() throws InterruptedException {
      ready.await();
    }

    ToWorker next() throws InterruptedException {
      ToWorker message = heard.poll(10, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing was heard");
      }
      return message;
    }

    @Override
    public FromWorker.Hello hello() {
      return new FromWorker.Hello(
          new WorkerId("w"),
          "ruth",
          "1",
          Set.of(new Capability(ProverVm.SP1, ProofMode.CORE, new CircuitVersion("v6.1.0"), true)),
          1,
          List.of(),
          Optional.empty());
    }

    @Override
    public void welcomed(ToWorker.Welcome welcome) {
      welcomes.add(welcome);
    }

    @Override
    public void heard(ToWorker.OfAttempt message) {
      heard.add(message);
      onHeard.run();
    }

    @Override
    public void drain(String reason) {
      heard.add(new ToWorker.Drain(reason));
    }
  }
}
