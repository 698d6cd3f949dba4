package org.hierophant.sp1.executor;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Guest memory as SP1 6's own executor lays it out, for accesses that see the layout.
 *
 * <p>Outside unconstrained blocks its replay of a run refuses accesses that are not aligned. What
 * happens inside a block is never replayed, so there such an access goes through, and reaches from
 * one entry into the next.
 *
 * <p><b>Shape.</b> One entry of 16 bytes for each 8 bytes of guest memory: the clock of the last
 * access, then the value, both little-endian. An access of 8 bytes at an address starts at twice
 * the address plus 8; a shorter one starts as many bytes into the value as the address is beyond a
 * multiple of 8. Bit 63 of an address is lost in the doubling. Accesses inside a block leave clocks
 * alone, unless a store reaches into one; leaving the block undoes that as any store.
 *
 * <p><b>Limits.</b> Clocks count against the run's memory budget as the pages they belong to.
 *
 * <p><b>Source.</b> {@code backends/x86/instruction_impl.rs}, {@code backends/x86/mod.rs} and
 * {@code context.rs} of sp1-jit 6.10.0; {@code minimal/} of sp1-core-executor 6.10.0.
 */
final class NativeMemory {
  private static final long NATIVE_END = 1L << 41;
  private static final int PAGE_WORDS = GuestMemory.PAGE_BYTES / 8;
  private static final int CHANGE_BYTES = 64;

  private final Machine machine;
  private final GuestMemory memory;
  private final MemoryBudget budget;
  private final Map<Long, long[]> pages = new HashMap<>();

  /** Clocks that stores inside the block reached, by number of the word; null outside of one. */
  private @Nullable Map<Long, Long> changed;

  NativeMemory(Machine machine, MemoryBudget budget) {
    this.machine = machine;
    this.memory = machine.memory;
    this.budget = budget;
  }

  /** True if an address beyond guest memory is one of guest memory once doubled. */
  static boolean wraps(long address) {
    return address < 0 && address << 1 >>> 41 == 0;
  }

  void enterBlock() {
    changed = new HashMap<>();
  }

  void exitBlock() {
    budget.give((long) CHANGE_BYTES * (changed == null ? 0 : changed.size()));
    changed = null;
  }

  // ---- clocks ----

  /** Notes the clock of an access to words, outside of blocks; of pages without clocks it is 0. */
  void accessed(long address, long words, long clock) {
    long end = (address >>> 3) + words;
    for (long word = address >>> 3; word < end; word = (word / PAGE_WORDS + 1) * PAGE_WORDS) {
      if (clock != 0 || pages.containsKey(word / PAGE_WORDS)) {
        int from = (int) (word % PAGE_WORDS);
        Arrays.fill(page(word), from, (int) Math.min(PAGE_WORDS, from + end - word), clock);
      }
    }
  }

  private long[] page(long word) {
    long[] page = pages.get(word / PAGE_WORDS);
    if (page == null) {
      budget.take(GuestMemory.PAGE_BYTES);
      page = new long[PAGE_WORDS];
      pages.put(word / PAGE_WORDS, page);
    }
    return page;
  }

  private long clock(long word) {
    Long change = changed == null ? null : changed.get(word);
    if (change != null) {
      return change;
    }
    long[] page = pages.get(word / PAGE_WORDS);
    return page == null ? 0 : page[(int) word & PAGE_WORDS - 1];
  }

  private void change(long word, long clock) {
    if (changed != null && changed.put(word, clock) == null) {
      budget.take(CHANGE_BYTES);
    }
  }

