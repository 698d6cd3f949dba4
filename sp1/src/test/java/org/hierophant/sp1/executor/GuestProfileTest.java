package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A profile has every cycle once, with the chain of calls it was spent in. */
class GuestProfileTest {
  private static GuestProfile.Run profile(Guest guest) {
    return Executor.profile(guest.program(), List.of(), 0, ExecutionOptions.defaults());
  }

  private static String name(Guest guest, int at) {
    return "0x" + Long.toHexString(Guest.codeAt(guest.generation) + at);
  }

  @ParameterizedTest
  @EnumSource
  void cyclesBelongToTheFunctionThatIsRunning(Generation generation) {
    Guest guest = Guest.of(generation);
    guest.nop();
    int inner = guest.here();
    guest.nop().nop().nop().jalr(0, 1, 0);
    int outer = guest.here();
    guest.addi(8, 1, 0).jal(1, inner).jal(1, inner).jalr(0, 8, 0);
    int main = guest.here();
    guest.patch(0, g -> g.jal(0, main)).jal(1, outer).jal(1, inner).halt();

    GuestProfile.Run run = profile(guest);

    String start = name(guest, 0);
    String f = name(guest, outer);
    String g = name(guest, inner);
    assertThat(
            run.profile().stacks().stream()
                .collect(
                    Collectors.toMap(
                        stack -> String.join(";", stack.functions()), stack -> stack.cycles())))
        .containsEntry(start + ";" + f, 4L)
        .containsEntry(start + ";" + f + ";" + g, 8L)
        .containsEntry(start + ";" + g, 4L)
        .hasSize(4);
    assertThat(run.profile().functions())
        .contains(new GuestProfile.Function(g, 12, 12, 3), new GuestProfile.Function(f, 4, 12, 1));
    long cycles = run.result().report().cycles();
    assertThat(run.profile().functions().stream().mapToLong(GuestProfile.Function::own).sum())
        .isEqualTo(cycles);
  }

  @ParameterizedTest
  @EnumSource
  void everyCycleIsCountedOnceWhateverTheProgramCalls(Generation generation) {
    int completed = 0;
    for (int seed = 0; seed < 50; seed++) {
      GuestProgram program = LoopingGuests.of(generation, seed).program();
      List<byte[]> inputs = List.of(LoopingGuests.INPUTS);
      GuestProfile.Run run = Executor.profile(program, inputs, 0, ExecutionOptions.defaults());
      if (run.result() instanceof ExecutionResult.Completed(var report)) {
        completed++;
        assertThat(run.profile().stacks().stream().mapToLong(GuestProfile.Stack::cycles).sum())
            .isEqualTo(report.cycles());
      }
    }
    assertThat(completed).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void recursionDeeperThanTheRecorderFollowsLosesNoCycles(Generation generation) {
    Guest guest = Guest.of(generation);
    guest.li(9, guest.data()).li(10, 1_000);
    int function = guest.here();
    guest.store(1, 9, 0).addi(9, 9, 8).addi(10, 10, -1);
    int end = guest.here();
    guest.nop().jal(1, function);
    int out = guest.here();
    guest.patch(end, g -> g.branch(0, 10, 0, out));
    guest.addi(9, 9, -8).load(1, 9, 0);
    int halt = guest.here();
    guest.nop().jalr(0, 1, 0);
    int last = guest.here();
    guest.patch(halt, g -> g.branch(0, 1, 0, last)).halt();

    GuestProfile.Run run = profile(guest);

    assertThat(run.result()).isInstanceOf(ExecutionResult.Completed.class);
    assertThat(run.profile().stacks().stream().mapToLong(GuestProfile.Stack::cycles).sum())
        .isEqualTo(run.result().report().cycles());
  }

  @Test
  void rustNamesAreShownAsPaths() {
    assertThat(FunctionNames.demangled("_ZN4core3fmt5write17h0123456789abcdefE"))
        .isEqualTo("core::fmt::write");
    assertThat(FunctionNames.demangled("_ZN4core3fmt5write")).isEqualTo("_ZN4core3fmt5write");
    assertThat(FunctionNames.demangled("_ZN99coreE")).isEqualTo("_ZN99coreE");
    assertThat(FunctionNames.demangled("_ZNE")).isEqualTo("_ZNE");
    assertThat(FunctionNames.demangled("main")).isEqualTo("main");
  }
}
