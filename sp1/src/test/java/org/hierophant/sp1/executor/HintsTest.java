package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HintsTest {
  private static final long FRESH = 0x8_0000;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Memory past the image, where v5 takes hints. */
  private static long fresh(Guest guest) {
    return guest.data() + FRESH;
  }

  private static Guest storeResult(Guest guest) {
    return guest.li(9, guest.data()).store(Guest.T0, 9, 0);
  }

  @ParameterizedTest
  @EnumSource
  void theLengthOfTheFrontItemIsToldAndTheItemStays(Generation generation) {
    Guest guest = Guest.of(generation).call(Guest.HINT_LEN).call(Guest.HINT_LEN);
    storeResult(guest).publish(guest.data(), 4).halt();

    byte[] values = Outcomes.completed(guest.run(bytes("hello"), bytes("you"))).publicValues();

    assertThat(values).containsExactly(5, 0, 0, 0);
  }

  @Test
  void anEmptyQueueIsAllOnesAtTheWidthOfTheMachine() {
    for (Generation generation : Generation.values()) {
      int bytes = generation == Generation.V5 ? 4 : 8;
      Guest guest = Guest.of(generation).call(Guest.HINT_LEN);
      storeResult(guest).publish(guest.data(), bytes).halt();

      byte[] values = Outcomes.completed(guest.run()).publicValues();

      assertThat(values).hasSize(bytes).containsOnly(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readingAnItemNeedsItsExactLength(Generation generation) {
    Guest guest = Guest.of(generation);
    guest.call(Guest.HINT_READ, fresh(guest), 4).halt();

    assertThat(Outcomes.fault(guest.run(bytes("hello")))).isInstanceOf(GuestFault.BadHint.class);
    assertThat(guest.run(bytes("hell"))).isInstanceOf(ExecutionResult.Completed.class);
    assertThat(Outcomes.fault(guest.run())).isInstanceOf(GuestFault.BadHint.class);
  }

  @ParameterizedTest
  @CsvSource({"V5, 2", "V5, 1", "V6, 4", "V6, 1"})
  void readingAnItemNeedsAnAlignedAddress(Generation generation, int offset) {
    Guest guest = Guest.of(generation);
    guest.call(Guest.HINT_READ, fresh(guest) + offset, 4).halt();

    GuestFault fault = Outcomes.fault(guest.run(bytes("hell")));

    assertThat(fault).isInstanceOf(GuestFault.BadHint.class);
  }

  @ParameterizedTest
  @CsvSource({"V5, 0x78010000", "V5, 0xfffffff0", "V6, 0x10000000000", "V6, 0xfffffffff8"})
  void anItemMustLieInMemory(Generation generation, String address) {
    long at = Long.decode(address);
    Guest guest = Guest.of(generation).call(Guest.HINT_READ, at, 8).halt();

    GuestFault fault = Outcomes.fault(guest.run(bytes("12345678")));

    assertThat(fault).isEqualTo(new GuestFault.AddressOutOfRange(at));
  }

  /** The word after an item of whole words is overwritten as well. */
  @ParameterizedTest
  @CsvSource({"8, 16", "0, 8", "5, 8", "16, 24"})
  void v6WritesOneWordMoreThanTheItemHas(int length, int written) {
    Guest guest =
        Guest.of(Generation.V6).data("x".repeat(32).getBytes(StandardCharsets.US_ASCII), 64);
    guest.call(Guest.HINT_READ, guest.data(), length).publish(guest.data(), 32).halt();

    byte[] values = Outcomes.completed(guest.run(bytes("a".repeat(length)))).publicValues();

    String zeros = "\0".repeat(written - length);
    assertThat(new String(values, StandardCharsets.US_ASCII))
        .isEqualTo("a".repeat(length) + zeros + "x".repeat(32 - written));
  }

  @Test
  void v5AnnouncesZerosUntilAnItemIsTouched() {
    Guest guest = Guest.of(Generation.V5);
    guest.call(Guest.HINT_READ, fresh(guest), 8).publish(fresh(guest), 8);
    guest.li(9, fresh(guest)).lw(6, 9, 0).publish(fresh(guest), 8).halt();

    byte[] values = Outcomes.completed(guest.run(bytes("abcdefgh"))).publicValues();

    assertThat(values).isEqualTo(bytes("\0\0\0\0\0\0\0\0abcd\0\0\0\0"));
  }

  @Test
  void v5ClearsTheRestOfAWordWhenItsFirstAccessIsANarrowStore() {
    Guest guest = Guest.of(Generation.V5);
    guest.call(Guest.HINT_READ, fresh(guest), 8).li(9, fresh(guest)).li(6, 'X');
    guest.storeAs(0, 6, 9, 1).loadAs(4, 7, 9, 4).publish(fresh(guest), 8).halt();

    byte[] values = Outcomes.completed(guest.run(bytes("abcdefgh"))).publicValues();

    assertThat(values).isEqualTo(bytes("\0X\0\0efgh"));
  }

  @Test
  void v5IgnoresAHintOntoMemoryInUse() {
    Guest guest = Guest.of(Generation.V5);
    guest.li(9, fresh(guest)).li(6, 'u').store(6, 9, 0);
    guest.call(Guest.HINT_READ, fresh(guest), 4).call(Guest.HINT_READ, guest.data() + 512, 4);
    guest.lw(6, 9, 0).li(9, guest.data()).lw(6, 9, 512);
    guest.publish(fresh(guest), 4).publish(guest.data() + 512, 4).halt();

    byte[] values = Outcomes.completed(guest.run(bytes("abcd"), bytes("abcd"))).publicValues();

    assertThat(values).isEqualTo(bytes("u\0\0\0\0\0\0\0"));
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true"})
  void v5RefusesToHintAWordTwice(boolean loadBetween, boolean storeBetween) {
    Guest guest = Guest.of(Generation.V5);
    guest.call(Guest.HINT_READ, fresh(guest), 4).li(9, fresh(guest));
    if (loadBetween) {
      guest.lw(6, 9, 0);
    }
    if (storeBetween) {
      guest.store(6, 9, 0);
    }
    guest.call(Guest.HINT_READ, fresh(guest), 4).halt();

    GuestFault fault = Outcomes.fault(guest.run(bytes("abcd"), bytes("abcd")));

    assertThat(fault).isInstanceOf(GuestFault.BadHint.class);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheGuestHintsComesFirstAndTheLatestBeforeTheOthers(Generation generation) {
    Guest guest = Guest.of(generation).data(bytes("onetwo!!"), 64);
    guest.call(Guest.WRITE, Guest.HINT, guest.data(), 3);
    guest.call(Guest.WRITE, Guest.HINT, guest.data() + 3, 5);
    for (int item = 0; item < 3; item++) {
      long at = fresh(guest) + 16 * item;
      guest.call(Guest.HINT_READ, at, new int[] {5, 3, 2}[item]);
      guest.li(9, at).load(6, 9, 0).publish(at, new int[] {4, 3, 2}[item]);
    }
    guest.halt();

    byte[] values = Outcomes.completed(guest.run(bytes("in"))).publicValues();

    assertThat(values).isEqualTo(bytes("two!onein"));
  }

  @Test
  void v5TakesAnEmptyItemAtAnyAlignedAddress() {
    Guest guest = Guest.of(Generation.V5).call(Guest.HINT_READ, 0xffff_fffcL, 0).halt();

    assertThat(guest.run(new byte[0])).isInstanceOf(ExecutionResult.Completed.class);
  }

  @ParameterizedTest
  @EnumSource
  void itemsCrossPages(Generation generation) {
    byte[] item = new byte[200_000];
    for (int i = 0; i < item.length; i++) {
      item[i] = (byte) (i * 31 >> 3);
    }
    Guest guest = Guest.of(generation);
    guest.call(Guest.HINT_READ, fresh(guest), item.length).li(9, fresh(guest));
    guest.li(8, fresh(guest) + item.length);
    int loop = guest.here();
    guest.lw(6, 9, 0).addi(9, 9, 4).branch(6, 9, 8, loop);
    guest.publish(fresh(guest), item.length).halt();

    byte[] values = Outcomes.completed(guest.run(item)).publicValues();

    assertThat(values).isEqualTo(item);
  }
}
