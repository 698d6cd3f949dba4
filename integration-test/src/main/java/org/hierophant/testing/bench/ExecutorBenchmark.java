package org.hierophant.testing.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.Engine;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionReport;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.Executor;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;
import org.hierophant.testing.ClientProgram;
import org.hierophant.testing.bench.BenchReport.Row;
import org.hierophant.testing.bench.BenchReport.Unit;
import tools.jackson.databind.json.JsonMapper;

/**
 * The speed of our executor in guest cycles per second, beside {@code execute} of the real SDKs on
 * the same programs, in turn; how soon a program of 1 MB runs; and what a run takes of the heap.
 *
 * <p>The SDKs run in their clients ({@code integration-test/sdk/build.sh}), one process for each
 * figure, and time the call alone. Ours runs in this JVM: the first run of each program is shown
 * apart, the others find its hot code translated and compiled.
 */
final class ExecutorBenchmark implements Benchmark {
  /** What is run; the rounds make about 10⁸ cycles. */
  private record Subject(String sample, Generation generation, int number) {
    @Override
    public String toString() {
      return "%s %s(%,d)".formatted(stem(), sample, number);
    }

    private String stem() {
      return generation == Generation.V5 ? "v5" : "v6";
    }

    byte[] elf(Workbench bench) throws IOException {
      return Files.readAllBytes(
          bench.root().resolve("samples").resolve(sample).resolve(stem() + ".elf"));
    }

    List<byte[]> inputs() throws FormatException {
      Layout layout = generation == Generation.V5 ? Layout.V5 : Layout.V6_1;
      return Sp1Stdin.parse(ClientProgram.stdin(number), layout).buffers();
    }
  }

  private static final List<Subject> SUBJECTS =
      List.of(
          new Subject("fibonacci", Generation.V5, 20_000_000),
          new Subject("compute", Generation.V5, 6_500_000),
          new Subject("fibonacci", Generation.V6, 50_000_000),
          new Subject("sha-chain", Generation.V6, 350_000));

  private static final int WARM_UPS = 3;
  private static final String LARGE_PROGRAM = "../shared/fixtures/programs/pre-v4-tendermint/elf";
  private static final double START_LIMIT_MILLIS = 100;
  private static final int TOUCHED_MIB = 128;

  @Override
  public String name() {
    return "executor";
  }

  @Override
  public boolean isPossible() {
    return Files.isExecutable(SdkProgram.of(Generation.V5))
        && Files.isExecutable(SdkProgram.of(Generation.V6));
  }

  @Override
  public void run(Workbench bench) throws Exception {
    if (!isPossible()) {
      throw new IOException(
          "%s or %s is missing: run integration-test/sdk/build.sh"
              .formatted(SdkProgram.of(Generation.V5), SdkProgram.of(Generation.V6)));
    }
    for (Subject subject : SUBJECTS) {
      bench.say("executor: %s", subject);
      new Comparison(bench, subject).run();
    }
    start(bench);
    for (Generation generation : Generation.values()) {
      memory(bench, generation);
    }
  }

  private static void start(Workbench bench) throws Exception {
    Path file = bench.root().resolve(LARGE_PROGRAM);
    if (!Files.exists(file)) {
      bench.say("executor: no time to the first instruction, %s is absent", file);
      return;
    }
    byte[] elf = Files.readAllBytes(file);
    ExecutionOptions one = ExecutionOptions.defaults().withStepBudget(1);
    List<Series> millis =
        Series.alternate(
            bench.effort().rounds(),
            () -> {
              long start = System.nanoTime();
              Executor.execute(GuestProgram.load(Generation.V5, elf), List.of(), one);
              return (System.nanoTime() - start) / 1e6;
            });
    bench
        .report()
        .add(
            Row.below(
                "time to the first instruction of a program of 1.2 MB",
                Unit.MILLISECONDS,
                millis.getFirst(),
                START_LIMIT_MILLIS));
  }

  /**
   * The most that the heap grows while a guest touches memory, all of which it does in the first
   * half of its run. It is looked at during the second, garbage included.
   */
  private static void memory(Workbench bench, Generation generation) throws Exception {
    Subject subject = new Subject("memory", generation, TOUCHED_MIB);
    bench.say("executor: %s", subject);
    GuestProgram program = GuestProgram.load(generation, subject.elf(bench));
    List<byte[]> inputs = subject.inputs();
    List<Series> mib =
        Series.alternate(
            bench.effort().rounds(),
            () -> {
              HeapPeak peak = new HeapPeak();
              ExecutionOptions options =
                  ExecutionOptions.defaults().withObservers(() -> false, _ -> peak.look());
              ExecutionResult result = Executor.execute(program, inputs, options);
              if (!(result instanceof ExecutionResult.Completed)) {
                throw new IllegalStateException(subject + " did not complete: " + result);
              }
              return peak.grownBytes() / (double) (1 << 20);
            });
    bench
        .report()
        .add(
            Row.below(
                "heap for a %s guest that touches %d MiB".formatted(subject.stem(), TOUCHED_MIB),
                Unit.MIB,
                mib.getFirst(),
                2 * TOUCHED_MIB + 64));
  }

  /** The most the heap held since this was made, beyond what it held then. */
  private static final class HeapPeak {
    private final long before;
    private long peak;

