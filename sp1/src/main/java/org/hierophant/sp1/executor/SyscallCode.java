package org.hierophant.sp1.executor;

import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of both machines, with what v6's gas needs to know of each.
 *
 * <p><b>Source.</b> {@code syscall_code.rs}, {@code artifacts/rv64im_costs.json} and {@code
 * rv64im_complexity.json} of sp1-core-executor 6.10.0; {@code syscalls/code.rs} of 5.2.4.
 */
enum SyscallCode {
  HALT(0x0, true, Presence.PRESENT, 0, 0, 0, false, 0),
  WRITE(0x2, true, Presence.PRESENT, 0, 0, 0, false, 0),
  ENTER_UNCONSTRAINED(0x3, true, Presence.PRESENT, 0, 0, 0, false, 0),
  EXIT_UNCONSTRAINED(0x4, true, Presence.PRESENT, 0, 0, 0, false, 0),
  COMMIT(0x10, true, Presence.PRESENT, 0, 0, 0, false, 0),
  COMMIT_DEFERRED_PROOFS(0x1a, true, Presence.PRESENT, 0, 0, 0, false, 0),
  VERIFY_SP1_PROOF(0x1b, true, Presence.PRESENT, 0, 0, 0, false, 0),
  HINT_LEN(0xf0, true, Presence.PRESENT, 0, 0, 0, false, 1),
  HINT_READ(0xf1, true, Presence.PRESENT, 0, 0, 0, false, 0),
  HINT_MPROTECT_FLUSH(0x35, false, Presence.PRESENT, 0, 0, 0, false, 0),
  DUMP_ELF(0x40, false, Presence.PRESENT, 0, 0, 0, false, 0),
  SHA_EXTEND(0x300105, true, Presence.PRESENT, 128, 80, 48, true, 288),
  SHA_COMPRESS(0x10106, true, Presence.PRESENT, 206, 300, 80, true, 88),
  KECCAK_PERMUTE(0x10109, true, Presence.PRESENT, 2640, 2859, 24, false, 75),
  ED_ADD(0x10107, true, Presence.PRESENT, 1347, 792, 1, false, 32),
  ED_DECOMPRESS(0x108, true, Presence.PRESENT, 1123, 755, 1, false, 12),
  SECP256K1_ADD(0x1010a, true, Presence.PRESENT, 1599, 918, 1, false, 32),
  SECP256K1_DOUBLE(0x10b, true, Presence.PRESENT, 1591, 904, 1, false, 24),
  SECP256K1_DECOMPRESS(0x10c, true, Presence.RETIRED, 0, 0, 0, false, 0),
  SECP256R1_ADD(0x1012c, true, Presence.PRESENT, 1599, 918, 1, false, 32),
  SECP256R1_DOUBLE(0x12d, true, Presence.PRESENT, 1591, 904, 1, false, 24),
  SECP256R1_DECOMPRESS(0x12e, true, Presence.RETIRED, 0, 0, 0, false, 0),
  BN254_ADD(0x1010e, true, Presence.PRESENT, 1599, 918, 1, false, 32),
  BN254_DOUBLE(0x10f, true, Presence.PRESENT, 1591, 904, 1, false, 24),
  BLS12381_ADD(0x1011e, true, Presence.PRESENT, 2399, 1374, 1, false, 48),
  BLS12381_DOUBLE(0x11f, true, Presence.PRESENT, 2391, 1356, 1, false, 36),
  BLS12381_DECOMPRESS(0x11c, true, Presence.RETIRED, 0, 0, 0, false, 0),
  UINT256_MUL(0x1011d, true, Presence.PRESENT, 371, 253, 1, false, 20),
  U256XU2048_MUL(0x1012f, true, Presence.RETIRED, 0, 0, 0, false, 0),
  UINT256_ADD_CARRY(0x10130, false, Presence.PRESENT, 477, 297, 1, true, 28),
  UINT256_MUL_CARRY(0x10131, false, Presence.PRESENT, 477, 297, 1, true, 28),
  BLS12381_FP_ADD(0x10120, true, Presence.PRESENT, 450, 317, 1, true, 24),
  BLS12381_FP_SUB(0x10121, true, Presence.PRESENT, 450, 317, 1, true, 24),
  BLS12381_FP_MUL(0x10122, true, Presence.PRESENT, 450, 317, 1, true, 24),
  BLS12381_FP2_ADD(0x10123, true, Presence.PRESENT, 880, 615, 1, false, 48),
  BLS12381_FP2_SUB(0x10124, true, Presence.PRESENT, 880, 615, 1, false, 48),
  BLS12381_FP2_MUL(0x10125, true, Presence.PRESENT, 1639, 994, 1, false, 48),
  BN254_FP_ADD(0x10126, true, Presence.PRESENT, 306, 217, 1, true, 16),
  BN254_FP_SUB(0x10127, true, Presence.PRESENT, 306, 217, 1, true, 16),
  BN254_FP_MUL(0x10128, true, Presence.PRESENT, 306, 217, 1, true, 16),
  BN254_FP2_ADD(0x10129, true, Presence.PRESENT, 592, 415, 1, false, 32),
  BN254_FP2_SUB(0x1012a, true, Presence.PRESENT, 592, 415, 1, false, 32),
  BN254_FP2_MUL(0x1012b, true, Presence.PRESENT, 1095, 666, 1, false, 32),
  POSEIDON2(0x133, false, Presence.PRESENT, 348, 497, 1, true, 24);

