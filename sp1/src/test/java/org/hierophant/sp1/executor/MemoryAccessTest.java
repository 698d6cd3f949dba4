package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryAccessTest {
  private static final int LB = 0;
  private static final int LH = 1;
  private static final int LW = 2;
  private static final int LD = 3;

  @ParameterizedTest
  @CsvSource({
    "V5, 0, 80, 80ffffff",
    "V5, 4, 80, 80000000",
    "V5, 1, 0080, 0080ffff",
    "V5, 5, 0080, 00800000",
    "V5, 2, 01020380, 01020380",
    "V6, 0, 80, 80ffffffffffffff",
    "V6, 4, 80, 8000000000000000",
    "V6, 1, 0080, 0080ffffffffffff",
    "V6, 5, 0080, 0080000000000000",
    "V6, 2, 01020380, 01020380ffffffff",
    "V6, 6, 01020380, 0102038000000000",
    "V6, 3, 0102030405060780, 0102030405060780"
  })
  void loadsExtendAsTheirNameSays(Generation generation, int load, String memory, String register) {
    Guest guest = Guest.of(generation).data(HexFormat.of().parseHex(memory), 64);
    guest.li(9, guest.data()).loadAs(load, 6, 9, 0).store(6, 9, 16);
    guest.publish(guest.data() + 16, generation == Generation.V5 ? 4 : 8).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(HexFormat.of().formatHex(values)).isEqualTo(register);
  }

  @ParameterizedTest
  @EnumSource
  void narrowStoresLeaveTheirNeighboursAlone(Generation generation) {
    Guest guest = Guest.of(generation).data(HexFormat.of().parseHex("1111111122222222"), 64);
    guest.li(9, guest.data()).li(6, -1).storeAs(0, 6, 9, 1).storeAs(1, 6, 9, 6);
    guest.publish(guest.data(), 8).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(HexFormat.of().formatHex(values)).isEqualTo("11ff11112222ffff");
  }

  @ParameterizedTest
  @CsvSource({
    "V5, 1, 1",
    "V5, 2, 1",
    "V5, 2, 2",
    "V5, 2, 3",
    "V6, 1, 1",
    "V6, 2, 2",
    "V6, 3, 4",
    "V6, 3, 1"
  })
  void misalignedAccessesFault(Generation generation, int width, int offset) {
    Guest load = Guest.of(generation);
    load.li(9, load.data()).loadAs(width, 6, 9, offset).halt();
    Guest store = Guest.of(generation);
    store.li(9, store.data()).storeAs(width, 6, 9, offset).halt();

    GuestFault loading = Outcomes.fault(load.run());
    GuestFault storing = Outcomes.fault(store.run());

    assertThat(loading).isEqualTo(new GuestFault.MisalignedAccess(load.data() + offset));
    assertThat(storing).isEqualTo(new GuestFault.MisalignedAccess(store.data() + offset));
  }

  @ParameterizedTest
  @EnumSource
  void aFaultingLoadIntoX0StillFaults(Generation generation) {
    Guest guest = Guest.of(generation);
    guest.li(9, guest.data()).loadAs(LW, 0, 9, 2).halt();

    GuestFault fault = Outcomes.fault(guest.run());

    assertThat(fault).isEqualTo(new GuestFault.MisalignedAccess(guest.data() + 2));
  }

  @ParameterizedTest
  @CsvSource({
    "V5, 28, false",
    "V5, 32, true",
    "V5, 2013265920, true",
    "V5, 2013265924, false",
    "V5, 4294967292, false",
    "V5, 0, false",
    "V6, 0, true",
    "V6, 8, true",
    "V6, 1099511627768, true",
    "V6, 1099511627776, false",
    "V6, -8, false",
    "V6, 4611686018427387904, false"
  })
  void memoryEndsWhereItEnds(Generation generation, long address, boolean inside) {
    Guest guest = Guest.of(generation);
    guest.li(9, address).li(6, 77).store(6, 9, 0).load(7, 9, 0).li(9, guest.data());
    guest.store(7, 9, 0).publish(guest.data(), 1).halt();

    ExecutionResult result = guest.run();

    if (inside) {
      assertThat(Outcomes.completed(result).publicValues()).containsExactly(77);
    } else {
      assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.AddressOutOfRange(address));
    }
  }

  @Test
  void v5AddressesWrapAtThirtyTwoBits() {
    Guest guest = Guest.of(Generation.V5);
    guest.li(9, 0xffff_fff8L).lw(6, 9, 0x28).halt();

    ExecutionResult result = guest.run();

    assertThat(result).isInstanceOf(ExecutionResult.Completed.class);
  }

  @ParameterizedTest
  @EnumSource
  void x0StaysZero(Generation generation) {
    Guest guest = Guest.of(generation).data(new byte[] {9, 9, 9, 9, 9, 9, 9, 9}, 64);
    guest.li(9, guest.data()).load(0, 9, 0).addi(0, 0, 5).li(6, 3).add(0, 6, 6);
    guest.jal(0, guest.here() + 4).store(0, 9, 0).publish(guest.data(), 4).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(values).containsExactly(0, 0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource
  void storesIntoCodeChangeDataOnly(Generation generation) {
    Guest guest = Guest.of(generation);
    guest.li(9, Guest.codeAt(generation));
    guest.jal(0, guest.here() + 4).storeAs(LW, 0, 9, guest.here() + 4).addi(6, 0, 7);
    guest.lw(7, 9, guest.here() - 4).li(9, guest.data()).store(6, 9, 0).store(7, 9, 8);
    guest.publish(guest.data(), 1).publish(guest.data() + 8, 1).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(values).containsExactly(7, 0);
  }

  @Test
  void v6ReadsItsCodeAsBytes() {
    Guest guest = Guest.of(Generation.V6);
    guest.li(9, Guest.codeAt(Generation.V6)).loadAs(LD, 6, 9, 0).loadAs(LH, 6, 9, 2);
    guest.loadAs(LB, 6, 9, 3).publish(Guest.codeAt(Generation.V6), 4).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    assertThat(values).hasSize(4).endsWith((byte) 0x78);
  }
}
