package org.hierophant.contemplant.prover.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.contemplant.prover.container.EngineException.Kind;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.hierophant.contemplant.prover.process.LineFeed;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container that was started: its log is read and its end is waited for, also over a restart of
 * the engine, which closes both connections.
 *
 * <p><b>Thread.</b> Any.
 */
public final class RunningContainer {
  private static final Logger log = LoggerFactory.getLogger(RunningContainer.class);

  /** An engine that does not come back in this time has taken its containers with it. */
  private static final Duration ENGINE_LIMIT = Duration.ofSeconds(20);

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration LOG_END_LIMIT = Duration.ofSeconds(1);

  private final Engine engine;
  private final String id;
  private final OptionalInt port;
  private final ChildLog output;
  private final CountDownLatch gone = new CountDownLatch(1);
  private volatile String ending = "not known";
  private volatile OptionalLong exitCode = OptionalLong.empty();
  private volatile boolean stopping;
  private volatile @Nullable Lines lines;

  RunningContainer(Engine engine, String id, OptionalInt port, ChildLog output) {
    this.engine = engine;
    this.id = id;
    this.port = port;
    this.output = output;
  }

  /** The engine's number of it. */
  public String id() {
    return id;
  }

  void follow() {
    Thread.ofVirtual().name("container-" + id.substring(0, 12)).start(this::awaitEnd);
  }

  public boolean isAlive() {
    return gone.getCount() > 0;
  }

  /** How it ended, for people. */
  public String ending() {
    return ending;
  }

  /** Empty while it lives, and where the engine took it along. */
  public OptionalLong exitCode() {
    return exitCode;
  }

  /** True once it has ended. */
  public boolean awaitGone(Duration limit) throws InterruptedException {
    return gone.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Where on 127.0.0.1 its port is.
   *
   * @throws EngineException of kind GONE if it has ended
   */
  public int hostPort() throws EngineException {
    ExposedPort inside = ExposedPort.tcp(port.orElseThrow());
    Ports ports = inspect().getNetworkSettings().getPorts();
    Ports.Binding[] bindings = ports == null ? null : ports.getBindings().get(inside);
    if (bindings == null || bindings.length == 0) {
      throw new EngineException(
          Kind.GONE, "the container has no port " + inside + " any more", new IOException());
    }
    return Integer.parseInt(bindings[0].getHostPortSpec());
  }

  private InspectContainerResponse inspect() throws EngineException {
    return engine.call("inspect", () -> engine.client().inspectContainerCmd(id).exec());
  }

  private void awaitEnd() {
    try {
      do { // also of one that has ended already, whose last words are all there is
        Lines reader = new Lines(output);
        lines = reader;
        engine
            .client()
            .logContainerCmd(id)
            .withStdOut(true)
            .withStdErr(true)
            .withFollowStream(true)
            .withTail(ChildLog.MAX_LINES)
            .exec(reader);
        try (reader;
            var wait = new ResultCallback.Adapter<WaitResponse>()) {
          engine.client().waitContainerCmd(id).exec(wait).awaitCompletion();
          reader.awaitCompletion(LOG_END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | RuntimeException e) {
          log.atDebug()
              .addKeyValue("container", id)
              .setCause(e)
              .log("connection to a container ends");
        }
      } while (!hasEnded());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ending = "not known: " + e;
      log.atError().addKeyValue("container", id).setCause(e).log("watching a container broke");
    } finally {
      gone.countDown();
    }
  }

  /** True once it is known that it does not run; an engine that restarts is waited for. */
  private boolean hasEnded() throws InterruptedException {
    long end = System.nanoTime() + ENGINE_LIMIT.toNanos();
    while (!stopping) {
      try {
        var state = inspect().getState();
        if (Boolean.TRUE.equals(state.getRunning())) {
          return false;
        }
        long code = Objects.requireNonNullElse(state.getExitCodeLong(), -1L);
        exitCode = OptionalLong.of(code);
        ending =
            (Boolean.TRUE.equals(state.getOOMKilled()) ? "out of memory, " : "")
                + (code > 128 ? "killed by signal " + (code - 128) : "exit code " + code);
        return true;
      } catch (EngineException e) {
        if (e.kind() == Kind.GONE) {
          ending = "removed by someone else";
          return true;
        }
        if (System.nanoTime() - end >= 0) {
          ending = String.valueOf(e.getMessage());
          return true;
        }
        Thread.sleep(LOOK);
      }
    }
    ending = "stopped";
    return true;
  }

  /**
   * Ends and removes it. When this returns nothing of it runs, whatever interrupts, unless the
   * engine does not answer: then it is removed at the next start.
   */
  public void stop() {
    stopping = true;
    try {
      engine.remove(id);
    } catch (EngineException e) {
      log.atError()
          .addKeyValue("container", id)
          .addKeyValue("reason", e.getMessage())
          .log("container cannot be removed; it will be at the next start");
    }
    Lines reader = lines;
    if (reader != null) {
      close(reader);
    }
  }

  private void close(Closeable reader) {
    try {
      reader.close();
    } catch (IOException e) {
      log.atDebug()
          .addKeyValue("container", id)
          .setCause(e)
          .log("log of a container does not close");
    }
  }

  /** Two streams, whose frames come mixed. */
  private static final class Lines extends ResultCallback.Adapter<Frame> {
    private final LineFeed out;
    private final LineFeed err;

    Lines(ChildLog output) {
      this.out = new LineFeed(output);
      this.err = new LineFeed(output);
    }

    @Override
    public void onNext(Frame frame) {
      byte[] bytes = frame.getPayload();
      (frame.getStreamType() == StreamType.STDERR ? err : out).bytes(bytes, bytes.length);
    }

    @Override
    public void onComplete() {
      out.end();
      err.end();
      super.onComplete();
    }
  }
}
