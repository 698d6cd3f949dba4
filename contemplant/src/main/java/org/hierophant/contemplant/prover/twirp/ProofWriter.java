package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.hierophant.contemplant.prover.server.ProtocolException;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.sp1.format.CoreProofMessage;
import org.hierophant.sp1.format.DeferredProofs;
import org.hierophant.sp1.format.FormatException;

/**
 * Cuts what a client fetches out of what moongate answered, without taking it apart.
 *
 * <p><b>Shape.</b> {@code u32} kind; the proof; the public values, counted; the circuit version,
 * counted.
 *
 * <p><b>Source.</b> {@code ProofFromNetwork} in sp1 v5.0.0 {@code crates/sdk/src/proof.rs}.
 */
final class ProofWriter {
  private ProofWriter() {}

  /** A stretch of a file. */
  record Stretch(Path file, long start, long length) {}

  /** Looks through a core proof's message. */
  static CoreProofMessage inspect(Path core) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return CoreProofMessage.read(mapped(core, arena));
    } catch (FormatException e) {
      throw new ProtocolException("an answer that is not a core proof: " + e.getMessage());
    }
  }

  /** Writes the proofs that a stdin has for its guest, counted, to a file of their own. */
  static int deferred(Path stdin, Path target) throws IOException, FormatException {
    DeferredProofs proofs;
    try (Arena arena = Arena.ofConfined()) {
      proofs = DeferredProofs.of(mapped(stdin, arena));
    }
    write(
        target,
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0, proofs.slices().size()),
        proofs.slices().stream()
            .map(slice -> new Stretch(stdin, slice.start(), slice.length()))
            .toList(),
        ByteBuffer.allocate(0));
    return proofs.slices().size();
  }

  /** Writes the proof as a client fetches it. */
  static void proof(
      Path target, ProofMode mode, Stretch proof, Stretch publicValues, CircuitVersion version)
      throws IOException {
    byte[] text = version.text().getBytes(StandardCharsets.US_ASCII);
    write(
        target,
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(0, kind(mode)),
        List.of(proof, publicValues),
        ByteBuffer.allocate(Long.BYTES + text.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .flip());
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

  static MemorySegment mapped(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  private static void write(Path target, ByteBuffer head, List<Stretch> middle, ByteBuffer end)
      throws IOException {
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      all(head, out);
      for (Stretch stretch : middle) {
        copy(stretch, out);
      }
      all(end, out);
      out.force(true);
    }
  }

  private static void all(ByteBuffer bytes, FileChannel out) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static void copy(Stretch stretch, FileChannel out) throws IOException {
    try (FileChannel in = FileChannel.open(stretch.file(), StandardOpenOption.READ)) {
      long done = 0;
      while (done < stretch.length()) {
        long more = in.transferTo(stretch.start() + done, stretch.length() - done, out);
        if (more <= 0) {
          throw new IOException("a file became shorter: " + stretch.file());
        }
        done += more;
      }
    }
  }
}
