package org.hierophant.sp1.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every reader against its corpus, and against inputs made of it: a fixed number of the same ones
 * in every build, {@code -Dfuzz.seconds=300 -Dfuzz.seed=1} of others in profile {@code fuzz}.
 */
class ReadersFuzzTest {
  private static final int USUAL_RUNS = Integer.getInteger("fuzz.runs", 1_000);
  private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 0));
  private static final long SEED = Long.getLong("fuzz.seed", 42);
  private static final int LARGE_BYTES = 100_000;

  private static final Path FOUND =
      Path.of(System.getProperty("hierophant.root", ".."), "sp1/target/fuzz");

  @ParameterizedTest
  @EnumSource
  void whatIsWellFormedIsRead(Target target) throws Exception {
    for (byte[] seed : target.seeds().toList()) {
      target.read(seed); // throws if it is not
      target.check(seed);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whateverWasFoundBeforeIsReadOrRefused(Target target) throws IOException {
    for (byte[] input : Corpus.of(target)) {
      target.check(input);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anythingElseIsReadOrRefused(Target target) throws IOException {
    List<byte[]> pool = new ArrayList<>(Corpus.of(target));
    try (Stream<byte[]> seeds = target.seeds()) {
      seeds.filter(seed -> !TIME.isZero() || seed.length < LARGE_BYTES).forEach(pool::add);
    }
    Mutations mutations = new Mutations(pool, new Random(SEED));
    long start = System.nanoTime();
    long run = 0;
    while (TIME.isZero() ? run < USUAL_RUNS : System.nanoTime() - start < TIME.toNanos()) {
      byte[] input = mutations.next();
      try {
        target.check(input);
      } catch (Throwable e) { // also OutOfMemoryError and StackOverflowError
        Path file = FOUND.resolve(target.label() + "-" + SEED + "-" + run + ".bin");
        Files.createDirectories(FOUND);
        throw new AssertionError("kept as " + Files.write(file, input), e);
      }
      run++;
    }
    if (!TIME.isZero()) {
      System.out.println(target.label() + ": " + run + " inputs");
    }
  }
}
