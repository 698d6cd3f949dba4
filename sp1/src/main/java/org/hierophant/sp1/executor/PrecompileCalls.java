package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.precompile.Curve;
import org.hierophant.sp1.precompile.FieldOp;
import org.hierophant.sp1.precompile.PrecompileFault;
import org.hierophant.sp1.precompile.Precompiles;

/**
 * Fetches the operands of precompiles, runs them and stores their results.
 *
 * <p>The operand that is overwritten is read lazily, as upstream does; all others are ordinary
 * accesses. Everything is read before anything is written.
 *
 * <p>An address must be a multiple of a word, except that v6 rounds down those of KECCAK_PERMUTE,
 * SHA_COMPRESS and the two UINT256 calls with a carry.
 */
final class PrecompileCalls {
  private static final int UINT256_BYTES = 32;
  private static final int WIDE_BYTES = 256;
  private static final int KECCAK_BYTES = 200;
  private static final int POSEIDON2_WORDS = 16;

  /** What the calls cost the host, in guest instructions, roughly. */
  private static final int HASH_STEPS = 200;

  private static final int NUMBER_STEPS = 200;
  private static final int CURVE_STEPS = 5_000;
  private static final int ROOT_STEPS = 20_000;

  private final Generation generation;
  private final boolean v5;
  private final Machine machine;
  private final Operands operands;
  private final StepMeter meter;

  PrecompileCalls(Generation generation, Machine machine, Operands operands, StepMeter meter) {
    this.generation = generation;
    this.v5 = generation == Generation.V5;
    this.machine = machine;
    this.operands = operands;
    this.meter = meter;
  }

  void call(SyscallCode call, long a, long b) {
    try {
      dispatch(call, a, b);
    } catch (PrecompileFault e) {
      throw fault(call + ": " + e.getMessage());
    }
  }

  private void dispatch(SyscallCode call, long a, long b) {
    switch (call) {
      case SHA_EXTEND -> shaExtend(a, b);
      case SHA_COMPRESS -> shaCompress(a, b);
      case KECCAK_PERMUTE -> keccak(a, b);
      case POSEIDON2 -> poseidon2(a, b);
      case ED_ADD -> add(Curve.ED25519, a, b);
      case SECP256K1_ADD -> add(Curve.SECP256K1, a, b);
      case SECP256R1_ADD -> add(Curve.SECP256R1, a, b);
      case BN254_ADD -> add(Curve.BN254, a, b);
      case BLS12381_ADD -> add(Curve.BLS12381, a, b);
      case SECP256K1_DOUBLE -> twice(Curve.SECP256K1, a);
      case SECP256R1_DOUBLE -> twice(Curve.SECP256R1, a);
      case BN254_DOUBLE -> twice(Curve.BN254, a);
      case BLS12381_DOUBLE -> twice(Curve.BLS12381, a);
      case ED_DECOMPRESS -> decompressEdwards(a, b);
      case SECP256K1_DECOMPRESS -> decompress(Curve.SECP256K1, a, b);
      case SECP256R1_DECOMPRESS -> decompress(Curve.SECP256R1, a, b);
      case BLS12381_DECOMPRESS -> decompress(Curve.BLS12381, a, b);
      case BLS12381_FP_ADD -> field(FieldOp.BLS12381_FP_ADD, a, b);
      case BLS12381_FP_SUB -> field(FieldOp.BLS12381_FP_SUB, a, b);
      case BLS12381_FP_MUL -> field(FieldOp.BLS12381_FP_MUL, a, b);
      case BLS12381_FP2_ADD -> field(FieldOp.BLS12381_FP2_ADD, a, b);
      case BLS12381_FP2_SUB -> field(FieldOp.BLS12381_FP2_SUB, a, b);
      case BLS12381_FP2_MUL -> field(FieldOp.BLS12381_FP2_MUL, a, b);
      case BN254_FP_ADD -> field(FieldOp.BN254_FP_ADD, a, b);
      case BN254_FP_SUB -> field(FieldOp.BN254_FP_SUB, a, b);
      case BN254_FP_MUL -> field(FieldOp.BN254_FP_MUL, a, b);
      case BN254_FP2_ADD -> field(FieldOp.BN254_FP2_ADD, a, b);
      case BN254_FP2_SUB -> field(FieldOp.BN254_FP2_SUB, a, b);
      case BN254_FP2_MUL -> field(FieldOp.BN254_FP2_MUL, a, b);
      case UINT256_MUL -> multiplyModulo(a, b);
      case UINT256_ADD_CARRY, UINT256_MUL_CARRY -> carry(call, a, b);
      case U256XU2048_MUL -> multiplyWide(a, b);
      case HALT,
          WRITE,
          ENTER_UNCONSTRAINED,
          EXIT_UNCONSTRAINED,
          COMMIT,
          COMMIT_DEFERRED_PROOFS,
          VERIFY_SP1_PROOF,
          HINT_LEN,
          HINT_READ,
          HINT_MPROTECT_FLUSH,
          DUMP_ELF ->
          throw new IllegalStateException(call + " is no precompile");
    }
  }

  private static Trap fault(String detail) {
    return new Trap(new GuestFault.BadPrecompileInput(detail));
  }

  private static void requireZero(long argument) {
    if (argument != 0) {
      throw fault("second argument must be 0");
    }
  }

  private static boolean sign(long argument) {
    if (argument < 0 || argument > 1) {
      throw fault("sign must be 0 or 1");
    }
    return argument == 1;
  }

