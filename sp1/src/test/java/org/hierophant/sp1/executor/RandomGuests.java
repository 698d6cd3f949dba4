package org.hierophant.sp1.executor;

import java.util.Random;
import org.hierophant.sp1.Generation;

/**
 * Programs of random instructions that mostly make sense: memory near pointers, jumps inside the
 * code, system calls with arguments they may like.
 */
final class RandomGuests {
  private static final int BASE = 9;
  private static final int FAR = 18;
  private static final int[] CALLS = {
    0x00,
    0x02,
    0x02,
    0x02,
    0x03,
    0x04,
    0x04,
    0x10,
    0x1a,
    0x1b,
    0xf0,
    0xf1,
    0x35,
    0x40,
    0x41,
    0x99,
    0x0030_0105,
    0x0001_0106,
    0x0001_0107,
    0x0108,
    0x0001_0109,
    0x0001_010a,
    0x010b,
    0x010c,
    0x0001_010e,
    0x010f,
    0x011c,
    0x0001_011d,
    0x0001_011e,
    0x011f,
    0x0001_0120,
    0x0001_0121,
    0x0001_0122,
    0x0001_0123,
    0x0001_0124,
    0x0001_0125,
    0x0001_0126,
    0x0001_0127,
    0x0001_0128,
    0x0001_0129,
    0x0001_012a,
    0x0001_012b,
    0x0001_012c,
    0x012d,
    0x012e,
    0x0001_012f,
    0x0001_0130,
    0x0001_0131,
    0x0132,
    0x0133,
    0x0134
  };
  private static final int[] DESCRIPTORS = {
    0, 1, 2, 3, 11, 13, 13, 13, 14, 14, 15, 16, 17, 18, 19, 20, 21, 22
  };

  private final Random random;
  private final Guest guest;
  private final boolean v5;

  private RandomGuests(Generation generation, long seed) {
    this.random = new Random(seed);
    this.guest = Guest.of(generation);
    this.v5 = generation == Generation.V5;
  }

  static Guest of(Generation generation, long seed) {
    return new RandomGuests(generation, seed).write();
  }

  private Guest write() {
    byte[] data = new byte[2048];
    random.nextBytes(data);
    guest.data(data, 1 << 17);
    guest.li(BASE, guest.data() + 1024).li(FAR, guest.data() + (1 << 20));
    for (int register = 1; register < 32; register++) {
      if (register != BASE && register != FAR && random.nextBoolean()) {
        guest.addi(register, 0, random.nextInt(4096) - 2048);
      }
    }
    int instructions = 20 + random.nextInt(180);
    int end = guest.here() + 4 * instructions;
    while (guest.here() < end) {
      instruction(end);
    }
    return guest.halt();
  }

  private void instruction(int end) {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> arithmetic();
      case 4, 5 -> immediate();
      case 6, 7 -> guest.loadAs(width(true), target(), pointer(), offset());
      case 8, 9 -> guest.storeAs(width(false), register(), pointer(), offset());
      case 10, 11 -> {
        int[] conditions = {0, 1, 4, 5, 6, 7};
        guest.branch(conditions[random.nextInt(6)], register(), register(), place(end));
      }
      case 12 -> guest.jal(target(), place(end));
      case 13 -> {
        if (random.nextInt(8) == 0) {
          guest.jalr(target(), register(), random.nextInt(64));
        }
      }
      case 14 -> call();
      default -> guest.word(random.nextInt(4) == 0 ? 0x0010_0073 : 0x13);
    }
  }

  private void arithmetic() {
    int[] functs = {0, 0, 1};
    boolean narrow = !v5 && random.nextInt(3) == 0;
    int funct7 = functs[random.nextInt(3)];
    int funct3 = random.nextInt(8);
    if (narrow && funct7 == 0 && (funct3 == 2 || funct3 == 3)) {
      funct3 = 0;
    }
    if (narrow && (funct3 == 2 || funct3 == 3 || funct7 == 0 && funct3 > 5)) {
      funct3 = 0;
    }
    guest.register(narrow ? 0x3b : 0x33, funct7, funct3, target(), register(), register());
  }

  private void immediate() {
    int funct3 = random.nextInt(8);
    boolean shift = funct3 == 1 || funct3 == 5;
    int value = shift ? random.nextInt(32) : random.nextInt(4096) - 2048;
    guest.immediate(0x13, funct3, target(), register(), value);
  }

  private void call() {
    int id = CALLS[random.nextInt(CALLS.length)];
    boolean write = id == Guest.WRITE;
    long first = write ? DESCRIPTORS[random.nextInt(DESCRIPTORS.length)] : argument();
    long second = random.nextInt(3) == 0 ? random.nextInt(2) : argument();
    int[] lengths = {0, 1, 5, 32, 48, 64, 65, 68, 100, 768, 1536, 3000, -1};
    guest.li(12, write ? lengths[random.nextInt(lengths.length)] : argument());
    guest.li(13, argument()).li(14, argument()).call(id, first, write ? argument() : second);
  }

  private long argument() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(10);
      case 1 -> v5 ? random.nextInt() : random.nextLong();
      case 2 -> guest.data() + (1 << 20) + 8L * random.nextInt(32);
      case 3 -> guest.data() + random.nextInt(2048);
      default -> guest.data() + 8L * random.nextInt(256);
    };
  }

  private int pointer() {
    return switch (random.nextInt(24)) {
      case 0 -> register();
      case 1, 2, 3 -> FAR;
      default -> BASE;
    };
  }

  private int offset() {
    return random.nextInt(16) == 0 ? random.nextInt(4096) - 2048 : 8 * (random.nextInt(256) - 128);
  }

  private int width(boolean load) {
    int widths = v5 ? 3 : 4;
    int width = random.nextInt(widths);
    return load && width < (v5 ? 2 : 3) && random.nextBoolean() ? width + 4 : width;
  }

  private int place(int end) {
    return random.nextInt(40) == 0 ? 4 * random.nextInt(600) : 4 * random.nextInt(end / 4);
  }

  private int register() {
    return random.nextInt(32);
  }

  /** Mostly leaves the pointers alone. */
  private int target() {
    int register = random.nextInt(32);
    return (register == BASE || register == FAR) && random.nextInt(8) != 0 ? 0 : register;
  }
}
