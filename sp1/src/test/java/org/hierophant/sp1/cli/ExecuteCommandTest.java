package org.hierophant.sp1.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecuteCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Object... arguments) {
    List<String> texts = java.util.Arrays.stream(arguments).map(Object::toString).toList();
    return new ExecuteCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
        .run(texts);
  }

  private static Path sample(String name, String file) {
    return Path.of(System.getProperty("hierophant.root"), "samples", name, file);
  }

  @Test
  void aRunIsShownWithItsFigures() {
    Path elf = sample("fibonacci", "v6.elf");

    int exit = run("--elf", elf, "--stdin", sample("fibonacci", "stdin.bin"), "--runs", 2);

    assertThat(exit).isZero();
    assertThat(out.toString(UTF_8))
        .contains("SP1 6", "completed", "cycles", "gas", "exit code      0", "12 bytes", "MHz");
    assertThat(err.size()).isZero();
  }

  @Test
  void aRunIsJsonWhereAskedFor() {
    int exit = run("--json", "--elf", sample("panic", "v6.elf"), "--sdk", 6);

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .startsWith("{\"cycles\": ")
        .contains("\"exit\": 1,", "\"pv\": \"adde0000\"", "\"SHA_COMPRESS\": 1")
        .endsWith("}" + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "interpreter", "translator"})
  void everyEngineGivesTheSameFigures(String engine) {
    Path elf = sample("sha-chain", "v6.elf");
    Path stdin = sample("sha-chain", "stdin.bin");
    run("--elf", elf, "--stdin", stdin, "--json");
    String usual = out.toString(UTF_8);
    out.reset();

    int exit = run("--elf", elf, "--stdin", stdin, "--json", "--engine", engine);

    assertThat(exit).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo(usual);
  }

  @Test
  void gasIsLeftOutWhereNobodyWantsIt() {
    run("--elf", sample("panic", "v6.elf"), "--json", "--no-gas");

    assertThat(out.toString(UTF_8)).contains("\"cycles\": ").doesNotContain("\"gas\"");
  }

  @Test
  void aProfileIsATableAndAFileOfEitherKind(@TempDir Path folder) throws IOException {
    Path elf = sample("fibonacci", "v6.elf");
    Path stdin = sample("fibonacci", "stdin.bin");
    Path picture = folder.resolve("graph.svg");
    Path stacks = folder.resolve("graph.txt");

    int exit = run("--elf", elf, "--stdin", stdin, "--profile", "--flame-graph", picture);
    run("--elf", elf, "--stdin", stdin, "--flame-graph", stacks);

    assertThat(exit).isZero();
    assertThat(out.toString(UTF_8)).contains("own", "function", "hottest stacks");
    assertThat(picture)
        .content()
        .startsWith("<svg")
        .contains("cycles, 100.00 %")
        .endsWith("</svg>\n");
    long cycles =
        Files.readAllLines(stacks).stream()
            .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    assertThat(cycles).isEqualTo(6818);
  }

  @Test
  void aFailureNamesItsFaultAndItsPlace() {
    Path elf = sample("bad-access", "v5.elf");

    int exit = run("--elf", elf, "--stdin", sample("bad-access", "stdin.bin"));

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("failed at 0x2", "MisalignedAccess");
  }

  @Test
  void theCycleLimitIsKept() {
    Path elf = sample("fibonacci", "v5.elf");
    Path stdin = sample("fibonacci", "stdin.bin");

    int exit = run("--elf", elf, "--stdin", stdin, "--cycle-limit", 100);

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("CycleLimit[limit=100]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpIsPrinted(String argument) {
    assertThat(run(argument)).isZero();
    assertThat(out.toString(UTF_8)).startsWith("usage: ./run execute").contains("--sdk 5|6");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--elf",
        "--elf x --sdk 4",
        "--elf x --runs none",
        "--elf x --runs 0",
        "--faster",
        "--elf x --cycle-limit -1"
      })
  void wrongArgumentsAreNamed(String line) {
    List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));

    assertThat(run(arguments.toArray())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).startsWith("execute: ").contains("--help").hasLineCount(1);
    assertThat(out.size()).isZero();
  }

  @Test
  void filesThatCannotBeUsedAreNamed(@TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("broken"), "no program and no stdin");
    Path elf = sample("fibonacci", "v5.elf");

    assertThat(run("--elf", folder.resolve("absent"))).isEqualTo(2);
    assertThat(run("--elf", broken)).isEqualTo(2);
    assertThat(run("--elf", elf, "--stdin", broken)).isEqualTo(2);
    assertThat(run("--elf", elf, "--sdk", 6)).isEqualTo(2);

    assertThat(err.toString(UTF_8))
        .contains("cannot read", "absent", "cannot be loaded", "stdin cannot be read")
        .hasLineCount(4);
  }

  @Test
  void aFolderOfCasesIsComparedWithWhatIsExpected(@TempDir Path folder) throws IOException {
    Path v5 = Files.createDirectory(folder.resolve("v5"));
    Files.copy(sample("echo", "v5.elf"), v5.resolve("same.elf"));
    Files.copy(sample("echo", "v5.elf"), v5.resolve("other.elf"));
    Files.write(v5.resolve("same.stdin"), new byte[24]);
    Files.write(v5.resolve("other.stdin"), new byte[24]);
    Files.writeString(v5.resolve("same.json"), "{\"exit\": 0, \"pv\": \"\"}");
    Files.writeString(v5.resolve("other.json"), "{\"exit\": 0, \"cycles\": 7, \"pv\": \"aa\"}");

    int exit = run("--cases", folder);

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .contains("V5 other: cycles 7 got", "pv aa got", "1 equal, 1 different");
    Files.delete(v5.resolve("other.json"));
    assertThat(run("--cases", folder)).isZero();
  }
}
