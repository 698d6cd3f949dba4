package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostileElfTest {
  private static final byte[] HALT = {0x13, 5, 0, 0, (byte) 0x93, 2, 0, 0, 0x73, 0, 0, 0};
  private static final int WX = 7;

  private static ElfBuilder good(Generation generation) {
    return ElfBuilder.of(generation).load(ElfBuilder.RX, code(generation), HALT);
  }

  private static long code(Generation generation) {
    return Guest.codeAt(generation);
  }

  private static long data(Generation generation) {
    return Guest.dataAt(generation);
  }

  private static ThrowingCallable loading(Generation generation, ElfBuilder elf) {
    return loading(generation, elf.build());
  }

  private static ThrowingCallable loading(Generation generation, byte[] elf) {
    return () -> GuestProgram.load(generation, elf);
  }

  private static void assertRefused(Generation generation, ElfBuilder elf, String why) {
    assertThatThrownBy(loading(generation, elf))
        .isInstanceOf(ElfException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @EnumSource
  void aSmallProgramLoads(Generation generation) throws ElfException {
    GuestProgram program = GuestProgram.load(generation, good(generation).build());

    assertThat(program.instructionCount()).isEqualTo(3);
    assertThat(program.entry()).isEqualTo(code(generation));
  }

  @ParameterizedTest
  @EnumSource
  void aFileCutOffAnywhereIsRefused(Generation generation) {
    byte[] elf = good(generation).load(ElfBuilder.RW, data(generation), new byte[8], 64).build();

    for (int length = 0; length < elf.length; length++) {
      assertThatThrownBy(loading(generation, Arrays.copyOf(elf, length)))
          .as("%d bytes", length)
          .isInstanceOf(ElfException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyOtherKindOfFileIsRefused(Generation generation) {
    ElfBuilder otherMachine = good(generation);
    otherMachine.machine = 62;
    ElfBuilder library = good(generation);
    library.type = 3;

    assertRefused(generation, otherMachine, "riscv");
    assertRefused(generation, library, "executable");
    assertThatThrownBy(loading(generation, "#!/bin/sh\necho hello\n".getBytes()))
        .isInstanceOf(ElfException.class);
  }

  @Test
  void v5TakesNoSixtyFourBitFileAndV6TakesBoth() throws ElfException {
    assertRefused(Generation.V5, good(Generation.V6), "32-bit");
    byte[] narrow =
        ElfBuilder.of(Generation.V5)
            .load(ElfBuilder.RX, code(Generation.V6), HALT)
            .entry(code(Generation.V6))
            .build();

    GuestProgram program = GuestProgram.load(Generation.V6, narrow);

    assertThat(program.instructionCount()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void theEntryMustBeAnInstruction(Generation generation) {
    long base = code(generation);
    assertRefused(generation, good(generation).entry(base + 2), "invalid entrypoint");
    if (generation == Generation.V6) {
      assertRefused(generation, good(generation).entry(base + 12), "outside the code");
      assertRefused(generation, good(generation).entry(base - 4), "outside the code");
    }
  }

  /** As upstream, which finds out at the first fetch. */
  @ParameterizedTest
  @CsvSource({"-4", "12", "2147483640"})
  void v5FaultsAtOnceIfTheEntryIsOutsideTheCode(long offset) throws ElfException {
    long entry = code(Generation.V5) + offset;
    GuestProgram program =
        GuestProgram.load(Generation.V5, good(Generation.V5).entry(entry).build());

    ExecutionResult result = Executor.execute(program, List.of(), ExecutionOptions.defaults());

    assertThat(Outcomes.fault(result)).isEqualTo(new GuestFault.PcOutOfProgram(entry));
  }

  @ParameterizedTest
  @EnumSource
  void segmentsMustNotBeWritableAndExecutable(Generation generation) {
    ElfBuilder elf = ElfBuilder.of(generation).load(WX, code(generation), HALT);

    assertRefused(generation, elf, "both writable and executable");
  }

  @ParameterizedTest
  @EnumSource
  void segmentsMustNotOverlapNorComeInAnotherOrder(Generation generation) {
    long base = code(generation);
    assertRefused(
        generation, good(generation).load(ElfBuilder.RW, base + 8, new byte[8]), "unsupported");
    assertRefused(
        generation,
        ElfBuilder.of(generation)
            .load(ElfBuilder.RW, data(generation), new byte[8])
            .load(ElfBuilder.RX, base, HALT),
        "unsupported");
    assertRefused(
        generation,
        ElfBuilder.of(generation)
            .load(ElfBuilder.RX, base, HALT, 4096)
            .load(ElfBuilder.RW, base + 4092, new byte[4]),
        "unsupported");
  }

  @ParameterizedTest
  @EnumSource
  void codeMustBeInOnePiece(Generation generation) throws ElfException {
    long base = code(generation);
    assertRefused(generation, good(generation).load(ElfBuilder.RX, base + 16, HALT), "unsupported");
    byte[] adjacent = good(generation).load(ElfBuilder.RX, base + 12, HALT).build();

    GuestProgram program = GuestProgram.load(generation, adjacent);

    assertThat(program.instructionCount()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource
  void aProgramNeedsCode(Generation generation) {
    assertThatThrownBy(
            loading(
                generation,
                ElfBuilder.of(generation).load(ElfBuilder.RW, data(generation), new byte[8])))
        .isInstanceOf(ElfException.class);
    assertThatThrownBy(loading(generation, ElfBuilder.of(generation)))
        .isInstanceOf(ElfException.class);
  }

  @Test
  void zerosCostNothingUntilTheyAreTouchedAndHaveABound() throws ElfException {
    byte[] fits =
        good(Generation.V6)
            .load(ElfBuilder.RW, data(Generation.V6), new byte[8], (2L << 30) - 4096)
            .build();

    assertThat(GuestProgram.load(Generation.V6, fits).instructionCount()).isEqualTo(3);
    for (long size : new long[] {3L << 30, 1L << 45, Long.MAX_VALUE, -4}) {
      assertThatThrownBy(
              loading(
                  Generation.V6,
                  good(Generation.V6).load(ElfBuilder.RW, data(Generation.V6), new byte[8], size)))
          .as("%x", size)
          .isInstanceOf(ElfException.class);
    }
  }

  @Test
  void manySegmentsCannotClaimMoreThanOne() {
    ElfBuilder elf = good(Generation.V6);
    for (int i = 0; i < 3; i++) {
      elf.load(ElfBuilder.RW, data(Generation.V6) + (1L << 32) * i, new byte[0], 1L << 30);
    }

    assertRefused(Generation.V6, elf, "larger than this machine allows");
  }

  @Test
  void v5MemoryEndsBelow0x78000004() {
    long last = 0x7800_0000L;
    ElfBuilder fits = good(Generation.V5).load(ElfBuilder.RW, last, new byte[4]);
    ElfBuilder beyond = good(Generation.V5).load(ElfBuilder.RW, last, new byte[5], 5);

    assertThatCode(loading(Generation.V5, fits)).doesNotThrowAnyException();
    assertRefused(Generation.V5, beyond, "past the end");
  }

  @Test
  void v6DataBeyondEveryAddressLoadsAndCodeDoesNot() {
    ElfBuilder data = good(Generation.V6).load(ElfBuilder.RW, 1L << 40, new byte[4]);
    ElfBuilder top = good(Generation.V6).load(ElfBuilder.RW, -8, new byte[4]);
    ElfBuilder over = good(Generation.V6).load(ElfBuilder.RW, -8, new byte[4], 8);
    ElfBuilder code =
        ElfBuilder.of(Generation.V6).load(ElfBuilder.RX, 1L << 40, HALT).entry(1L << 40);

    assertThatCode(loading(Generation.V6, data)).doesNotThrowAnyException();
    assertThatCode(loading(Generation.V6, top)).doesNotThrowAnyException();
    assertRefused(Generation.V6, over, "overflow");
    assertRefused(Generation.V6, code, "past the end");
  }

  @Test
  void v6SegmentsStartAtTheTopOfTheStackAndAreReadable() {
    assertRefused(
        Generation.V6,
        ElfBuilder.of(Generation.V6).load(ElfBuilder.RX, 0x77ff_f000, HALT),
        "STACK_TOP");
    assertRefused(
        Generation.V6,
        ElfBuilder.of(Generation.V6).load(1, code(Generation.V6), HALT),
        "not readable");
  }

  @ParameterizedTest
  @EnumSource
  void wordsThatAreNoInstructionsAreRefusedReachedOrNot(Generation generation) {
    int[] words = {
      0, 0x0001_0001, 0xffff_ffff, 0x0000_100f, 0x0000_4073, 0x0000_00f3, 0x0200_5013, 0x1000_5013
    };
    for (int word : words) {
      boolean shiftBit = word == 0x0200_5013 && generation == Generation.V6;
      byte[] text =
          ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).put(HALT).putInt(word).array();
      ElfBuilder elf = ElfBuilder.of(generation).load(ElfBuilder.RX, code(generation), text);

      if (shiftBit) {
        assertThatCode(loading(generation, elf)).doesNotThrowAnyException();
      } else {
        assertRefused(generation, elf, "cannot decode");
      }
    }
  }

  /** Segments may share bytes of the file: a small one could claim gigabytes of instructions. */
  @ParameterizedTest
  @EnumSource
  void instructionsHaveABound(Generation generation) {
    byte[] nops = new byte[1 << 20];
    for (int i = 0; i < nops.length; i += 4) {
      nops[i] = 0x13;
    }
    ElfBuilder most = ElfBuilder.of(generation);
    for (int i = 0; i < 16; i++) {
      most.load(ElfBuilder.RX, code(generation) + i * (long) nops.length, nops);
    }
    byte[] elf = most.build();
    byte[] more = most.load(ElfBuilder.RX, code(generation) + 16L * nops.length, HALT).build();

    assertThatCode(loading(generation, elf)).doesNotThrowAnyException();
    assertThatThrownBy(loading(generation, more))
        .isInstanceOf(ElfException.class)
        .hasMessageContaining("number of instructions");
  }

  @Test
  void v6RefusesProgramsThatAnnouncePagePermissions() {
    ByteBuffer note = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    note.putInt(9).putInt(20).putInt(1).put("SUCCINCT\0\0\0\0".getBytes());
    note.putInt(0x31).putLong(0).putLong(0);

    assertRefused(Generation.V6, good(Generation.V6).note(note.array()), "permissions");
    note.putInt(24, 0x30);
    assertThatCode(loading(Generation.V6, good(Generation.V6).note(note.array())))
        .doesNotThrowAnyException();
    assertRefused(Generation.V6, good(Generation.V6).note(new byte[13]), "cut off");
  }

  @ParameterizedTest
  @EnumSource
  void damagedFilesLoadOrAreRefusedAndNothingElse(Generation generation) {
    ElfBuilder builder = good(generation).load(ElfBuilder.RW, data(generation), new byte[8], 64);
    byte[] whole = builder.note(new byte[16]).build();
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] elf = whole.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        elf[random.nextInt(elf.length)] = (byte) interesting(random);
      }
      try {
        GuestProgram program = GuestProgram.load(generation, elf);
        ExecutionOptions options = ExecutionOptions.defaults().withStepBudget(10_000);
        assertThat(Executor.execute(program, List.of(), options)).isNotNull();
      } catch (ElfException e) {
        assertThat(e.offset()).as("seed %d", seed).isBetween(0L, (long) elf.length);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static int interesting(Random random) {
    int[] values = {0, 1, 2, 4, 0x7f, 0x80, 0xff, random.nextInt(256)};
    return values[random.nextInt(values.length)];
  }
}
