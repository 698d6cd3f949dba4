package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hierophant.sp1.Generation;

/**
 * A guest program written instruction by instruction: code, and one segment of data that can be
 * read and written.
 *
 * <p>Registers that {@link #li} and {@link #call} use for themselves: x5, x10 to x12 for the
 * arguments of calls.
 */
final class Guest {
  static final int T0 = 5;
  static final int A0 = 10;
  static final int A1 = 11;
  static final int A2 = 12;

  static final int HALT = 0;
  static final int WRITE = 2;
  static final int ENTER = 3;
  static final int EXIT = 4;
  static final int COMMIT = 0x10;
  static final int VERIFY = 0x1b;
  static final int HINT_LEN = 0xf0;
  static final int HINT_READ = 0xf1;
  static final int PUBLIC_VALUES = 13;
  static final int HINT = 14;

  private static final int MAX_CODE = 1 << 16;

  final Generation generation;
  private final ByteBuffer code = ByteBuffer.allocate(MAX_CODE).order(ByteOrder.LITTLE_ENDIAN);
  private byte[] data = new byte[64];
  private long dataMemory = 4096;

  private Guest(Generation generation) {
    this.generation = generation;
  }

  static Guest of(Generation generation) {
    return new Guest(generation);
  }

  static long codeAt(Generation generation) {
    return generation == Generation.V5 ? 0x0020_1000 : 0x7800_1000;
  }

  static long dataAt(Generation generation) {
    return generation == Generation.V5 ? 0x0040_0000 : 0x7810_0000;
  }

  long data() {
    return dataAt(generation);
  }

  Guest data(byte[] bytes, long memorySize) {
    this.data = bytes;
    this.dataMemory = memorySize;
    return this;
  }

  /** Bytes of code so far. */
  int here() {
    return code.position();
  }

  /** Writes an instruction over an earlier one. */
  Guest patch(int at, Consumer<Guest> instruction) {
    int end = here();
    code.position(at);
    instruction.accept(this);
    code.position(end);
    return this;
  }

  Guest word(int word) {
    code.putInt(word);
    return this;
  }

  Guest register(int opcode, int funct7, int funct3, int rd, int rs1, int rs2) {
    return word(funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode);
  }

  Guest immediate(int opcode, int funct3, int rd, int rs1, int imm) {
    return word(imm << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode);
  }

  Guest add(int rd, int rs1, int rs2) {
    return register(0x33, 0, 0, rd, rs1, rs2);
  }

  Guest addi(int rd, int rs1, int imm) {
    return immediate(0x13, 0, rd, rs1, imm);
  }

  Guest nop() {
    return addi(0, 0, 0);
  }

  /** The widest load of the machine. */
  Guest load(int rd, int rs1, int imm) {
    return immediate(0x03, generation == Generation.V5 ? 2 : 3, rd, rs1, imm);
  }

  Guest lw(int rd, int rs1, int imm) {
    return immediate(0x03, 2, rd, rs1, imm);
  }

  /** A load by its funct3. */
  Guest loadAs(int funct3, int rd, int rs1, int imm) {
    return immediate(0x03, funct3, rd, rs1, imm);
  }

  /** A store by its funct3. */
  Guest storeAs(int funct3, int rs2, int rs1, int imm) {
    return word(imm >> 5 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (imm & 0x1f) << 7 | 0x23);
  }

  /** The widest store of the machine. */
  Guest store(int rs2, int rs1, int imm) {
    return storeAs(generation == Generation.V5 ? 2 : 3, rs2, rs1, imm);
  }

  /** A conditional branch by its funct3, to a place in bytes from the start of the code. */
  Guest branch(int funct3, int rs1, int rs2, int target) {
    int offset = target - here();
    return word(
        (offset >> 12 & 1) << 31
            | (offset >> 5 & 0x3f) << 25
            | rs2 << 20
            | rs1 << 15
            | funct3 << 12
            | (offset >> 1 & 0xf) << 8
            | (offset >> 11 & 1) << 7
            | 0x63);
  }

  Guest jal(int rd, int target) {
    int offset = target - here();
    return word(
        (offset >> 20 & 1) << 31
            | (offset >> 1 & 0x3ff) << 21
            | (offset >> 11 & 1) << 20
            | (offset >> 12 & 0xff) << 12
            | rd << 7
            | 0x6f);
  }

  Guest jalr(int rd, int rs1, int imm) {
    return immediate(0x67, 0, rd, rs1, imm);
  }

  /** Puts a number into a register; at most three instructions for what fits 32 bits. */
  Guest li(int rd, long value) {
    if (generation == Generation.V5 || value == (int) value) {
      int low = (int) value << 20 >> 20;
      int high = (int) value - low;
      if (high == 0) {
        return addi(rd, 0, low);
      }
      word(high | rd << 7 | 0x37);
      return generation == Generation.V5 ? addi(rd, rd, low) : immediate(0x1b, 0, rd, rd, low);
    }
    long low = value << 52 >> 52;
    return li(rd, value - low >> 12).immediate(0x13, 1, rd, rd, 12).addi(rd, rd, (int) low);
  }

  Guest ecall() {
    return word(0x73);
  }

  /** A system call with arguments from x10 on. */
  Guest call(int id, long... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      li(A0 + i, arguments[i]);
    }
    return li(T0, id).ecall();
  }

  Guest publish(long address, long length) {
    return call(WRITE, PUBLIC_VALUES, address, length);
  }

  Guest halt() {
    return call(HALT, 0);
  }

  /** The instructions so far. */
  byte[] code() {
    byte[] text = new byte[code.position()];
    code.get(0, text);
    return text;
  }

  byte[] elf() {
    return ElfBuilder.of(generation)
        .load(ElfBuilder.RX, codeAt(generation), code())
        .load(ElfBuilder.RW, data(), data, Math.max(dataMemory, data.length))
        .build();
  }

  GuestProgram program() {
    try {
      return GuestProgram.load(generation, elf());
    } catch (ElfException e) {
      throw new AssertionError(e);
    }
  }

  ExecutionResult run(ExecutionOptions options, byte[]... inputs) {
    return Executor.execute(program(), new ArrayList<>(List.of(inputs)), 0, options);
  }

  ExecutionResult run(byte[]... inputs) {
    return run(ExecutionOptions.defaults().withStepBudget(10_000_000), inputs);
  }
}
