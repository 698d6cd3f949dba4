package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hierophant.sp1.Generation;

/** Fetches the operands of precompiles, runs them and stores their results. */
final class PrecompileCalls {
  private final boolean v5;
  private final Operands operands;

  PrecompileCalls(Generation generation, Machine machine, Operands operands) {
    this.v5 = generation == Generation.V5;
    this.operands = operands;
  }

  void call(SyscallCode call, long a, long b) {
    switch (call) {
      case SHA_EXTEND -> {
        requireZero(b);
        shaExtend(a);
      }
      case SHA_COMPRESS -> shaCompress(a, b);
      case KECCAK_PERMUTE -> {
        requireZero(b);
        keccak(a);
      }
      default -> throw new Trap(new GuestFault.BadPrecompileInput(call + " is not available"));
    }
  }

  private static void requireZero(long argument) {
    if (argument != 0) {
      throw new Trap(new GuestFault.BadPrecompileInput("second argument must be 0"));
    }
  }

  private void shaExtend(long address) {
    int slot = v5 ? 4 : 8;
    int[] w = words(operands.read(address, 16 * slot), 64);
    Hashes.shaExtend(w);
    byte[] all = bytes(w);
    byte[] result = new byte[48 * slot];
    System.arraycopy(all, 16 * slot, result, 0, result.length);
    operands.write(address + 16L * slot, result);
  }

  private void shaCompress(long wAddress, long hAddress) {
    if (v5 && wAddress == hAddress) {
      throw new Trap(new GuestFault.BadPrecompileInput("schedule and state are the same"));
    }
    int slot = v5 ? 4 : 8;
    int[] h = words(operands.read(hAddress, 8 * slot), 8);
    int[] w = words(operands.read(wAddress, 64 * slot), 64);
    Hashes.shaCompress(h, w);
    operands.write(hAddress, bytes(h));
  }

  private void keccak(long address) {
    byte[] bytes = operands.read(address, 200);
    long[] lanes = new long[25];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(lanes);
    Hashes.keccakF(lanes);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(lanes);
    operands.write(address, bytes);
  }

  /** 32-bit values: packed in v5, one per 8-byte slot in v6. */
  private int[] words(byte[] bytes, int size) {
    int slot = v5 ? 4 : 8;
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] words = new int[size];
    for (int i = 0; i < bytes.length / slot; i++) {
      words[i] = buffer.getInt(i * slot);
    }
    return words;
  }

  private byte[] bytes(int[] words) {
    int slot = v5 ? 4 : 8;
    ByteBuffer buffer = ByteBuffer.allocate(words.length * slot).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < words.length; i++) {
      buffer.putInt(i * slot, words[i]);
    }
    return buffer.array();
  }
}
