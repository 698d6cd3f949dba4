package org.hierophant.sp1.executor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.hierophant.sp1.Generation;

/**
 * Guests that look at {@link NativeMemory} from inside unconstrained blocks, and publish what they
 * see: accesses of every width at every distance from a multiple of eight, the clocks that each
 * system call leaves, and addresses that lose their highest bit.
 *
 * <p>Left out is what the SDK's host decides: just below and beyond the 2^40 addresses lies what
 * else the native executor's process has mapped.
 */
final class NativeMemoryGuests {
  private static final Generation V6 = Generation.V6;
  private static final int[] LOADS = {0, 1, 2, 3, 4, 5, 6};
  private static final int[] STORES = {0, 1, 2, 3};
  private static final long HIGHEST_BIT = 1L << 63;
  private static final int AREA = 512;
  private static final int AREAS = 5;
  private static final long DATA = Guest.dataAt(V6);

  /** Pages that no guest here touches outside of blocks. */
  private static final long RESULTS = DATA + (1 << 20);

  private final Map<String, Guest> guests = new LinkedHashMap<>();

  private NativeMemoryGuests() {}

  /** By name. */
  static Map<String, Guest> all() {
    NativeMemoryGuests all = new NativeMemoryGuests();
    all.accesses();
    all.blocks();
    for (SyscallCode code : SyscallCode.values()) {
      if (code.traceEntries() > 0 && code != SyscallCode.HINT_LEN) {
        all.clocks(code, "apart", DATA, DATA + AREA);
        all.clocks(code, "same", DATA, DATA);
        all.clocks(code, "overlapping", DATA, DATA + 32);
        all.clocks(code, "overlapping-below", DATA + 32, DATA);
      }
    }
    all.hints();
    all.addresses();
    return all.guests;
  }

  private static Guest guest() {
    byte[] bytes = new byte[AREAS * AREA];
    new Random(6).nextBytes(bytes);
    return Guest.of(V6).data(bytes, bytes.length);
  }

  /** Accesses each of the first words at a time of its own, some by loads and some by stores. */
  private static Guest touched(int words) {
    Guest guest = guest().li(9, DATA).li(8, 0x1234_5678_9abc_def0L);
    for (int word = 0; word < words; word++) {
      for (int i = 0; i < word * word; i++) {
        guest.nop();
      }
      if (word % 3 == 1) {
        guest.storeAs(word % 4, 8, 9, 8 * word);
      } else {
        guest.load(7, 9, 8 * word);
      }
    }
    return guest;
  }

  private static void block(Guest guest, Runnable body) {
    guest.call(Guest.ENTER);
    int jump = guest.here();
    guest.nop();
    body.run();
    guest.call(Guest.EXIT);
    int end = guest.here();
    guest.patch(jump, patched -> patched.branch(0, Guest.T0, 0, end));
  }

  private void accesses() {
    for (int load : LOADS) {
      Guest guest = touched(6);
      block(
          guest,
          () -> {
            guest.li(18, RESULTS);
            for (int at = 0; at < 40; at++) {
              guest.loadAs(load, 6, 9, at).store(6, 18, 8 * at);
            }
            guest.publish(RESULTS, 320);
          });
      guests.put("native-load-" + load, guest.publish(DATA, 64).halt());
    }
    for (int store : STORES) {
      for (int at = 0; at < 8; at++) {
        Guest guest = touched(5);
        int from = 8 + at;
        block(
            guest,
            () -> {
              guest.li(6, 0x8182_8384_8586_8788L).storeAs(store, 6, 9, from);
              guest.publish(DATA, 64);
              dumpClocks(guest, DATA, 8);
            });
        block(guest, () -> dumpClocks(guest, DATA, 8));
        guests.put("native-store-" + store + "-" + at, guest.publish(DATA, 64).halt());
      }
    }
  }

  /** Publishes the clocks of words, as seen from four bytes before each. */
  private static void dumpClocks(Guest guest, long address, int words) {
    guest.li(6, address).li(7, RESULTS).li(28, address + 8L * words);
    int loop = guest.here();
    guest.load(29, 6, -4).store(29, 7, 0).addi(6, 6, 8).addi(7, 7, 8);
    guest.branch(1, 6, 28, loop);
    guest.publish(RESULTS, 8L * words);
  }

