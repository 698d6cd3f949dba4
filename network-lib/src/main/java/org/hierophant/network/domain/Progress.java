package org.hierophant.network.domain;

/**
 * How far an attempt is.
 *
 * @param total 0 while it is not known; unit as {@code done}: cycles, shards or bytes by phase
 */
public record Progress(Phase phase, long done, long total) implements Comparable<Progress> {
  public Progress {
    if (done < 0 || total < 0) {
      throw new IllegalArgumentException("progress must not be negative: " + done + "/" + total);
    }
  }

  /** 0 to 100, rounded down; 0 while the total is unknown. */
  public int percent() {
    if (total == 0) {
      return 0;
    }
    return done >= total ? 100 : (int) (100.0 * done / total);
  }

  /** Later phases are greater, then larger amounts; an equal report is no progress. */
  @Override
  public int compareTo(Progress other) {
    int byPhase = phase.compareTo(other.phase);
    return byPhase != 0 ? byPhase : Long.compare(done, other.done);
  }
}
