package org.hierophant.contemplant.prover.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.hierophant.network.transfer.DecodedTooLargeException;

/**
 * The steps of one proof, each watched; the first that does not succeed ends the proof.
 *
 * <p><b>Thread.</b> The attempt's.
 */
public final class Steps {
  private static final Duration LOCAL_LIMIT = Duration.ofMinutes(30);

  private static final Duration ASIDE_END_LIMIT = Duration.ofSeconds(4);

  private final Watch watch;

  Steps(Watch watch) {
    this.watch = watch;
  }

  /** Ends the proof from inside. */
  public static final class StopException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Ending ending;

    public StopException(Ending ending) {
      super(ending.toString());
      this.ending = ending;
    }

    public Ending ending() {
      return ending;
    }
  }

  /** Ends the proof if nothing more should be begun; the server does not know of it yet. */
  public void begin() throws StopException {
    Optional<Stop> why = watch.before();
    if (why.isPresent()) {
      throw new StopException(new Ending.NotMade(why.get()));
    }
  }

  /** What only works with files: when it stops, the server does not know of it. */
  public <T> T local(String stage, Callable<T> step) throws InterruptedException, StopException {
    Callable<T> onDisk =
        () -> {
          try {
            return step.call();
          } catch (DecodedTooLargeException e) {
            throw e;
          } catch (IOException e) {
            throw new DiskException(e);
          }
        };
    return switch (watch.run(stage, () -> LOCAL_LIMIT, onDisk)) {
      case Watch.Result.Answer<T>(T value) -> value;
      case Watch.Result.Stopped<T>(Stop why, _) ->
          throw new StopException(
              switch (why) {
                case Stop.Cancelled _,
                    Stop.LeaseOver _,
                    Stop.Guilty _,
                    Stop.BadInput _,
                    Stop.Unfit _,
                    Stop.Disk _ ->
                    new Ending.NotMade(why);
                case Stop.Late _,
                    Stop.Silent _,
                    Stop.Fatal _,
                    Stop.Ended _,
                    Stop.Broken _,
                    Stop.Refused _ ->
                    new Ending.Spoilt(why);
              });
    };
  }

  /**
   * What the server does: one that is not waited for any longer cannot be used any more.
   *
   * @param limit may become shorter once more is known
   */
  public <T> T remote(String stage, Supplier<Duration> limit, Callable<T> exchange)
      throws InterruptedException, StopException {
    return switch (watch.run(stage, limit, exchange)) {
      case Watch.Result.Answer<T>(T value) -> value;
      case Watch.Result.Stopped<T>(Stop why, _) -> throw new StopException(new Ending.Spoilt(why));
    };
  }

  /**
   * What the server begins once it was told all of a question: one that was called off before that
   * is no worse for it, though its connection may be of no use any more.
   *
   * @param limit as above
   */
  public <T> T question(
      String stage, Supplier<Duration> limit, HeadStart headStart, Callable<T> exchange)
      throws InterruptedException, StopException {
    return switch (watch.run(stage, limit, headStart, exchange)) {
      case Watch.Result.Answer<T>(T value) -> value;
      case Watch.Result.Stopped<T>(Stop why, boolean calledOff) ->
          throw new StopException(calledOff ? new Ending.NotMade(why) : new Ending.Spoilt(why));
    };
  }

  /**
   * What is done beside the server, which does not suffer from it; must end soon when interrupted.
   */
  public <T> T aside(String stage, Supplier<Duration> limit, Callable<T> work)
      throws InterruptedException, StopException {
    CountDownLatch ended = new CountDownLatch(1);
    Callable<T> counted =
        () -> {
          try {
            return work.call();
          } finally {
            ended.countDown();
          }
        };
    return switch (watch.run(stage, limit, counted)) {
      case Watch.Result.Answer<T>(T value) -> value;
      case Watch.Result.Stopped<T>(Stop why, _) ->
          throw new StopException(
              ended.await(ASIDE_END_LIMIT.toNanos(), TimeUnit.NANOSECONDS)
                  ? new Ending.NotMade(why)
                  : new Ending.Spoilt(why));
    };
  }
}
