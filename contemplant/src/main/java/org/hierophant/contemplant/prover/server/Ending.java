package org.hierophant.contemplant.prover.server;

import java.time.Duration;

/** How one proof on a lent server went. */
public sealed interface Ending {
  /** The proof is in the task's file. */
  record Made(Duration time) implements Ending {}

  /** The server has nothing more to do with it, and is as good as before. */
  record NotMade(Stop why) implements Ending {}

  /** The server is not to be used any more. */
  record Spoilt(Stop why) implements Ending {}

  /** Nothing was begun: the server has served long enough, and the proof is for the next one. */
  record WornOut() implements Ending {}
}
