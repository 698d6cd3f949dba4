package org.hierophant.testing.demo;

import java.util.Optional;
import org.hierophant.network.config.ExitCode;
import org.jspecify.annotations.Nullable;

/** What a signal does: everything that was started ends, and nothing is left behind. */
final class Curtain {
  private static final int INTERRUPTED = 130;

  private volatile boolean falling;
  private volatile @Nullable ExitCode code;

  private Curtain() {}

  static Curtain of(Stage stage, Screen screen) {
    Curtain curtain = new Curtain();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("curtain").unstarted(() -> curtain.fall(stage, screen)));
    return curtain;
  }

  private void fall(Stage stage, Screen screen) {
    falling = true;
    if (!stage.isClosed()) {
      screen.close("  stopped");
      stage.close();
      Runtime.getRuntime()
          .halt(Optional.ofNullable(code).map(ExitCode::number).orElse(INTERRUPTED));
    }
  }

  /** True once a signal has come: what fails now fails because of it. */
  boolean isFalling() {
    return falling;
  }

  /** What the process ends with when a signal comes from now on. */
  void endsWith(ExitCode exitCode) {
    code = exitCode;
  }
}