    HeapPeak() {
      System.gc();
      before = used();
    }

    private static long used() {
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    void look() {
      peak = Math.max(peak, used());
    }

    long grownBytes() {
      return Math.max(0, peak - before);
    }
  }

  /** One program on both sides. */
  private static final class Comparison {
    private final Workbench bench;
    private final Subject subject;
    private final GuestProgram program;
    private final List<byte[]> inputs;
    private final Path folder;

    Comparison(Workbench bench, Subject subject) throws IOException, ElfException, FormatException {
      this.bench = bench;
      this.subject = subject;
      byte[] elf = subject.elf(bench);
      this.program = GuestProgram.load(subject.generation, elf);
      this.inputs = subject.inputs();
      this.folder = bench.directory(subject.stem() + "-" + subject.sample);
      Files.write(folder.resolve("program.elf"), elf);
      Files.write(folder.resolve("program.stdin"), ClientProgram.stdin(subject.number));
    }

    void run() throws Exception {
      if (subject.generation == Generation.V5) {
        compare("", true, 3, 1);
      } else {
        compare(" with gas", true, 5, 0);
        compare(" without gas", false, 0.5, 0);
      }
    }

    /**
     * Adds the rows of one way to run the program.
     *
     * @param translator how many times as fast as the SDK the translator must be
     * @param interpreter the same of the interpreter, which is left out if it is 0
     */
    private void compare(String how, boolean gas, double translator, double interpreter)
        throws Exception {
      double first = ours(Engine.AUTO, gas);
      for (int i = 0; i < WARM_UPS; i++) {
        ours(Engine.AUTO, gas);
      }
      List<Series.Measurement> measurements = new ArrayList<>();
      measurements.add(() -> sdk(gas));
      measurements.add(() -> ours(Engine.AUTO, gas));
      if (interpreter > 0) {
        ours(Engine.INTERPRETER, gas);
        measurements.add(() -> ours(Engine.INTERPRETER, gas));
      }
      List<Series> series =
          Series.alternate(
              bench.effort().rounds(), measurements.toArray(Series.Measurement[]::new));
      Series sdk = series.getFirst();
      String name = subject.generation == Generation.V5 ? "sp1-sdk 5.2.4" : "sp1-sdk 6.10.0";
      BenchReport report = bench.report();
      report.add(
          Row.atLeast(
              subject + how + ", translator",
              Unit.MEGAHERTZ,
              series.get(1),
              name,
              sdk,
              translator));
      if (interpreter > 0) {
        report.add(
            Row.atLeast(
                subject + how + ", interpreter",
                Unit.MEGAHERTZ,
                series.get(2),
                name,
                sdk,
                interpreter));
      }
      report.add(
          Row.shown(
              subject + how + ", first run",
              Unit.MEGAHERTZ,
              Series.of(first),
              name,
              Series.of(sdk.median())));
    }

    /** Our speed in MHz. */
    private double ours(Engine engine, boolean gas) {
      ExecutionOptions options = ExecutionOptions.defaults().withEngine(engine).withGas(gas);
      long start = System.nanoTime();
      ExecutionResult result = Executor.execute(program, inputs, options);
      long nanos = System.nanoTime() - start;
      return report(result).cycles() * 1e3 / nanos;
    }

    private ExecutionReport report(ExecutionResult result) {
      if (result instanceof ExecutionResult.Completed(var report)) {
        return report;
      }
      throw new IllegalStateException(subject + " did not complete: " + result);
    }

    /**
     * The SDK's speed in MHz.
     *
     * @throws IllegalStateException if it counts other cycles or other gas than we do
     */
    private double sdk(boolean gas) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      command.addAll(List.of("env", "VERIFY_VK=false", "RUST_LOG=off"));
      command.add(SdkProgram.of(subject.generation).toString());
      command.addAll(List.of("execute", "--timed", "--dir", folder.toString()));
      if (!gas) {
        command.add("--no-gas");
      }
      String output = Commands.output(folder, command.toArray(String[]::new));
      Map<?, ?> line =
          output
              .lines()
              .filter(text -> text.startsWith("{") && text.contains("\"seconds\""))
              .findFirst()
              .map(text -> JsonMapper.builder().build().readValue(text, Map.class))
              .orElseThrow(() -> new IllegalStateException("the client says no time: " + output));
      ExecutionReport expected =
          report(Executor.execute(program, inputs, ExecutionOptions.defaults()));
      if (gas) { // without it SP1 6 does not count cycles either
        require("cycles", line, OptionalLong.of(expected.cycles()));
        require("gas", line, expected.gas());
      }
      if (line.get("seconds") instanceof Number seconds) {
        return expected.cycles() / seconds.doubleValue() / 1e6;
      }
      throw new IllegalStateException("the client says no time: " + output);
    }

    private void require(String name, Map<?, ?> line, OptionalLong expected) {
      boolean same =
          expected.isEmpty()
              || line.get(name) instanceof Number number
                  && number.longValue() == expected.getAsLong();
      if (!same) {
        throw new IllegalStateException(
            "%s: %s differ: %s of the SDK, %s of ours"
                .formatted(subject, name, line.get(name), expected));
      }
    }
  }
}
