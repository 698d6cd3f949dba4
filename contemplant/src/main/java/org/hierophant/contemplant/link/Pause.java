package org.hierophant.contemplant.link;

import java.time.Duration;

/** How time passes between two tries; tests let it pass at once. */
@FunctionalInterface
public interface Pause {
  void sleep(Duration duration) throws InterruptedException;

  /** Really waits. */
  static Pause real() {
    return Thread::sleep;
  }
}
