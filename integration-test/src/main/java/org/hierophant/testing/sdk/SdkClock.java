package org.hierophant.testing.sdk;

import java.time.Duration;
import java.time.Instant;

/** The client's time, so that hours of polling can pass in microseconds. */
public interface SdkClock {
  Instant now();

  void sleep(Duration duration) throws InterruptedException;

  /** Real time. */
  static SdkClock system() {
    return new SdkClock() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
      }
    };
  }
}
