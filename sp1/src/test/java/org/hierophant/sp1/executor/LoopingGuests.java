package org.hierophant.sp1.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hierophant.sp1.Generation;

/**
 * Random programs of the shape that compilers write: nested loops with counters, functions that are
 * called and return, branches forward, memory of one buffer; every operation of the machine. They
 * run for long, and few of them fail.
 */
final class LoopingGuests {
  private static final int RA = 1;
  private static final int BUFFER = 9;
  private static final int HINTED = 18;
  private static final int SCRATCH = 28;
  private static final int[] COUNTERS = {20, 21, 22};
  private static final int[] CONDITIONS = {0, 1, 4, 5, 6, 7};
  static final byte[][] INPUTS = {new byte[8], new byte[0], new byte[33], hint()};
  private static final int FIRST_VALUE = 10;
  private static final int LAST_VALUE = 17;

  private final Random random;
  private final Guest guest;
  private final boolean v5;
  private final List<Integer> functions = new ArrayList<>();

  private LoopingGuests(Generation generation, long seed) {
    this.random = new Random(seed);
    this.guest = Guest.of(generation);
    this.v5 = generation == Generation.V5;
  }

  private static byte[] hint() {
    byte[] bytes = new byte[4000];
    new Random(0).nextBytes(bytes);
    return bytes;
  }

  static Guest of(Generation generation, long seed) {
    return new LoopingGuests(generation, seed).write();
  }

  private Guest write() {
    byte[] data = new byte[4096];
    random.nextBytes(data);
    guest.data(data, 1 << 17);
    int start = guest.here();
    guest.nop();
    for (int i = random.nextInt(3); i >= 0; i--) {
      functions.add(guest.here());
      straight(3 + random.nextInt(10));
      loop(2, 2);
      guest.jalr(0, RA, 0);
    }
    int main = guest.here();
    guest.patch(start, g -> g.jal(0, main));
    readHints();
    guest.li(BUFFER, guest.data() + 2048).li(HINTED, hinted() + 2048);
    for (int register = FIRST_VALUE; register <= LAST_VALUE; register++) {
      guest.li(register, random.nextInt());
    }
    for (int i = 0; i < 3; i++) {
      loop(0, 3);
      straight(random.nextInt(8));
    }
    for (int register = FIRST_VALUE; register <= LAST_VALUE; register++) {
      guest.store(register, BUFFER, 8 * register);
    }
    return guest.publish(guest.data() + 2048, 200).halt();
  }

  private long hinted() {
    return guest.data() + (1 << 20);
  }

  /** Puts every input where nothing was before, the last and longest one lowest. */
  private void readHints() {
    long at = hinted() + 8192L * (INPUTS.length - 1);
    for (byte[] input : INPUTS) {
      guest.call(Guest.HINT_READ, at, input.length);
      at -= 8192;
    }
  }

  /** A loop that counts down; those inside have other counters. */
  private void loop(int depth, int most) {
    guest.li(COUNTERS[depth], 1 + random.nextInt(40 >> 2 * depth));
    int head = guest.here();
    for (int i = random.nextInt(3); i >= 0; i--) {
      straight(1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0, 1 -> skip();
        case 2 -> {
          if (depth + 1 < most && depth < 2) {
            loop(depth + 1, most);
          }
        }
        case 3 -> call(depth);
        default -> {}
      }
    }
    guest.addi(COUNTERS[depth], COUNTERS[depth], -1).branch(1, COUNTERS[depth], 0, head);
  }

  /** Branches over some instructions, now and then into the middle of a block. */
  private void skip() {
    int at = guest.here();
    guest.nop();
    straight(1 + random.nextInt(6));
    int target = guest.here();
    int condition = CONDITIONS[random.nextInt(6)];
    int a = value();
    int b = value();
    guest.patch(at, g -> g.branch(condition, a, b, target));
  }

  /** Functions use the innermost counter, so only others may call them. */
  private void call(int depth) {
    if (functions.isEmpty() || depth == 2 || guest.here() < functions.getFirst()) {
      return;
    }
    int target = functions.get(random.nextInt(functions.size()));
    if (random.nextBoolean()) {
      guest.jal(RA, target);
    } else {
      guest.li(SCRATCH, Guest.codeAt(guest.generation) + target).jalr(RA, SCRATCH, 0);
    }
  }

  private void straight(int instructions) {
    for (int i = 0; i < instructions; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> arithmetic();
        case 3, 4 -> immediate();
        case 5 -> guest.loadAs(loadWidth(), target(), pointer(), offset());
        case 6 -> guest.storeAs(random.nextInt(v5 ? 3 : 4), value(), pointer(), offset());
        default -> upper();
      }
    }
  }

  private void arithmetic() {
    boolean narrow = !v5 && random.nextInt(3) == 0;
    if (random.nextInt(6) == 0) { // sub, sra
      guest.register(
          narrow ? 0x3b : 0x33, 0x20, random.nextBoolean() ? 0 : 5, target(), value(), value());
      return;
    }
    int[] narrowPlain = {0, 1, 5};
    int[] narrowProduct = {0, 4, 5, 6, 7};
    boolean product = random.nextBoolean();
    int funct3 =
        !narrow
            ? random.nextInt(8)
            : product ? narrowProduct[random.nextInt(5)] : narrowPlain[random.nextInt(3)];
    guest.register(narrow ? 0x3b : 0x33, product ? 1 : 0, funct3, target(), value(), value());
  }

  private void immediate() {
    boolean narrow = !v5 && random.nextInt(3) == 0;
    int[] narrowForms = {0, 1, 5};
    int funct3 = narrow ? narrowForms[random.nextInt(3)] : random.nextInt(8);
    boolean shift = funct3 == 1 || funct3 == 5;
    int value = random.nextInt(4096) - 2048;
    if (shift) {
      value = random.nextInt(v5 || narrow ? 32 : 64);
      value |= funct3 == 5 && random.nextBoolean() ? 0x400 : 0;
    }
    guest.immediate(narrow ? 0x1b : 0x13, funct3, target(), value(), value);
  }

  private void upper() {
    guest.word(
        random.nextInt() & 0xffff_f000 | target() << 7 | (random.nextBoolean() ? 0x37 : 0x17));
  }

  private int loadWidth() {
    int[] widths = v5 ? new int[] {0, 1, 2, 4, 5} : new int[] {0, 1, 2, 3, 4, 5, 6};
    return widths[random.nextInt(widths.length)];
  }

  private int pointer() {
    return random.nextInt(3) == 0 ? HINTED : BUFFER;
  }

  /** Mostly aligned for every width. */
  private int offset() {
    return random.nextInt(400) == 0 ? random.nextInt(4096) - 2048 : 8 * (random.nextInt(512) - 256);
  }

  private int value() {
    return random.nextInt(12) == 0 ? 0 : FIRST_VALUE + random.nextInt(8);
  }

  private int target() {
    return random.nextInt(20) == 0 ? 0 : FIRST_VALUE + random.nextInt(8);
  }
}