  /** Whether v6 has a call. */
  private enum Presence {
    PRESENT,
    RETIRED,
    ABSENT
  }

  private static final @Nullable SyscallCode[] BY_LOW_BYTE = new SyscallCode[256];

  static {
    for (SyscallCode code : values()) {
      BY_LOW_BYTE[code.id & 0xff] = code;
    }
  }

  private final int id;
  private final boolean inV5;
  private final Presence inV6;
  private final long rowCost;
  private final long rowComplexity;
  private final int rows;
  private final boolean retained;
  private final int traceEntries;

  SyscallCode(
      int id,
      boolean inV5,
      Presence inV6,
      long rowCost,
      long rowComplexity,
      int rows,
      boolean retained,
      int traceEntries) {
    this.id = id;
    this.inV5 = inV5;
    this.inV6 = inV6;
    this.rowCost = rowCost;
    this.rowComplexity = rowComplexity;
    this.rows = rows;
    this.retained = retained;
    this.traceEntries = traceEntries;
  }

  /** The call of a number in one machine. */
  static SyscallCode of(Generation generation, int id) {
    SyscallCode code = BY_LOW_BYTE[id & 0xff];
    if (code == null || code.id != id) {
      throw new Trap(new GuestFault.UnknownSyscall(id & 0xffff_ffffL));
    }
    boolean present = generation == Generation.V5 ? code.inV5 : code.inV6 != Presence.ABSENT;
    if (!present) {
      throw new Trap(new GuestFault.UnknownSyscall(id & 0xffff_ffffL));
    }
    if (generation == Generation.V6 && code.inV6 == Presence.RETIRED) {
      throw new Trap(new GuestFault.RetiredSyscall(id & 0xffff_ffffL));
    }
    return code;
  }

  /** The number that a program calls it by. */
  int id() {
    return id;
  }

  /** Three times the area plus the complexity of one call's rows. */
  long gasWeight() {
    return rows * (3 * rowCost + rowComplexity);
  }

  /** True if the call owns a proof table. */
  boolean hasTable() {
    return rows > 0;
  }

  /** True if the call is sent to another shard, which costs a global interaction. */
  boolean isSent() {
    return hasTable() && !retained;
  }

  /** Trace entries the call adds to a chunk. */
  int traceEntries() {
    return traceEntries;
  }
}
