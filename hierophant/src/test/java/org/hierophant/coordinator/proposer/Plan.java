package org.hierophant.coordinator.proposer;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.VkHash;

/** Everything about a run that its seed decides before it begins: who, how much, and what fails. */
final class Plan {
  /** What kind of things go wrong. */
  enum Theme {
    NOTHING,
    WORKERS_DIE,
    WORKERS_LEAVE,
    WORKERS_FREEZE,
    PROVERS_HANG,
    PROVERS_LIE,
    LINKS_BREAK,
    COORDINATOR_DIES,
    ALL_DIE,
    NOBODY_WORKS,
    DEADLINES_PRESS,
    DISK_FILLS,
    ANSWERS_GET_LOST,
    CLOCK_JUMPS,
    LEDGER_STALLS,
    VERIFIER_FAILS,
    STATE_IS_LOST,
    GUESTS_FAIL,
    EVERYTHING
  }

  /**
   * @param pace minutes of a compressed proof
   */
  record Traits(int slots, int pace, boolean wraps, Set<Capability> capabilities) {
    @Override
    public String toString() {
      return slots + " x " + pace + " min" + (wraps ? "" : ", compressed only");
    }
  }

  private static final int THEMES = Theme.values().length;
  private static final Sdk.Program RANGE = program(1);
  private static final Sdk.Program AGGREGATION = program(2);

  private final long seed;
  private final Theme theme;
  private final Cohort cohort;
  private final int interval;
  private final int intervals;
  private final int submissionIntervals;
  private final int concurrency;
  private final Duration growth;
  private final ProofMode aggregationMode;
  private final Duration provingTimeout;
  private final Duration loopInterval;
  private final Duration verificationTime;
  private final List<Traits> workers = new ArrayList<>();
  private final Set<Long> heavy = new HashSet<>();
  private final List<Fault> faults;

  Plan(long seed) {
    this.seed = seed;
    Random random = new Random(seed);
    random.nextInt(); // the first numbers of neighbouring seeds are alike
    theme = Theme.values()[(int) (seed % THEMES)];
    cohort = any(random, Cohort.values());
    interval = any(random, 4, 6, 8);
    intervals = 3 + random.nextInt(3);
    submissionIntervals = 1 + random.nextInt(3);
    growth = Duration.ofMinutes(10 + random.nextInt(20));
    aggregationMode = random.nextBoolean() ? ProofMode.GROTH16 : ProofMode.PLONK;
    provingTimeout =
        theme == Theme.DEADLINES_PRESS
            ? Duration.ofMinutes(30 + random.nextInt(15))
            : Duration.ofSeconds(14_400);
    loopInterval =
        Duration.ofSeconds(theme == Theme.DEADLINES_PRESS ? any(random, 60, 180, 300) : 60);
    verificationTime =
        Duration.ofSeconds(
            theme == Theme.DEADLINES_PRESS ? any(random, 40, 120, 200) : any(random, 1, 5, 40));
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      boolean slow = i > 0 && random.nextInt(3) == 0 && theme != Theme.DEADLINES_PRESS;
      boolean wraps = i == 0 || random.nextInt(4) > 0;
      int pace = 3 + random.nextInt(9);
      workers.add(
          new Traits(1 + random.nextInt(2), slow ? 5 * pace : pace, wraps, capabilities(wraps)));
    }
    int slots = workers.stream().mapToInt(Traits::slots).sum();
    concurrency = 1 + random.nextInt(theme == Theme.DEADLINES_PRESS ? slots : 4);
    if (theme == Theme.GUESTS_FAIL || theme == Theme.EVERYTHING) {
      for (long i = 0; i < intervals; i++) {
        if (random.nextInt(3) == 0) {
          heavy.add(i);
        }
      }
    }
    faults = new FaultSchedule(theme, count, random).faults();
  }

  private static Sdk.Program program(int number) {
    return new Sdk.Program(
        new VkHash(new Bytes32(number, number, number, number)),
        ByteString.copyFromUtf8("key " + number),
        ByteString.copyFromUtf8("program " + number));
  }

  @SafeVarargs
  static <T> T any(Random random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** One in six is of the kind that polls every two seconds. */
  boolean isFaultProof() {
    return seed / THEMES % 6 == 5
        && heavy.isEmpty()
        && theme != Theme.GUESTS_FAIL
        && theme != Theme.DEADLINES_PRESS;
  }

  boolean isCalm() {
    return theme == Theme.NOTHING;
  }

  Cohort cohort() {
    return cohort;
  }

  /** Blocks of one range. */
  long interval() {
    return interval;
  }

  long submissionInterval() {
    return (long) submissionIntervals * interval;
  }

  /** The run ends when the chain has the proof of so many blocks. */
  long target() {
    return (long) intervals * interval;
  }

  /** The chain goes on past the target. */
  long finalizedBlock(Duration elapsed) {
    return target() / 2 / interval * interval + elapsed.dividedBy(growth) * interval;
  }

  int maxConcurrentRequests() {
    return concurrency;
  }

  ProofMode aggregationMode() {
    return aggregationMode;
  }

  Duration provingTimeout() {
    return provingTimeout;
  }

  Duration loopInterval() {
    return loopInterval;
  }

  Duration verificationTime() {
    return verificationTime;
  }

  Sdk.Program program(Row.Kind kind) {
    return kind == Row.Kind.RANGE ? RANGE : AGGREGATION;
  }

  List<Traits> workers() {
    return workers;
  }

  List<Fault> faults() {
    return faults;
  }

  /**
   * What the work takes if nothing goes wrong and the slowest worker does all of it, one proof
   * after the other.
   */
  Duration patientWork() {
    int slowest = workers.stream().mapToInt(Traits::pace).max().orElseThrow();
    int proofs = intervals + heavy.size() * 2 + intervals / submissionIntervals + 1;
    return Duration.ofMinutes(slowest * 4L / 3 + 3)
        .plus(loopInterval)
        .multipliedBy(proofs)
        .plus(growth.multipliedBy(intervals));
  }

  Duration greatestClockError() {
    return faults.stream()
        .filter(Fault.ClockJumps.class::isInstance)
        .map(fault -> ((Fault.ClockJumps) fault).jump().abs())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private Set<Capability> capabilities(boolean wraps) {
    Set<Capability> all = new HashSet<>();
    for (ProofMode mode : ProofMode.values()) {
      if (wraps || !mode.isWrapped()) {
        all.add(new Capability(ProverVm.SP1, mode, cohort.circuit(), false));
      }
    }
    return all;
  }

  int minutes(ProofMode mode, Traits traits, Random random) {
    int usual = mode == ProofMode.COMPRESSED ? traits.pace() : 1 + traits.pace() / 2;
    return 1 + usual + random.nextInt(1 + usual / 3);
  }

  /** Heavy blocks need too many cycles, unless their range is halved. */
  boolean guestFails(String stdin) {
    String[] words = stdin.split(" ");
    long start = Long.parseLong(words[1]);
    long end = Long.parseLong(words[2]);
    return words[0].equals(Row.Kind.RANGE.name())
        && end - start > interval / 2
        && heavy.contains(start / interval);
  }

  @Override
  public String toString() {
    return "seed %d: %s, %s, %d+ x %d blocks, %d at a time, workers %s, heavy %s, %s"
        .formatted(seed, theme, cohort, intervals, interval, concurrency, workers, heavy, faults);
  }
}
