package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every arithmetic instruction of both machines against numbers of unlimited size. */
class ArithmeticTest {
  private static final int OP = 0x33;
  private static final int OP_32 = 0x3b;
  private static final int OP_IMM = 0x13;
  private static final int OP_IMM_32 = 0x1b;

  /**
   * One instruction.
   *
   * @param bits width it computes in
   * @param meaning of two signed operands; the result counts modulo 2^bits
   */
  private record Instruction(
      Generation generation,
      String name,
      int opcode,
      int funct7,
      int funct3,
      int bits,
      BinaryOperator<BigInteger> meaning) {
    @Override
    public String toString() {
      return generation + " " + name;
    }

    boolean isImmediate() {
      return opcode == OP_IMM || opcode == OP_IMM_32;
    }

    boolean isShift() {
      return funct3 == 1 || funct3 == 5;
    }

    long expected(long a, long b) {
      BigInteger left = BigInteger.valueOf(bits == 32 ? (int) a : a);
      BigInteger right = BigInteger.valueOf(bits == 32 ? (int) b : b);
      long result = meaning.apply(left, right).longValue();
      return bits == 32 ? (int) result : result;
    }
  }

  static Stream<Instruction> instructions() {
    List<Instruction> all = new ArrayList<>();
    addFamily(all, Generation.V5, 32, OP, OP_IMM, "");
    addFamily(all, Generation.V6, 64, OP, OP_IMM, "");
    List<Instruction> narrow = new ArrayList<>();
    addFamily(narrow, Generation.V6, 32, OP_32, OP_IMM_32, "w");
    List<String> inBase =
        List.of(
            "addw", "subw", "sllw", "srlw", "sraw", "mulw", "divw", "divuw", "remw", "remuw",
            "addiw", "slliw", "srliw", "sraiw");
    narrow.stream().filter(i -> inBase.contains(i.name())).forEach(all::add);
    return all.stream();
  }

  private static void addFamily(
      List<Instruction> all, Generation generation, int bits, int op, int opImm, String suffix) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
    BinaryOperator<BigInteger> shiftLeft = (a, b) -> a.shiftLeft(b.intValue() & (bits - 1));
    BinaryOperator<BigInteger> shiftRight =
        (a, b) -> a.mod(modulus).shiftRight(b.intValue() & (bits - 1));
    BinaryOperator<BigInteger> shiftSigned = (a, b) -> a.shiftRight(b.intValue() & (bits - 1));
    BinaryOperator<BigInteger> less =
        (a, b) -> a.compareTo(b) < 0 ? BigInteger.ONE : BigInteger.ZERO;
    BinaryOperator<BigInteger> below = (a, b) -> less.apply(a.mod(modulus), b.mod(modulus));
    BigInteger minusOne = BigInteger.ONE.negate();
    record Row(String name, int opcode, int funct7, int funct3, BinaryOperator<BigInteger> f) {}
    Stream.of(
            new Row("add", op, 0, 0, BigInteger::add),
            new Row("sub", op, 0x20, 0, BigInteger::subtract),
            new Row("sll", op, 0, 1, shiftLeft),
            new Row("slt", op, 0, 2, less),
            new Row("sltu", op, 0, 3, below),
            new Row("xor", op, 0, 4, BigInteger::xor),
            new Row("srl", op, 0, 5, shiftRight),
            new Row("sra", op, 0x20, 5, shiftSigned),
            new Row("or", op, 0, 6, BigInteger::or),
            new Row("and", op, 0, 7, BigInteger::and),
            new Row("mul", op, 1, 0, BigInteger::multiply),
            new Row("mulh", op, 1, 1, (a, b) -> a.multiply(b).shiftRight(bits)),
            new Row("mulhsu", op, 1, 2, (a, b) -> a.multiply(b.mod(modulus)).shiftRight(bits)),
            new Row(
                "mulhu",
                op,
                1,
                3,
                (a, b) -> a.mod(modulus).multiply(b.mod(modulus)).shiftRight(bits)),
            new Row("div", op, 1, 4, (a, b) -> b.signum() == 0 ? minusOne : a.divide(b)),
            new Row(
                "divu",
                op,
                1,
                5,
                (a, b) -> b.signum() == 0 ? minusOne : a.mod(modulus).divide(b.mod(modulus))),
            new Row("rem", op, 1, 6, (a, b) -> b.signum() == 0 ? a : a.remainder(b)),
            new Row(
                "remu",
                op,
                1,
                7,
                (a, b) -> b.signum() == 0 ? a : a.mod(modulus).remainder(b.mod(modulus))),
            new Row("addi", opImm, 0, 0, BigInteger::add),
            new Row("slti", opImm, 0, 2, less),
            new Row("sltiu", opImm, 0, 3, below),
            new Row("xori", opImm, 0, 4, BigInteger::xor),
            new Row("ori", opImm, 0, 6, BigInteger::or),
            new Row("andi", opImm, 0, 7, BigInteger::and),
            new Row("slli", opImm, 0, 1, shiftLeft),
            new Row("srli", opImm, 0, 5, shiftRight),
            new Row("srai", opImm, 0x20, 5, shiftSigned))
        .map(
            row ->
                new Instruction(
                    generation,
                    row.name() + suffix,
                    row.opcode(),
                    row.funct7(),
                    row.funct3(),
                    bits,
                    row.f()))
        .forEach(all::add);
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void instructionComputesWhatItShould(Instruction instruction) {
    int registerBytes = instruction.generation() == Generation.V5 ? 4 : 8;
    List<Long> operands = operands(instruction.generation());
    List<Integer> immediates =
        instruction.isShift()
            ? List.of(0, 1, 7, instruction.bits() - 1)
            : List.of(0, 1, -1, 2047, -2048, 0x555);
    Guest guest = Guest.of(instruction.generation());
    ByteBuffer data = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    operands.forEach(operand -> put(data, registerBytes, operand));
    guest.data(data.array(), 1 << 14).li(9, guest.data()).li(18, guest.data() + 512);

    List<Long> expected = new ArrayList<>();
    for (int a = 0; a < operands.size(); a++) {
      guest.load(6, 9, a * registerBytes);
      int seconds = instruction.isImmediate() ? immediates.size() : operands.size();
      for (int b = 0; b < seconds; b++) {
        if (instruction.isImmediate()) {
          int immediate = immediates.get(b);
          int encoded = instruction.isShift() ? instruction.funct7() << 5 | immediate : immediate;
          guest.immediate(instruction.opcode(), instruction.funct3(), 8, 6, encoded);
          expected.add(instruction.expected(operands.get(a), immediate));
        } else {
          guest.load(7, 9, b * registerBytes);
          guest.register(instruction.opcode(), instruction.funct7(), instruction.funct3(), 8, 6, 7);
          expected.add(instruction.expected(operands.get(a), operands.get(b)));
        }
        guest.store(8, 18, 0).addi(18, 18, registerBytes);
      }
    }
    guest.publish(guest.data() + 512, (long) expected.size() * registerBytes).halt();
    byte[] values = Outcomes.completed(guest.run()).publicValues();

    ByteBuffer wanted = ByteBuffer.allocate(values.length).order(ByteOrder.LITTLE_ENDIAN);
    expected.forEach(value -> put(wanted, registerBytes, value));
    assertThat(values).isEqualTo(wanted.array());
  }

