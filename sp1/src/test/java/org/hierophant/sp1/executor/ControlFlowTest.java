package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFlowTest {
  private static final int FENCE = 0x0ff0_000f;
  private static final int EBREAK = 0x0010_0073;
  private static final int CSRRS = 0xc000_2373;
  private static final int WFI = 0x1050_0073;
  private static final int MRET = 0x3020_0073;

  @ParameterizedTest
  @CsvSource({
    "0, 5, 5, true", "0, 5, 6, false", "1, 5, 6, true", "1, 5, 5, false", "4, -1, 0, true",
    "4, 0, -1, false", "5, 0, 0, true", "5, -1, 0, false", "6, 0, -1, true", "6, -1, 0, false",
    "7, -1, 0, true", "7, 0, -1, false"
  })
  void branchesAreTakenWhenTheyShould(int funct3, int a, int b, boolean taken) {
    for (Generation generation : Generation.values()) {
      Guest guest = Guest.of(generation).li(6, a).li(7, b).li(8, 1);
      guest.branch(funct3, 6, 7, guest.here() + 8).li(8, 0).li(9, guest.data());
      guest.store(8, 9, 0).publish(guest.data(), 1).halt();

      byte[] values = Outcomes.completed(guest.run()).publicValues();

      assertThat(values).containsExactly(taken ? 1 : 0);
    }
  }

  @Test
  void v5EndsWellWhereverItLeavesItsCode() {
    Guest fallsOff = Guest.of(Generation.V5).nop().nop();
    Guest jumpsToZero = Guest.of(Generation.V5).nop().jalr(1, 0, 0).nop();
    Guest jumpsToData = Guest.of(Generation.V5).li(6, Guest.dataAt(Generation.V5)).jalr(0, 6, 0);

    ExecutionReport falling = Outcomes.completed(fallsOff.run());
    ExecutionReport zero = Outcomes.completed(jumpsToZero.run());
    ExecutionReport data = Outcomes.completed(jumpsToData.run());

    assertThat(falling.cycles()).isEqualTo(2);
    assertThat(zero.cycles()).isEqualTo(2);
    assertThat(data.cycles()).isEqualTo(3);
    assertThat(falling.exitCode()).isZero();
  }

  @Test
  void v6FaultsWhereverItLeavesItsCode() {
    long base = Guest.codeAt(Generation.V6);
    Guest fallsOff = Guest.of(Generation.V6).nop().nop();
    Guest jumpsToZero = Guest.of(Generation.V6).nop().jalr(1, 0, 0).nop();
    Guest jumpsBack = Guest.of(Generation.V6).jal(0, -4);

    assertThat(Outcomes.fault(fallsOff.run())).isEqualTo(new GuestFault.PcOutOfProgram(base + 8));
    assertThat(Outcomes.fault(jumpsToZero.run())).isEqualTo(new GuestFault.PcOutOfProgram(0));
    assertThat(Outcomes.fault(jumpsBack.run())).isEqualTo(new GuestFault.PcOutOfProgram(base - 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void v5KeepsTheLowBitsOfAJump(int low) {
    Guest guest = Guest.of(Generation.V5);
    guest.li(6, Guest.codeAt(Generation.V5) + 12 + low).jalr(0, 6, 0);
    guest.word(7 << 7 | 0x17).li(9, guest.data()); // auipc x7, 0
    guest.store(7, 9, 0).publish(guest.data(), 4).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(values).containsExactly(12 + low, 0x10, 0x20, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void v6ClearsTheLowestBitOfAJump(int low) {
    Guest guest = Guest.of(Generation.V6);
    guest.li(6, Guest.codeAt(Generation.V6) + 12 + low).jalr(0, 6, 0);
    guest.word(7 << 7 | 0x17).li(9, guest.data()); // auipc x7, 0
    guest.store(7, 9, 0).publish(guest.data(), 4).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(values).containsExactly(12 + (low & 2), 0x10, 0, 0x78);
  }

  @ParameterizedTest
  @EnumSource
  void jumpsLinkToWhatFollows(Generation generation) {
    Guest guest = Guest.of(generation);
    guest.jal(1, 8).nop().li(9, guest.data()).store(1, 9, 0).publish(guest.data(), 2).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(values).containsExactly(4, 0x10);
  }

  @ParameterizedTest
  @ValueSource(ints = {FENCE, CSRRS, WFI, MRET})
  void whatCannotBeExecutedLoadsAndFaultsWhenReached(int word) {
    for (Generation generation : Generation.values()) {
      Guest unreached = Guest.of(generation).halt().word(word);
      Guest reached = Guest.of(generation).word(word).halt();

      assertThat(unreached.run()).isInstanceOf(ExecutionResult.Completed.class);
      assertThat(Outcomes.fault(reached.run())).isEqualTo(new GuestFault.Unimplemented(word));
    }
  }

  @Test
  void breakpointsAreCalledOtherwiseByEachGeneration() {
    GuestFault fault = Outcomes.fault(Guest.of(Generation.V5).word(EBREAK).run());

    assertThat(fault).isEqualTo(new GuestFault.Breakpoint());
    assertThat(fault.causeNumber(Generation.V5)).isEqualTo(4);
    assertThat(fault.causeNumber(Generation.V6)).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "256, 256", "-1, 4294967295"})
  void v5FailsWithAnExitCodeOtherThanZero(long code, long seen) {
    ExecutionResult result = Guest.of(Generation.V5).call(Guest.HALT, code).run();

    if (code == 0) {
      assertThat(result).isInstanceOf(ExecutionResult.Completed.class);
    } else {
      assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.NonZeroExit(seen));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 256, -1, 0x1_0000_0002L})
  void v6EndsWithAllSixtyFourBitsOfItsExitCode(long code) {
    ExecutionReport report =
        Outcomes.completed(Guest.of(Generation.V6).call(Guest.HALT, code).run());

    assertThat(report.exitCode()).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource
  void faultsNameTheInstructionAndCountWhatRanBeforeIt(Generation generation) {
    Guest guest = Guest.of(generation).nop().nop().word(EBREAK).nop();

    ExecutionResult result = guest.run();

    assertThat(result)
        .isInstanceOfSatisfying(
            ExecutionResult.Failed.class,
            failed -> {
              assertThat(failed.pc()).isEqualTo(Guest.codeAt(generation) + 8);
              assertThat(failed.report().cycles()).isEqualTo(2);
            });
  }
}
