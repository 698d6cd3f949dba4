package org.hierophant.testing;

import static org.hierophant.sp1.field.SmallField.BABY_BEAR;
import static org.hierophant.sp1.field.SmallField.KOALA_BEAR;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.hierophant.network.domain.Sha256;
import org.hierophant.network.domain.VkHash;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.ExecutionOptions;
import org.hierophant.sp1.executor.ExecutionResult;
import org.hierophant.sp1.executor.Executor;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.DigestShape;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.Sp1Stdin;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.sp1.format.VerifyingKeyV5;
import org.hierophant.sp1.format.VerifyingKeyV6;

/**
 * A program as a client of the network has it: its ELF, and a verifying key.
 *
 * <p>The SDKs compute the key from the ELF with the prover's own code ({@code setup}), which has no
 * Java counterpart. Without a key that they made, one is made up: well-formed, the same for the
 * same ELF, with a right hash, and of no use to any verifier of genuine proofs.
 */
public final class ClientProgram {
  private final GuestProgram guest;
  private final byte[] elf;
  private final VerifyingKey key;
  private final boolean keyIsGenuine;

  private ClientProgram(GuestProgram guest, byte[] elf, VerifyingKey key, boolean keyIsGenuine) {
    this.guest = guest;
    this.elf = elf;
    this.key = key;
    this.keyIsGenuine = keyIsGenuine;
  }

  /**
   * Reads a program of either generation, which its ELF class names.
   *
   * @param vk bincode of the verifying key that {@code setup} made of it; a key is made up if empty
   * @throws ElfException if the SDK would refuse the ELF
   * @throws FormatException if {@code vk} is no key of the program's generation
   */
  public static ClientProgram of(byte[] elf, Optional<byte[]> vk)
      throws ElfException, FormatException {
    Generation generation = generation(elf);
    GuestProgram guest = GuestProgram.load(generation, elf);
    VerifyingKey key =
        vk.isPresent() ? VerifyingKey.parse(vk.get(), generation) : madeUp(generation, elf);
    return new ClientProgram(guest, elf.clone(), key, vk.isPresent());
  }

  /**
   * One of the programs in {@code samples/}.
   *
   * @param root of the checkout
   * @throws IOException if it is not there or damaged
   */
  public static ClientProgram sample(Path root, String name, Generation generation)
      throws IOException {
    Path folder = root.resolve("samples").resolve(name);
    String stem = generation == Generation.V5 ? "v5" : "v6";
    Path vk = folder.resolve(stem + ".vk");
    try {
      return of(
          Files.readAllBytes(folder.resolve(stem + ".elf")),
          Files.exists(vk) ? Optional.of(Files.readAllBytes(vk)) : Optional.empty());
    } catch (ElfException | FormatException e) {
      throw new IOException("sample " + name + " is damaged: " + e.getMessage(), e);
    }
  }

  /** By the class of the ELF file: 32 bits until SP1 5, 64 bits since. */
  private static Generation generation(byte[] elf) {
    return elf.length > 4 && elf[4] == 1 ? Generation.V5 : Generation.V6;
  }

  /** The stdin of a program that reads one number. */
  public static byte[] stdin(int number) {
    byte[] item =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
    return Sp1Stdin.of(List.of(item)).toByteArray();
  }

  public Generation generation() {
    return guest.generation();
  }

  public byte[] elf() {
    return elf.clone();
  }

  public VerifyingKey key() {
    return key;
  }

  /** False if the key was made up. */
  public boolean keyIsGenuine() {
    return keyIsGenuine;
  }

  /** Bincode of the key. */
  public byte[] vk() {
    return key.toByteArray();
  }

  /** As sp1-sdk 5.0.8 and later spell it. */
  public VkHash vkHash() {
    return VkHash.of(key.hashBytes());
  }

  /**
   * Runs the program here.
   *
   * @param stdin bincode SP1Stdin
   * @param progress told the cycles so far, often
   * @throws FormatException if {@code stdin} is something else
   */
  public ExecutionResult execute(byte[] stdin, LongConsumer progress) throws FormatException {
    Layout layout = generation() == Generation.V5 ? Layout.V5 : Layout.V6_1;
    return Executor.execute(
        guest,
        Sp1Stdin.parse(stdin, layout).buffers(),
        ExecutionOptions.defaults().withObservers(() -> false, progress));
  }

  private static VerifyingKey madeUp(Generation generation, byte[] elf) {
    return switch (generation) {
      case V5 ->
          new VerifyingKeyV5(
              elements(elf, 8, BABY_BEAR.p()),
              1,
              VerifyingKeyV5.zeroSum(),
              List.of(),
              Map.of(),
              DigestShape.FIELD);
      case V6 ->
          new VerifyingKeyV6(
              new int[3], new int[14], elements(elf, 8, KOALA_BEAR.p()), 0, DigestShape.FIELD);
    };
  }

  /** Element i is SHA-256 of i and the ELF, modulo the prime. */
  private static int[] elements(byte[] elf, int count, int prime) {
    return IntStream.range(0, count)
        .map(
            i -> {
              MessageDigest digest = Sha256.newDigest();
              digest.update((byte) i);
              return new BigInteger(1, digest.digest(elf))
                  .mod(BigInteger.valueOf(prime))
                  .intValueExact();
            })
        .toArray();
  }
}