  private static void put(ByteBuffer buffer, int bytes, long value) {
    if (bytes == 4) {
      buffer.putInt((int) value);
    } else {
      buffer.putLong(value);
    }
  }

  private static List<Long> operands(Generation generation) {
    Random random = new Random(7);
    List<Long> operands = new ArrayList<>();
    Stream.of(0L, 1L, -1L, 2L, 31L, 32L, 0x7fff_ffffL, -0x8000_0000L).forEach(operands::add);
    if (generation == Generation.V6) {
      Stream.of(63L, 64L, Long.MAX_VALUE, Long.MIN_VALUE, 0xffff_ffffL, 0x8000_0000L)
          .forEach(operands::add);
    }
    for (int i = 0; i < 4; i++) {
      operands.add(generation == Generation.V5 ? random.nextInt() : random.nextLong());
    }
    return operands;
  }

  @ParameterizedTest
  @MethodSource("generations")
  void upperImmediatesAreSignExtended(Generation generation) {
    Guest guest = Guest.of(generation).data(new byte[0], 4096).li(9, guest(generation));
    int at = guest.here();
    guest.word(0xffff_f000 | 6 << 7 | 0x17).store(6, 9, 8); // auipc x6, 0xfffff
    guest.word(0x8000_0000 | 7 << 7 | 0x37).store(7, 9, 0); // lui x7, 0x80000
    int bytes = generation == Generation.V5 ? 4 : 8;
    guest.publish(guest.data(), bytes).publish(guest.data() + 8, bytes).halt();

    byte[] values = Outcomes.completed(guest.run()).publicValues();

    ByteBuffer wanted = ByteBuffer.allocate(2 * bytes).order(ByteOrder.LITTLE_ENDIAN);
    put(wanted, bytes, -0x8000_0000L);
    put(wanted, bytes, Guest.codeAt(generation) + at - 4096);
    assertThat(values).isEqualTo(wanted.array());
  }

  private static long guest(Generation generation) {
    return Guest.dataAt(generation);
  }

  static Stream<Generation> generations() {
    return Stream.of(Generation.values());
  }
}
