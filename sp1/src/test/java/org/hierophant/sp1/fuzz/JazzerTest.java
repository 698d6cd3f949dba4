package org.hierophant.sp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every reader under Jazzer, which sees what an input reaches and seeks more: in profile {@code
 * fuzz}, for {@code -Dfuzz.seconds} each. Skipped elsewhere, where Jazzer is not on the class path.
 *
 * <p>Each runs in a process of its own with little memory, so that an input that takes much of it
 * ends the process. What was reached stays in {@code target/fuzz/<target>} and is where the next
 * run begins; what failed lies beside it.
 */
class JazzerTest {
  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final long SECONDS = Long.getLong("fuzz.seconds", 300);
  private static final long STARTING_SECONDS = 120;
  private static final int LONGEST_INPUT_BYTES = 1 << 14;
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  private static final Path WORK =
      Path.of(System.getProperty("hierophant.root", ".."), "sp1/target/fuzz").toAbsolutePath();

  @TempDir private Path seeds = Path.of("");

  @ParameterizedTest
  @EnumSource
  void noInputItFindsIsMoreThanTheReaderCanTake(Target target)
      throws IOException, InterruptedException {
    assumeThat(isPresent()).as("Jazzer is on the class path").isTrue();
    Path log = Files.createDirectories(WORK).resolve(target.label() + ".log");

    Process jazzer = start(target, log);

    boolean ended = jazzer.waitFor(SECONDS + STARTING_SECONDS, TimeUnit.SECONDS);
    jazzer.destroyForcibly();
    assertThat(ended).as("ended by itself, see %s", log).isTrue();
    assertThat(jazzer.exitValue()).as("exit code, see %s", log).isZero();
    assertThat(log).content().contains("Done ");
  }

  private Process start(Target target, Path log) throws IOException {
    int number = 0;
    for (byte[] seed : target.seeds().filter(s -> s.length <= LONGEST_INPUT_BYTES).toList()) {
      Files.write(seeds.resolve("seed-" + number++), seed);
    }
    Path reached = Files.createDirectories(WORK.resolve(target.label()));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-Dhierophant.root=" + System.getProperty("hierophant.root", ".."),
            "-cp",
            CLASS_PATH,
            JAZZER,
            "--target_class=" + JazzerEntry.class.getName(),
            "--target_args=" + target.label(),
            "--instrumentation_includes=org.hierophant.sp1.**",
            "--custom_hook_includes=org.hierophant.sp1.**", // not in the assertions
            "--reproducer_path=" + WORK,
            "-artifact_prefix=" + WORK + File.separator + target.label() + "-",
            "-max_total_time=" + SECONDS,
            "-max_len=" + LONGEST_INPUT_BYTES,
            reached.toString(), // the first takes what is found
            Corpus.folder(target).toAbsolutePath().toString(),
            seeds.toString());
    return new ProcessBuilder(command)
        .directory(WORK.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static boolean isPresent() {
    try {
      Class.forName(JAZZER, false, JazzerTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
