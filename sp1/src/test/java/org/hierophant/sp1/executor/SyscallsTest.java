package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyscallsTest {
  private static final int COMMIT_DEFERRED = 0x1a;
  private static final int SHA_EXTEND = 0x0030_0105;
  private static final int SHA_COMPRESS = 0x0001_0106;
  private static final int KECCAK = 0x0001_0109;
  private static final int UINT256_MUL = 0x0001_011d;
  private static final int UINT256_ADD_CARRY = 0x0001_0130;
  private static final int POSEIDON2 = 0x133;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @EnumSource
  void committedWordsAreTheDigestLowestByteFirst(Generation generation) {
    Guest guest = Guest.of(generation);
    guest.call(Guest.COMMIT, 0, 0x0403_0201).call(Guest.COMMIT, 7, 0xffff_fffeL).halt();

    byte[] digest = Outcomes.completed(guest.run()).digest();

    assertThat(digest).hasSize(32).startsWith(1, 2, 3, 4, 0).endsWith(0, -2, -1, -1, -1);
  }

  @Test
  void aDigestHasEightWordsOfThirtyTwoBits() {
    for (Generation generation : Generation.values()) {
      Guest ninth = Guest.of(generation).call(Guest.COMMIT, 8, 0).halt();

      assertThat(Outcomes.fault(ninth.run())).isInstanceOf(GuestFault.BadSyscallArgument.class);
    }
    Guest wide = Guest.of(Generation.V6).call(Guest.COMMIT, 0, 1L << 32).halt();
    assertThat(Outcomes.fault(wide.run())).isInstanceOf(GuestFault.BadSyscallArgument.class);
  }

  @Test
  void deferredDigestsAreCheckedByV5Only() {
    Guest five = Guest.of(Generation.V5).call(COMMIT_DEFERRED, 8, 0).halt();
    Guest six = Guest.of(Generation.V6).call(COMMIT_DEFERRED, 8, 1L << 40).halt();

    assertThat(Outcomes.fault(five.run())).isInstanceOf(GuestFault.BadSyscallArgument.class);
    assertThat(six.run()).isInstanceOf(ExecutionResult.Completed.class);
  }

  @Test
  void v5AsksForNoMoreProofsThanTheInputHolds() {
    Guest guest = Guest.of(Generation.V5);
    guest.call(Guest.VERIFY, guest.data(), guest.data());
    guest.call(Guest.VERIFY, guest.data(), guest.data()).halt();
    ExecutionOptions options = ExecutionOptions.defaults();

    ExecutionResult one = Executor.execute(guest.program(), List.of(), 1, options);
    ExecutionResult two = Executor.execute(guest.program(), List.of(), 2, options);

    assertThat(Outcomes.fault(one)).isInstanceOf(GuestFault.DeferredProof.class);
    assertThat(two).isInstanceOf(ExecutionResult.Completed.class);
  }

  @Test
  void v5LooksForADigestInMemoryOnly() {
    Guest guest = Guest.of(Generation.V5);
    guest.call(Guest.VERIFY, guest.data(), 0x7801_0000).halt();
    ExecutionOptions options = ExecutionOptions.defaults();

    ExecutionResult result = Executor.execute(guest.program(), List.of(), 1, options);

    assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.AddressOutOfRange(0x7801_0000));
  }

  @Test
  void v6VerifiesNothingItself() {
    Guest guest = Guest.of(Generation.V6).call(Guest.VERIFY, 1, 2).halt();

    assertThat(guest.run()).isInstanceOf(ExecutionResult.Completed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x99, 0x01, 0x0105, 0x0030_0106, 0x41, 0x42, 0x132, 0x134})
  void unknownCallsFault(int id) {
    for (Generation generation : Generation.values()) {
      Guest guest = Guest.of(generation).call(id).halt();

      assertThat(Outcomes.fault(guest.run())).isEqualTo(new GuestFault.UnknownSyscall(id));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {POSEIDON2, UINT256_ADD_CARRY, 0x0001_0131, 0x35, 0x40})
  void newCallsAreUnknownToV5(int id) {
    Guest guest = Guest.of(Generation.V5).call(id).halt();

    assertThat(Outcomes.fault(guest.run())).isEqualTo(new GuestFault.UnknownSyscall(id));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x10c, 0x11c, 0x12e, 0x0001_012f})
  void retiredCallsFaultInV6(int id) {
    Guest guest = Guest.of(Generation.V6);
    guest.call(id, guest.data(), 0).halt();

    assertThat(Outcomes.fault(guest.run())).isEqualTo(new GuestFault.RetiredSyscall(id));
  }

  @Test
  void v6SeesTheLowHalfOfANumberAndLeavesItInTheRegister() {
    Guest guest = Guest.of(Generation.V6);
    guest.li(Guest.A0, 0).li(Guest.A1, 0).li(Guest.T0, 0x7_0000_0000L + Guest.COMMIT).ecall();
    guest.li(9, guest.data()).store(Guest.T0, 9, 0).publish(guest.data(), 8).halt();

    long[] words = Outcomes.words(guest.run());

    assertThat(words).containsExactly(Guest.COMMIT);
  }

  @Test
  void v6SeesTheLowHalfOfADescriptorExceptForText() {
    Guest guest = Guest.of(Generation.V6).data(ascii("abcd"), 64);
    guest.call(Guest.WRITE, 0x1_0000_000dL, guest.data(), 4);
    guest.call(Guest.WRITE, 0x1_0000_0001L, guest.data(), 4).halt();

    ExecutionReport report = Outcomes.completed(guest.run());

    assertThat(report.publicValues()).isEqualTo(ascii("abcd"));
    assertThat(report.stdoutTail()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "3, true",
    "10, true",
    "11, false",
    "12, false",
    "22, false",
    "999, false"
  })
  void reservedDescriptorsFaultInV5Only(long fd, boolean reserved) {
    for (Generation generation : Generation.values()) {
      Guest guest = Guest.of(generation);
      guest.call(Guest.WRITE, fd, guest.data(), 4).halt();

      ExecutionResult result = guest.run();

      if (reserved && generation == Generation.V5) {
        assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.ReservedFd(fd));
      } else {
        assertThat(result).isInstanceOf(ExecutionResult.Completed.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void textIsKeptByDescriptor(Generation generation) {
    Guest guest = Guest.of(generation).data(ascii("outerr"), 64);
    guest.call(Guest.WRITE, 1, guest.data(), 3).call(Guest.WRITE, 2, guest.data() + 3, 3).halt();

    ExecutionReport report = Outcomes.completed(guest.run());

    assertThat(report.stdoutTail()).isEqualTo("out");
    assertThat(report.stderrTail()).isEqualTo("err");
  }

  @Test
  void textThatIsNotUtf8IsAFaultInV5AndReplacedInV6() {
    for (String cutOff : List.of("c3", "e282", "f09f98", "80")) {
      byte[] bytes = java.util.HexFormat.of().parseHex(cutOff);
      Guest five = Guest.of(Generation.V5).data(bytes, 64);
      five.call(Guest.WRITE, 2, five.data(), bytes.length).halt();
      Guest six = Guest.of(Generation.V6).data(bytes, 64);
      six.call(Guest.WRITE, 2, six.data(), bytes.length).halt();

      assertThat(Outcomes.fault(five.run())).isEqualTo(new GuestFault.BadText(2));
      assertThat(Outcomes.completed(six.run()).stderrTail()).isEqualTo("\ufffd");
    }
  }

  @Test
  void charactersMayLieAcrossThePiecesALongTextIsReadIn() {
    String text = "ä".repeat(70_000);
    byte[] bytes = ("x" + text).getBytes(StandardCharsets.UTF_8);
    for (Generation generation : Generation.values()) {
      Guest guest = Guest.of(generation).data(bytes, bytes.length);
      guest.call(Guest.WRITE, 1, guest.data(), bytes.length).halt();

      String tail = Outcomes.completed(guest.run()).stdoutTail();

      assertThat(tail).isEqualTo("ä".repeat(2048));
    }
  }

  @Test
  void theCycleTrackerOfV5ReportsSpansAndPrintsNothing() {
    String start = "cycle-tracker-report-start: span";
    String end = "cycle-tracker-report-end: span";
    Guest guest = Guest.of(Generation.V5).data(ascii(start + end), 128);
    for (int i = 0; i < 2; i++) {
      guest.call(Guest.WRITE, 1, guest.data(), start.length()).nop();
      guest.call(Guest.WRITE, 1, guest.data() + start.length(), end.length());
    }
    guest.halt();

    ExecutionReport report = Outcomes.completed(guest.run());

    assertThat(report.cycleTracker()).containsOnlyKeys("span");
    assertThat(report.cycleTracker().get("span") % 2).isZero();
    assertThat(report.cycleTracker().get("span")).isBetween(12L, 20L);
    assertThat(report.stdoutTail()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void hashesRefuseASecondArgument(Generation generation) {
    for (int id : new int[] {SHA_EXTEND, KECCAK}) {
      Guest guest = Guest.of(generation);
      guest.call(id, guest.data(), 1).halt();

      assertThat(Outcomes.fault(guest.run())).isInstanceOf(GuestFault.BadPrecompileInput.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"V5, 2", "V6, 4", "V6, 1"})
  void operandsMustBeAligned(Generation generation, int offset) {
    for (int id : new int[] {SHA_EXTEND, UINT256_MUL, 0x0001_010a, 0x10b, 0x0001_0120, 0x108}) {
      Guest guest = Guest.of(generation);
      guest.call(id, guest.data() + offset, id == UINT256_MUL ? guest.data() : 0).halt();

      assertThat(Outcomes.fault(guest.run()))
          .as("0x%x", id)
          .isEqualTo(new GuestFault.MisalignedAccess(guest.data() + offset));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {KECCAK, SHA_COMPRESS, UINT256_ADD_CARRY})
  void fourCallsOfV6RoundTheirAddressesDown(int id) {
    ExecutionReport[] reports = new ExecutionReport[2];
    for (int i = 0; i < 2; i++) {
      Guest guest = Guest.of(Generation.V6).data(ascii("0123456789abcdef"), 4096);
      long at = guest.data() + 5 * i;
      guest.li(12, at + 64).li(13, at + 128).li(14, at + 192);
      guest.call(id, at, id == KECCAK ? 0 : at + 1024);
      guest.publish(guest.data(), 2048).halt();
      reports[i] = Outcomes.completed(guest.run());
    }

    assertThat(reports[1].publicValues()).isEqualTo(reports[0].publicValues());
    assertThat(reports[1].gas()).isEqualTo(reports[0].gas());
  }

  @Test
  void operandsMayCrossPages() {
    for (Generation generation : Generation.values()) {
      Guest across = Guest.of(generation);
      long at = across.data() + 0xff80;
      across.call(KECCAK, at, 0).publish(at, 200).halt();
      Guest inside = Guest.of(generation);
      inside.call(KECCAK, inside.data(), 0).publish(inside.data(), 200).halt();

      byte[] expected = Outcomes.completed(inside.run()).publicValues();

      assertThat(Outcomes.completed(across.run()).publicValues()).isEqualTo(expected);
    }
  }
}