  /**
   * Notes the accesses of a system call that has been served.
   *
   * @param clock the clock before the call
   */
  void served(SyscallCode call, long clock) {
    long a = machine.x[10] & -8;
    long b = machine.x[11] & -8;
    int entries = call.traceEntries();
    switch (call) {
      case HINT_READ -> accessed(a & Long.MAX_VALUE, machine.x[11] / 8 + 1, 0);
      case SHA_EXTEND -> extended(a, clock + 1);
      case SHA_COMPRESS -> {
        accessed(a, 64, clock + 1);
        accessed(b, 8, clock + 2);
      }
      case KECCAK_PERMUTE -> accessed(a, 25, clock + 1);
      case POSEIDON2 -> accessed(a, 8, clock);
      case ED_DECOMPRESS -> {
        accessed(a + 32, 4, clock);
        accessed(a, 4, clock + 1);
      }
      case UINT256_MUL -> {
        accessed(b, 8, clock);
        accessed(a, 4, clock + 1);
      }
      case UINT256_ADD_CARRY, UINT256_MUL_CARRY -> {
        accessed(a, 4, clock);
        accessed(b, 4, clock + 1);
        accessed(machine.x[12] & -8, 4, clock + 2);
        accessed(machine.x[13] & -8, 4, clock + 3);
        accessed(machine.x[14] & -8, 4, clock + 4);
      }
      case SECP256K1_DOUBLE, SECP256R1_DOUBLE, BN254_DOUBLE, BLS12381_DOUBLE ->
          accessed(a, entries / 3, clock); // read once, written with two entries
      default -> {
        if (call.hasTable()) { // sums and products: both read, the first one written
          accessed(b, entries / 4, clock);
          accessed(a, entries / 4, clock + 1);
        }
      }
    }
  }

  /** Each word of the schedule is made of four others, one tick after the word before it. */
  private void extended(long address, long clock) {
    for (int i = 16; i < 64; i++) {
      for (int used : new int[] {i - 15, i - 2, i - 16, i - 7, i}) {
        accessed(address + 8L * used, 1, clock + i - 16);
      }
    }
  }

  // ---- accesses inside a block ----

  /** Executes a load or store. */
  void access(int at) {
    long c = machine.code.packed()[at];
    int op = Code.op(c);
    long address = machine.x[Code.rs1(c)] + Code.imm(c);
    switch (op) {
      case Op.LB -> machine.x[Code.rd(c)] = (byte) load(at, address, 1);
      case Op.LBU -> machine.x[Code.rd(c)] = load(at, address, 1);
      case Op.LH -> machine.x[Code.rd(c)] = (short) load(at, address, 2);
      case Op.LHU -> machine.x[Code.rd(c)] = load(at, address, 2);
      case Op.LW -> machine.x[Code.rd(c)] = (int) load(at, address, 4);
      case Op.LWU -> machine.x[Code.rd(c)] = load(at, address, 4);
      case Op.LD -> machine.x[Code.rd(c)] = load(at, address, 8);
      case Op.SB -> store(at, address, 1, machine.x[Code.rs2(c)]);
      case Op.SH -> store(at, address, 2, machine.x[Code.rs2(c)]);
      case Op.SW -> store(at, address, 4, machine.x[Code.rs2(c)]);
      case Op.SD -> store(at, address, 8, machine.x[Code.rs2(c)]);
      default -> throw new IllegalStateException("not a memory access");
    }
  }

  private long load(int at, long address, int bytes) {
    long from = place(at, address, bytes);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= get(from + i) << 8 * i;
    }
    return value;
  }

  private void store(int at, long address, int bytes, long value) {
    long from = place(at, address, bytes);
    for (int i = 0; i < bytes; i++) {
      put(from + i, value >>> 8 * i & 0xff);
    }
  }

  private long place(int at, long address, int bytes) {
    long place = bytes == 8 ? 2 * address + 8 : 2 * (address & -8) + 8 + (address & 7);
    if (place < 0 || place > NATIVE_END - bytes) {
      throw machine.trap(at, new GuestFault.AddressOutOfRange(address));
    }
    return place;
  }

  private long get(long place) {
    long word = place >>> 4;
    int lane = (int) place & 15;
    return lane < 8
        ? clock(word) >>> 8 * lane & 0xff
        : memory.read(8 * word)[offset(word) + lane - 8] & 0xff;
  }

  private void put(long place, long value) {
    long word = place >>> 4;
    int lane = (int) place & 15;
    if (lane < 8) {
      change(word, clock(word) & ~(0xffL << 8 * lane) | value << 8 * lane);
    } else {
      memory.write(8 * word)[offset(word) + lane - 8] = (byte) value;
    }
  }

  private static int offset(long word) {
    return (int) (8 * word) & GuestMemory.PAGE_MASK;
  }
}
