package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.hierophant.contemplant.prover.server.ProtocolException;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.VerifyingKey;

/**
 * What setting a program up gives: the proving key, of which only the end is looked at, and after
 * it the verifying key.
 *
 * <p><b>Shape.</b> A proving key ends with the program as it was sent, and the verifying key of
 * {@value #VK_BYTES} bytes. Two copies of a verifying key may differ in bytes.
 *
 * <p><b>Source.</b> {@code SP1ProvingKey} in sp1 v5.0.0 {@code crates/prover/src/types.rs}.
 */
final class SetupAnswer {
  private static final int VK_BYTES = 234;
  private static final int BUFFER_BYTES = 1 << 16;

  enum Checked {
    GOOD,
    /** The program's key is not the one that was registered for it. */
    OTHER_KEY
  }

  private SetupAnswer() {}

  /**
   * Looks at an answer.
   *
   * @throws ProtocolException if it is not one to a setup of this program
   */
  static Checked check(Path answer, Path program, byte[] registeredVk) throws IOException {
    long end = Files.size(answer);
    Optional<byte[]> after = vkHash(answer, end);
    Optional<byte[]> inside = vkHash(answer, end - VK_BYTES);
    if (after.isEmpty()
        || inside.isEmpty()
        || !Arrays.equals(after.get(), inside.get())
        || !holds(answer, end - 2 * VK_BYTES, program)) {
      throw new ProtocolException("an answer that is not the program's proving key");
    }
    return Arrays.equals(after.get(), hash(registeredVk)) ? Checked.GOOD : Checked.OTHER_KEY;
  }

  /** Leaves only the proving key of an answer that was checked. */
  static void cut(Path answer) throws IOException {
    try (FileChannel file = FileChannel.open(answer, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - VK_BYTES);
    }
  }

  /** True if a kept file ends as this program's proving key does. */
  static boolean isKey(Path key, Path program, byte[] registeredVk) throws IOException {
    long end = Files.size(key);
    Optional<byte[]> vk = vkHash(key, end);
    return vk.isPresent()
        && Arrays.equals(vk.get(), hash(registeredVk))
        && holds(key, end - VK_BYTES, program);
  }

  /** The verifying key as it stands in a proving key. */
  static byte[] verifyingKey(Path key) throws IOException {
    return before(key, Files.size(key));
  }

  private static Optional<byte[]> vkHash(Path file, long end) throws IOException {
    if (end < VK_BYTES) {
      return Optional.empty();
    }
    byte[] hash = hash(before(file, end));
    return hash.length == 0 ? Optional.empty() : Optional.of(hash);
  }

  /** Empty if it is not a key. */
  private static byte[] hash(byte[] vk) {
    try {
      return VerifyingKey.parse(vk, Generation.V5).hashBytes();
    } catch (FormatException _) {
      return new byte[0];
    }
  }

  private static byte[] before(Path file, long end) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(VK_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      fill(channel, end - VK_BYTES, bytes);
    }
    return bytes.array();
  }

  private static boolean holds(Path file, long end, Path program) throws IOException {
    long size = Files.size(program);
    if (end < size) {
      return false;
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel wanted = FileChannel.open(program, StandardOpenOption.READ)) {
      for (long at = 0; at < size; at += BUFFER_BYTES) {
        int count = (int) Math.min(BUFFER_BYTES, size - at);
        ByteBuffer one = ByteBuffer.allocate(count);
        ByteBuffer other = ByteBuffer.allocate(count);
        fill(in, end - size + at, one);
        fill(wanted, at, other);
        if (!Arrays.equals(one.array(), other.array())) {
          return false;
        }
      }
      return true;
    }
  }

  private static void fill(FileChannel in, long position, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (in.read(target, position + target.position()) < 0) {
        throw new IOException("a file became shorter");
      }
    }
  }
}
