package org.hierophant.contemplant.prover.execute;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.hierophant.contemplant.prover.ProofOutcome;
import org.hierophant.contemplant.prover.ProofTask;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.sp1.format.Sp1Stdin;

/**
 * A task's program and input, decoded and checked.
 *
 * @param bytes what the items take
 */
record GuestInput(GuestProgram program, List<byte[]> items, long bytes) {
  private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** What reading the files came to. */
  sealed interface Result {
    record Read(GuestInput input) implements Result {}

    record Refused(ProofOutcome outcome) implements Result {}

    record Stopped() implements Result {}
  }

  /**
   * Reads both files.
   *
   * @throws IOException if the disk fails
   */
  static Result read(ProofTask task, String version, ExecuteLimits limits, StopSignal stop)
      throws IOException {
    Layout layout = Layout.of(version).orElseThrow();
    Path scratch = task.proof().resolveSibling("decoded");
    long stdinLimit = Math.min(limits.memoryBytes(), LONGEST_ARRAY);
    String file = "the program's file";
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment elf =
          DecodedFile.map(task.program(), scratch, limits.programBytes(), stop, arena);
      GuestProgram program =
          GuestProgram.load(
              layout.generation(), ProgramArtifact.parse(elf).elf().toArray(ValueLayout.JAVA_BYTE));
      file = "the stdin's file";
      MemorySegment stdin = DecodedFile.map(task.stdin(), scratch, stdinLimit, stop, arena);
      List<byte[]> items = Sp1Stdin.parse(stdin, layout).buffers();
      return new Result.Read(
          new GuestInput(program, items, items.stream().mapToLong(item -> item.length).sum()));
    } catch (DecodedFile.StoppedException _) {
      return new Result.Stopped();
    } catch (DecodedFile.TooLargeException e) {
      return new Result.Refused(
          new ProofOutcome.WorkerFailed(file + " " + e.getMessage() + ", this worker's limit"));
    } catch (DecodedFile.BrokenException e) {
      return guestFailed(file + " " + e.getMessage());
    } catch (FormatException e) {
      return guestFailed(file + " cannot be read: " + e.detail());
    } catch (ElfException e) {
      return guestFailed("the program is not one that can be loaded: " + e.getMessage());
    }
  }

  /** The bytes are what the client signed for: they read the same on every machine. */
  private static Result guestFailed(String detail) {
    return new Result.Refused(new ProofOutcome.GuestFailed(0, OptionalLong.empty(), detail));
  }
}
