package org.hierophant.coordinator.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hierophant.coordinator.ledger.Effect;
import org.hierophant.coordinator.ledger.Effects;

/** Keeps what the ledger wants done; can hold the ledger's thread, as none of ours ever may. */
public final class HeldEffects implements Effects {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final List<Effect> all = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Effect.Offer> offers = new LinkedBlockingQueue<>();
  private volatile Hold hold = new Hold(new CountDownLatch(0), new CountDownLatch(0));

  /** Until {@link #close}, the ledger's thread stays in the first effect that it runs. */
  public record Hold(CountDownLatch entered, CountDownLatch released) implements AutoCloseable {
    /** Returns once the ledger's thread is held. */
    public void awaitHeld() throws InterruptedException {
      if (!entered.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the ledger ran no effect");
      }
    }

    @Override
    public void close() {
      released.countDown();
    }
  }

  public Hold hold() {
    hold = new Hold(new CountDownLatch(1), new CountDownLatch(1));
    return hold;
  }

  @Override
  public void run(Effect effect) {
    all.add(effect);
    if (effect instanceof Effect.Offer offer) {
      offers.add(offer);
    }
    Hold now = hold;
    now.entered().countDown();
    try {
      now.released().await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** In the order of the decisions. */
  public List<Effect> all() {
    return all;
  }

  /** Of requests that no longer matter. */
  public void forgetOffers() {
    offers.clear();
  }

  /** The oldest offer that nobody took yet; waits for it. */
  public Effect.Offer takeOffer() throws InterruptedException {
    Effect.Offer offer = offers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (offer == null) {
      throw new AssertionError("no offer came");
    }
    return offer;
  }
}
