package org.hierophant.contemplant.prover.twirp;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  static final int KIND_BYTES = Integer.BYTES;
  private static final int BUFFER_BYTES = 1 << 18;

  private ProofWriter() {}

  /** A stretch of a file. */
  record Stretch(Path file, long start, long length) {}

  /**
   * Looks through a core proof's message.
   *
   * @param before how many bytes are before it in the file
   */
  static CoreProofMessage inspect(Path core, int before) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return CoreProofMessage.read(mapped(core, arena).asSlice(before));
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
      Path target, ProofMode mode, Path proof, Stretch publicValues, CircuitVersion version)
      throws IOException {
    write(
        target,
        ByteBuffer.wrap(kind(mode)),
        List.of(new Stretch(proof, 0, Files.size(proof)), publicValues),
        end(version));
  }

  /** Makes what a client fetches of a file that has the kind and the proof. */
  static void finish(Path target, Stretch publicValues, CircuitVersion version) throws IOException {
    try (FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE)) {
      out.position(out.size());
      copy(publicValues, out);
      all(end(version), out);
      out.force(true);
    }
  }

  /** The same of a file that has the kind and a core proof's message, in its place. */
  static void cut(Path target, CoreProofMessage parts, CircuitVersion version) throws IOException {
    try (FileChannel file =
        FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long from = KIND_BYTES + parts.publicValuesStart();
      long to = KIND_BYTES + parts.proofBytes(); // never after it: the stdin is between them
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      for (long left = parts.publicValuesBytes(); left > 0; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int read = file.read(buffer, from);
        if (read < 0) {
          throw new IOException("a file became shorter: " + target);
        }
        for (buffer.flip(); buffer.hasRemaining(); ) {
          to += file.write(buffer, to);
        }
        from += read;
        left -= read;
      }
      file.truncate(to).position(to);
      all(end(version), file);
      file.force(true);
    }
  }

  private static ByteBuffer end(CircuitVersion version) {
    byte[] text = version.text().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(Long.BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .flip();
  }

  /** What a client's file begins with; not the numbers of the modes. */
  static byte[] kind(ProofMode mode) {
    int number =
        switch (mode) {
          case CORE -> 0;
          case COMPRESSED -> 1;
          case PLONK -> 2;
          case GROTH16 -> 3;
        };
    return ByteBuffer.allocate(KIND_BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
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
