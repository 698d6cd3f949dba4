package org.hierophant.contemplant.prover.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;

/**
 * Looks at both ends of a proof that was just made: whether it is of the kind and the circuit
 * version that were asked for. The coordinator verifies it.
 *
 * <p><b>Shape.</b> {@code u32} kind; the proof; counted public values; the version, counted.
 *
 * <p><b>Source.</b> {@code ProofFromNetwork} in sp1 v6.4.0 {@code crates/verifier/src/proof.rs}.
 */
public final class ProofFile {
  private static final int KIND_BYTES = 4;

  /** Index in the public values of a recursion proof, and in the inputs of Groth16 and Plonk. */
  private static final int EXIT_CODE_VALUE = 170;

  private static final int EXIT_CODE_INPUT = 2;
  private static final int MAX_CODE_DIGITS = 10;

  private ProofFile() {}

  /** What is wrong with it; empty if nothing is seen. */
  public static Optional<String> problem(Path file, ProofMode mode, CircuitVersion version)
      throws IOException {
    byte[] text = version.text().getBytes(StandardCharsets.US_ASCII);
    byte[] end =
        ByteBuffer.allocate(Long.BYTES + text.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .array();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < KIND_BYTES + Long.BYTES + end.length) {
        return Optional.of("a proof of only " + size + " bytes");
      }
      int kind = at(channel, 0, KIND_BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (kind != kind(mode)) {
        return Optional.of("a proof of kind %d where %d was asked for".formatted(kind, kind(mode)));
      }
      return at(channel, size - end.length, end.length).equals(ByteBuffer.wrap(end))
          ? Optional.empty()
          : Optional.of("a proof that is not of circuit version " + version);
    }
  }

  /**
   * What the program ended with, where the proof has it at a place that is easily found: not in
   * that of a core proof.
   */
  public static OptionalLong exitCode(Path file, ProofMode mode) throws IOException {
    if (mode == ProofMode.CORE) {
      return OptionalLong.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (mode == ProofMode.COMPRESSED) {
        int at = KIND_BYTES + ServerConnection.VK_BYTES + Long.BYTES + 4 * EXIT_CODE_VALUE;
        return OptionalLong.of(
            Integer.toUnsignedLong(word(at(channel, at, Integer.BYTES)).getInt()));
      }
      long at = KIND_BYTES;
      for (int input = 0; input < EXIT_CODE_INPUT; input++) {
        at += Long.BYTES + word(at(channel, at, Long.BYTES)).getLong();
      }
      long length = word(at(channel, at, Long.BYTES)).getLong();
      if (length < 1 || length > MAX_CODE_DIGITS) {
        return OptionalLong.empty();
      }
      byte[] digits = at(channel, at + Long.BYTES, (int) length).array();
      String text = new String(digits, StandardCharsets.US_ASCII);
      return text.matches("[0-9]+") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
  }

  private static ByteBuffer word(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Not the numbers of the modes. */
  private static int kind(ProofMode mode) {
    return switch (mode) {
      case CORE -> 0;
      case COMPRESSED -> 1;
      case PLONK -> 2;
      case GROTH16 -> 3;
    };
  }

  private static ByteBuffer at(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("the proof's file became shorter");
      }
    }
    return bytes.flip();
  }
}
