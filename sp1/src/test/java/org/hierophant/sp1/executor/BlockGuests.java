package org.hierophant.sp1.executor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.hierophant.sp1.Generation;

/**
 * Guests with unconstrained blocks: what is done inside, how a block ends, and what of it is left
 * afterwards.
 */
final class BlockGuests {
  private static final int[] LOADS = {0, 1, 2, 4, 5};
  private static final int[] STORES = {0, 1, 2};
  private static final long[] EDGES_OF_V5 = {
    0, 4, 28, 32, 0x77ff_fffcL, 0x7800_0000L, 0x7800_0004L, 0x7800_fffcL, 0x7801_0000L, 0xffff_fffcL
  };
  private static final long[] EDGES_OF_V6 = {0, 8, 24, 256, (1L << 40) - 8};

  private final Generation generation;
  private final boolean v5;
  private final Map<String, Guest> guests = new LinkedHashMap<>();

  private BlockGuests(Generation generation) {
    this.generation = generation;
    this.v5 = generation == Generation.V5;
  }

  /** By name. */
  static Map<String, Guest> of(Generation generation) {
    BlockGuests all = new BlockGuests(generation);
    if (all.v5) {
      all.accesses();
    }
    all.edges();
    all.writes();
    all.hints();
    all.ends();
    all.places();
    return all.guests;
  }

  private Guest guest() {
    byte[] bytes = new byte[2560];
    new Random(7).nextBytes(bytes);
    Guest guest = Guest.of(generation).data(bytes, bytes.length);
    return guest.li(9, guest.data()).li(18, guest.data() + 1024).li(8, 0x1234_5678);
  }

  /** A guest whose block does something; its data are published inside and afterwards. */
  private void add(String name, Consumer<Guest> body) {
    Guest guest = guest();
    around(
        guest,
        () -> {
          body.accept(guest);
          guest.publish(guest.data(), 64).publish(guest.data() + 1024, 16);
        });
    guests.put("block-" + name, guest.publish(guest.data(), 64).halt());
  }

  private static void around(Guest guest, Runnable body) {
    guest.call(Guest.ENTER);
    int jump = guest.here();
    guest.nop();
    body.run();
    guest.call(Guest.EXIT);
    int end = guest.here();
    guest.patch(jump, patched -> patched.branch(0, Guest.T0, 0, end));
  }

  private void accesses() {
    for (int at = 0; at < 4; at++) {
      int from = at;
      for (int load : LOADS) {
        add("load-" + load + "-" + at, guest -> guest.loadAs(load, 6, 9, from).store(6, 18, 0));
      }
      for (int store : STORES) {
        add("store-" + store + "-" + at, guest -> guest.storeAs(store, 8, 9, from));
      }
    }
  }

  private void edges() {
    for (long edge : v5 ? EDGES_OF_V5 : EDGES_OF_V6) {
      String name = Long.toHexString(edge);
      add("load-at-" + name, guest -> guest.li(6, edge).load(7, 6, 0).store(7, 18, 0));
      add("store-at-" + name, guest -> guest.li(6, edge).store(8, 6, 0).load(7, 6, 0));
      add("publish-at-" + name, guest -> guest.publish(edge, 4));
    }
  }

  private void writes() {
    add("publish-odd", guest -> guest.publish(guest.data() + 3, 13));
    add("publish-untouched", guest -> guest.publish(guest.data() + (1 << 20), 64));
    add("publish-across-pages", guest -> guest.publish(guest.data() + (1 << 16) - 5, 11));
    add("publish-nothing", guest -> guest.publish(guest.data(), 0));
    add("publish-changed", guest -> guest.store(8, 9, 0).storeAs(0, 8, 9, 13));
    for (int fd = 0; fd <= 22; fd++) {
      int descriptor = fd;
      Guest guest = guest();
      around(guest, () -> guest.call(Guest.WRITE, descriptor, guest.data(), 8));
      guest.call(Guest.HINT_LEN).store(Guest.T0, 18, 0).publish(guest.data() + 1024, 8);
      guests.put("block-write-" + fd, guest.halt());
    }
  }

  /** Hinted words that are looked at before, inside and after a block. */
  private void hints() {
    for (String when : new String[] {"never", "before", "inside", "changed-inside", "after"}) {
      Guest guest = guest();
      long at = guest.data() + (1 << 20);
      int[] lengths = Arrays.stream(LoopingGuests.INPUTS).mapToInt(input -> input.length).toArray();
      guest.call(Guest.HINT_READ, at, lengths[0]).call(Guest.HINT_READ, at + 64, lengths[1]);
      guest.call(Guest.HINT_READ, at + 128, lengths[2]);
      guest.call(Guest.HINT_READ, at + 256, lengths[3]).li(20, at + 256);
      if (when.equals("before")) {
        guest.load(6, 20, 0);
      }
      around(
          guest,
          () -> {
            guest.publish(at + 256, 24);
            if (when.equals("inside")) {
              guest.load(6, 20, 0).load(6, 20, 8).publish(at + 256, 24);
            }
            if (when.equals("changed-inside")) {
              guest.storeAs(0, 8, 20, 1).storeAs(0, 8, 20, 9).publish(at + 256, 24);
            }
          });
      guest.publish(at + 256, 24);
      if (when.equals("after")) {
        guest.load(6, 20, 0).storeAs(0, 8, 20, 9).publish(at + 256, 24);
      }
      guests.put("block-hints-" + when, guest.halt());
    }
  }

  private void ends() {
    Guest many = guest().li(20, 300);
    int loop = many.here();
    around(many, () -> many.store(8, 9, 0).store(8, 18, 8).publish(many.data(), 2));
    many.addi(20, 20, -1).store(20, 18, 0).branch(1, 20, 0, loop);
    guests.put("block-many", many.publish(many.data(), 8).publish(many.data() + 1024, 8).halt());

    Guest registers = guest();
    around(
        registers,
        () -> {
          for (int register = 1; register < 32; register++) {
            registers.li(register, 77 * register);
          }
        });
    for (int register = 1; register < 32; register++) {
      registers.li(30, registers.data()).store(register, 30, 8 * register);
    }
    guests.put("block-registers", registers.publish(registers.data(), 256).halt());

    add("halts", guest -> guest.call(Guest.HALT, 0));
    add("halts-with-code", guest -> guest.call(Guest.HALT, 3));
    add("reads-hint", guest -> guest.call(Guest.HINT_READ, guest.data(), 8));
    add("asks-length", guest -> guest.call(Guest.HINT_LEN));
    add("verifies", guest -> guest.call(Guest.VERIFY, guest.data(), guest.data()));
    add("unknown-call", guest -> guest.call(0x99));
    add("breakpoint", guest -> guest.word(0x0010_0073));
    add("fence", guest -> guest.word(0x0ff0_000f));
    if (v5) { // v6's own executor crashes or hangs
      add("jumps-to-zero", guest -> guest.jalr(0, 0, 0));
      add("jumps-into-data", guest -> guest.jalr(0, 9, 0));
    }
  }

  /** Jumps to between instructions, after which the program counter shows where it is. */
  private void places() {
    for (int beyond = 0; beyond < 4; beyond++) {
      int low = beyond;
      add(
          "jump-beyond-by-" + beyond,
          guest -> {
            guest.word(28 << 7 | 0x17).jalr(0, 28, 8 + low).word(6 << 7 | 0x17);
            guest.storeAs(2, 6, 18, 0).jal(6, guest.here() + 4).storeAs(2, 6, 18, 4);
            guest.jalr(6, 28, 32).storeAs(2, 6, 18, 8);
          });
    }
  }
}