  /** Where a call that does not check its addresses finds an operand. */
  private long unchecked(long address) {
    return v5 ? address : address & -operands.word();
  }

  private void shaExtend(long address, long zero) {
    requireZero(zero);
    meter.spend(HASH_STEPS);
    int[] schedule = new int[64];
    operands.read(address, schedule, 16);
    Precompiles.shaExtend(schedule);
    operands.write(address + 16L * operands.word(), schedule, 16, 64);
  }

  private void shaCompress(long scheduleAddress, long hashAddress) {
    if (v5 && scheduleAddress == hashAddress) {
      throw fault("schedule and state are the same");
    }
    meter.spend(HASH_STEPS);
    int[] hash = new int[8];
    int[] schedule = new int[64];
    operands.read(unchecked(hashAddress), hash, 8);
    operands.read(unchecked(scheduleAddress), schedule, 64);
    Precompiles.shaCompress(hash, schedule);
    operands.write(unchecked(hashAddress), hash, 0, 8);
  }

  private void keccak(long address, long zero) {
    requireZero(zero);
    meter.spend(HASH_STEPS);
    byte[] bytes = operands.read(unchecked(address), KECCAK_BYTES);
    long[] lanes = new long[KECCAK_BYTES / 8];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(lanes);
    Precompiles.keccakF(lanes);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(lanes);
    operands.write(unchecked(address), bytes);
  }

  private void poseidon2(long address, long zero) {
    operands.checkAligned(address);
    requireZero(zero);
    meter.spend(HASH_STEPS);
    byte[] bytes = operands.readLazily(address, 4 * POSEIDON2_WORDS);
    int[] state = new int[POSEIDON2_WORDS];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(state);
    Precompiles.poseidon2(state);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(state);
    operands.write(address, bytes);
  }

  private void add(Curve curve, long p, long q) {
    meter.spend(curve == Curve.ED25519 ? ROOT_STEPS : CURVE_STEPS);
    byte[] left = operands.readLazily(p, 2 * curve.coordinateBytes());
    byte[] right = operands.read(q, 2 * curve.coordinateBytes());
    operands.write(p, Precompiles.addPoints(generation, curve, left, right));
  }

  private void twice(Curve curve, long p) {
    meter.spend(CURVE_STEPS);
    byte[] point = operands.readLazily(p, 2 * curve.coordinateBytes());
    operands.write(p, Precompiles.doublePoint(generation, curve, point));
  }

  private void decompressEdwards(long address, long sign) {
    operands.checkAligned(address);
    boolean odd = sign(sign);
    meter.spend(ROOT_STEPS);
    byte[] y = operands.read(address + UINT256_BYTES, UINT256_BYTES);
    operands.write(address, Precompiles.decompressEdwards(y, odd));
  }

  private void decompress(Curve curve, long address, long sign) {
    operands.checkAligned(address);
    boolean wanted = sign(sign);
    meter.spend(ROOT_STEPS);
    byte[] x = operands.read(address + curve.coordinateBytes(), curve.coordinateBytes());
    operands.write(address, Precompiles.decompressPoint(curve, x, wanted));
  }

  private void field(FieldOp op, long x, long y) {
    meter.spend(NUMBER_STEPS);
    byte[] left = operands.readLazily(x, op.operandBytes());
    byte[] right = operands.read(y, op.operandBytes());
    operands.write(x, Precompiles.field(op, left, right));
  }

  private void multiplyModulo(long x, long yAndModulus) {
    meter.spend(NUMBER_STEPS);
    byte[] left = operands.readLazily(x, UINT256_BYTES);
    byte[] both = operands.read(yAndModulus, 2 * UINT256_BYTES);
    byte[] right = Arrays.copyOf(both, UINT256_BYTES);
    byte[] modulus = Arrays.copyOfRange(both, UINT256_BYTES, 2 * UINT256_BYTES);
    operands.write(x, Precompiles.multiplyModulo(left, right, modulus));
  }

  /** Takes three more addresses from x12 to x14, which v6's gas counts as read. */
  private void carry(SyscallCode call, long aAddress, long bAddress) {
    meter.spend(NUMBER_STEPS);
    machine.gas.registers(1 << 12 | 1 << 13 | 1 << 14);
    byte[] a = operands.read(unchecked(aAddress), UINT256_BYTES);
    byte[] b = operands.read(unchecked(bAddress), UINT256_BYTES);
    byte[] c = operands.read(unchecked(operands.address(12)), UINT256_BYTES);
    byte[] result =
        call == SyscallCode.UINT256_ADD_CARRY
            ? Precompiles.addCarry(a, b, c)
            : Precompiles.multiplyCarry(a, b, c);
    operands.write(unchecked(operands.address(13)), Arrays.copyOf(result, UINT256_BYTES));
    operands.write(
        unchecked(operands.address(14)),
        Arrays.copyOfRange(result, UINT256_BYTES, 2 * UINT256_BYTES));
  }

  /** Takes the addresses of the low and the high part of the product from x12 and x13. */
  private void multiplyWide(long aAddress, long bAddress) {
    meter.spend(NUMBER_STEPS);
    byte[] a = operands.read(aAddress, UINT256_BYTES);
    byte[] b = operands.read(bAddress, WIDE_BYTES);
    byte[] product = Precompiles.multiplyWide(a, b);
    operands.write(operands.address(12), Arrays.copyOf(product, WIDE_BYTES));
    operands.write(operands.address(13), Arrays.copyOfRange(product, WIDE_BYTES, product.length));
  }
}