  private void blocks() {
    Guest none = guest();
    block(none, () -> dumpClocks(none, DATA, 16));
    guests.put("native-untouched", none.halt());

    Guest twice = touched(4);
    for (int i = 0; i < 2; i++) {
      block(twice, () -> dumpClocks(twice, DATA, 8));
      twice.load(7, 9, 8);
    }
    guests.put("native-two-blocks", twice.halt());

    Guest inside = touched(4); // what a block does leaves no clocks
    block(inside, () -> inside.load(7, 9, 48).store(7, 9, 56).load(7, 9, 57));
    block(inside, () -> dumpClocks(inside, DATA, 8));
    guests.put("native-accesses-inside", inside.halt());

    Guest written = touched(4); // nor does text or a hint
    written.publish(DATA, 40).call(Guest.WRITE, Guest.HINT, DATA, 24);
    block(written, () -> dumpClocks(written, DATA, 8));
    guests.put("native-written", written.halt());

    Guest crossing = guest(); // from one of our pages into the next
    long edge = (DATA & -0x1_0000) + 0x2_0000;
    crossing.li(9, edge).li(8, -1).store(8, 9, 0).store(8, 9, -8);
    block(
        crossing,
        () -> {
          crossing.li(18, RESULTS);
          for (int at = -8; at < 8; at++) {
            crossing.load(6, 9, at).store(6, 18, 64 + 8 * at);
          }
          crossing.li(6, -2).store(6, 9, -3).publish(RESULTS, 128).publish(edge - 8, 16);
        });
    guests.put("native-crossing", crossing.publish(edge - 8, 16).halt());

    Guest loop = touched(3); // much is done before, in loops
    loop.li(20, 20_000);
    int head = loop.here();
    loop.load(7, 9, 8).store(7, 9, 24).addi(20, 20, -1).branch(1, 20, 0, head);
    block(loop, () -> dumpClocks(loop, DATA, 8));
    guests.put("native-after-a-loop", loop.halt());
  }

  private void clocks(SyscallCode code, String name, long first, long second) {
    Guest guest = touched(4);
    boolean alone = code == SyscallCode.SHA_EXTEND || code == SyscallCode.KECCAK_PERMUTE;
    long third = DATA + 2 * AREA;
    boolean odd = code == SyscallCode.ED_DECOMPRESS || code == SyscallCode.POSEIDON2;
    guest.call(code.id(), first, alone || odd ? 0 : second, third, third + AREA, third + 2L * AREA);
    block(guest, () -> dumpClocks(guest, DATA, AREA * AREAS / 8));
    String call = code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    guests.put("native-" + call + "-" + name, guest.publish(DATA, AREA * AREAS).halt());
  }

  private void hints() {
    Guest guest = guest().li(9, DATA);
    for (int word = 0; word < 8; word++) {
      guest.load(7, 9, 8 * word);
    }
    guest.call(Guest.HINT_READ, DATA, 8).call(Guest.HINT_READ, DATA + 32, 0);
    guest.call(Guest.HINT_READ, DATA + 64, 33).load(7, 9, 64);
    block(guest, () -> dumpClocks(guest, DATA, 24));
    guests.put("native-hints", guest.publish(DATA, 128).halt());
  }

  private void addresses() {
    for (int load : LOADS) {
      Guest guest = touched(4);
      block(
          guest,
          () -> {
            guest.li(6, HIGHEST_BIT | DATA).li(18, RESULTS);
            for (int at = 0; at < 12; at++) {
              guest.loadAs(load, 7, 6, at).store(7, 18, 8 * at);
            }
            guest.publish(RESULTS, 96);
          });
      guests.put("native-wrapped-load-" + load, guest.halt());
    }
    Guest stored = touched(4);
    block(
        stored,
        () -> {
          stored.li(6, HIGHEST_BIT | DATA).li(7, 77).store(7, 6, 8).store(7, 6, 21);
          stored.publish(DATA, 64);
        });
    guests.put("native-wrapped-store", stored.publish(DATA, 64).halt());
    for (String name : new String[] {"outside", "inside"}) {
      Guest guest = touched(4);
      Runnable write = () -> guest.publish(HIGHEST_BIT | DATA + 3, 21);
      if (name.equals("inside")) {
        block(guest, write);
      } else {
        write.run();
      }
      guests.put("native-wrapped-write-" + name, guest.halt());
    }
    Guest hint = touched(4).call(Guest.HINT_READ, HIGHEST_BIT | DATA, 8);
    guests.put("native-wrapped-hint", hint.load(7, 9, 0).publish(DATA, 32).halt());
    Guest outside = touched(2).li(6, HIGHEST_BIT | DATA).load(7, 6, 0);
    guests.put("native-wrapped-load-outside", outside.halt());
    Guest hash = touched(2).call(SyscallCode.KECCAK_PERMUTE.id(), HIGHEST_BIT | DATA, 0);
    guests.put("native-wrapped-hash", hash.halt());
    for (long far : new long[] {(1L << 40) - 8, 1L << 50, 1L << 62}) {
      Guest guest = touched(4);
      block(
          guest,
          () -> {
            guest.li(6, far).load(7, 6, 0).li(6, RESULTS).store(7, 6, 0);
            guest.publish(RESULTS, 8);
          });
      guests.put("native-far-" + Long.toHexString(far), guest.halt());
    }
  }
}
