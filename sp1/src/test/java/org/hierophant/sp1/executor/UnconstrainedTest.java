package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnconstrainedTest {
  private static final int BEQ = 0;

  /** A block around some instructions, with the jump over it that every guest has. */
  private static Guest block(Guest guest, Runnable body) {
    guest.call(Guest.ENTER);
    int jump = guest.here();
    guest.nop();
    body.run();
    guest.call(Guest.EXIT);
    int end = guest.here();
    return guest.patch(jump, patched -> patched.branch(BEQ, Guest.T0, 0, end));
  }

  private static Guest nops(Guest guest, int count) {
    for (int i = 0; i < count; i++) {
      guest.nop();
    }
    return guest;
  }

  @ParameterizedTest
  @EnumSource
  void aBlockCostsOneCycleWhateverIsInIt(Generation generation) {
    Guest without = block(Guest.of(generation), () -> {}).halt();
    Guest longer = Guest.of(generation);
    block(longer, () -> nops(longer, 900)).halt();

    ExecutionReport empty = Outcomes.completed(without.run());
    ExecutionReport full = Outcomes.completed(longer.run());

    assertThat(full.cycles()).isEqualTo(empty.cycles());
    assertThat(full.gas()).isEqualTo(empty.gas());
    // li, ecall; the branch twice, of which the first is inside; li, li, ecall of HALT
    assertThat(empty.cycles()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void registersAndMemoryAreRestored(Generation generation) {
    byte[] before = "before..".getBytes(StandardCharsets.US_ASCII);
    Guest guest = Guest.of(generation).data(before, 64);
    long farAway = guest.data() + (1 << 20);
    guest.li(9, guest.data()).li(8, 1).li(18, farAway);
    block(guest, () -> guest.li(8, 2).store(0, 9, 0).li(6, -1).store(6, 18, 0).li(9, 4));
    guest.store(8, 9, 16).load(6, 18, 0).store(6, 9, 24);
    guest.publish(guest.data(), 8).publish(guest.data() + 16, 1);
    guest.publish(guest.data() + 24, 1).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(new String(values, StandardCharsets.ISO_8859_1)).isEqualTo("before..\1\0");
  }

  @ParameterizedTest
  @EnumSource
  void publicValuesAndHintsSurvive(Generation generation) {
    Guest guest = Guest.of(generation).data("pv+h".getBytes(StandardCharsets.US_ASCII), 64);
    block(
        guest,
        () -> guest.publish(guest.data(), 2).call(Guest.WRITE, Guest.HINT, guest.data() + 3, 1));
    guest.call(Guest.HINT_LEN).li(9, guest.data()).store(Guest.T0, 9, 0);
    guest.publish(guest.data(), 1).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(new String(values, StandardCharsets.ISO_8859_1)).isEqualTo("pv\1");
  }

  @ParameterizedTest
  @EnumSource
  void theCallTellsInsideFromAfter(Generation generation) {
    Guest guest = Guest.of(generation).data(new byte[] {'0', '1'}, 64);
    guest.call(Guest.ENTER).li(9, guest.data()).add(9, 9, Guest.T0).addi(8, Guest.T0, 0);
    guest.li(Guest.A0, Guest.PUBLIC_VALUES).addi(Guest.A1, 9, 0).li(Guest.A2, 1);
    guest.li(Guest.T0, Guest.WRITE).ecall();
    int jump = guest.here();
    guest.nop().call(Guest.EXIT);
    int end = guest.here();
    guest.patch(jump, patched -> patched.branch(BEQ, 8, 0, end)).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(values).containsExactly('1', '0');
  }

  @ParameterizedTest
  @ValueSource(ints = {Guest.HINT_LEN, Guest.ENTER, Guest.HALT, Guest.COMMIT, 0x0001_0109})
  void onlyWritingAndLeavingAreAllowedInside(int call) {
    for (Generation generation : Generation.values()) {
      Guest guest = Guest.of(generation).call(Guest.ENTER).call(call).halt();

      GuestFault fault = Outcomes.fault(guest.run());

      assertThat(fault).isEqualTo(new GuestFault.SyscallInUnconstrained(call));
    }
  }

  @Test
  void leavingNoBlockIsNothingInV5AndAFaultInV6() {
    Guest five = Guest.of(Generation.V5).call(Guest.EXIT);
    five.li(9, five.data()).store(Guest.T0, 9, 0).publish(five.data(), 1).halt();
    Guest six = Guest.of(Generation.V6).call(Guest.EXIT).halt();

    assertThat(Outcomes.completed(five.run()).publicValues()).containsExactly(0);
    assertThat(Outcomes.fault(six.run())).isEqualTo(new GuestFault.SyscallInUnconstrained(4));
  }

  @Test
  void endingInsideIsAFault() {
    Guest five = Guest.of(Generation.V5).call(Guest.ENTER).jalr(0, 0, 0);
    Guest six = Guest.of(Generation.V6).call(Guest.ENTER).jalr(0, 0, 0);

    assertThat(Outcomes.fault(five.run())).isEqualTo(new GuestFault.EndInUnconstrained());
    assertThat(Outcomes.fault(six.run())).isEqualTo(new GuestFault.PcOutOfProgram(0));
  }

  @Test
  void misalignedAccessesFaultInsideToo() {
    Guest guest = Guest.of(Generation.V5).call(Guest.ENTER);
    guest.li(9, guest.data() + 1).load(6, 9, 0).call(Guest.EXIT).halt();

    GuestFault fault = Outcomes.fault(guest.run());

    assertThat(fault).isEqualTo(new GuestFault.MisalignedAccess(guest.data() + 1));
  }

  /** A guest whose first instruction reads a word, and whose block reads four bytes before it. */
  private static Guest clockReader() {
    Guest guest = Guest.of(Generation.V6).li(9, Guest.dataAt(Generation.V6)).load(7, 9, 8);
    block(guest, () -> guest.load(6, 9, 4).store(6, 9, 16).publish(guest.data() + 16, 8));
    return guest;
  }

  @ParameterizedTest
  @EnumSource
  void misalignedAccessesInsideSeeTheClocksOfTheNativeExecutor(Engine engine) {
    Guest guest = clockReader().halt();

    ExecutionReport report =
        Outcomes.completed(guest.run(ExecutionOptions.defaults().withEngine(engine)));

    // the first load comes after the two instructions of li, and reads at one more than its clock
    assertThat(report.publicValues()).containsExactly(1 + 2 * 8 + 1, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aRunThatIsDoneAgainTellsOfProgressAndCountsOnce() {
    Guest guest = clockReader();
    nops(guest, 10).halt();
    Guest aligned = Guest.of(Generation.V6).li(9, guest.data()).load(7, 9, 8);
    block(aligned, () -> aligned.load(6, 9, 8).store(6, 9, 16).publish(guest.data() + 16, 8));
    nops(aligned, 10).halt();
    List<Long> told = new ArrayList<>();

    ExecutionReport report =
        Outcomes.completed(
            guest.run(ExecutionOptions.defaults().withObservers(() -> false, told::add)));

    ExecutionReport other = Outcomes.completed(aligned.run());
    assertThat(report.cycles()).isEqualTo(other.cycles());
    assertThat(report.gas()).isEqualTo(other.gas());
    assertThat(report.opcodeCounts()).isEqualTo(other.opcodeCounts());
    assertThat(told).isSorted();
  }

  @Test
  void aRunIsDoneAgainOnlyOnceAndWithinItsBudget() {
    Guest guest = clockReader();
    int loop = guest.here();
    guest.jal(0, loop);

    ExecutionResult result = guest.run(ExecutionOptions.defaults().withStepBudget(10_000));

    assertThat(Outcomes.stopped(result)).isEqualTo(new ExecutionResult.Reason.StepBudget(10_000));
  }

  @ParameterizedTest
  @EnumSource
  void accessesOutsideMemoryFaultInsideAfterItWasDoneAgain(Engine engine) {
    Guest guest = clockReader();
    block(guest, () -> guest.li(6, -8).load(7, 6, 0));

    GuestFault fault =
        Outcomes.fault(guest.halt().run(ExecutionOptions.defaults().withEngine(engine)));

    assertThat(fault).isEqualTo(new GuestFault.AddressOutOfRange(-8));
  }

  @ParameterizedTest
  @EnumSource
  void ofABlockThatFaultsOnlyTheEntryIsCounted(Generation generation) {
    Guest guest = Guest.of(generation).call(Guest.ENTER);
    nops(guest, 10).word(0x0010_0073);

    ExecutionReport report = guest.run().report();

    assertThat(report.cycles()).isEqualTo(2);
  }
}
