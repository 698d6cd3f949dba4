package org.hierophant.contemplant.prover.socket;

import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hierophant.contemplant.prover.server.CalledOffException;
import org.hierophant.contemplant.prover.server.DiskException;
import org.hierophant.contemplant.prover.server.HeadStart;
import org.hierophant.contemplant.prover.server.PlainArtifact;
import org.hierophant.contemplant.prover.server.ProtocolException;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.jspecify.annotations.Nullable;

/**
 * The server's protocol: one question, then one answer.
 *
 * <p><b>Shape.</b> Both ways a frame: {@code u32 length}, then as many bytes of bincode, which
 * begin with the {@code u32} number of the message. Program, stdin and proof are in it as clients
 * send and fetch them, so they are copied between file and socket and not looked into.
 *
 * <p><b>Limits.</b> A question stays below 2^32 bytes. Of an answer's text {@value #MAX_TEXT_BYTES}
 * bytes are kept. Nothing is sized by what a length says.
 *
 * <p><b>Thread.</b> One at a time, blocking; closing from another thread ends it.
 *
 * <p><b>Source.</b> {@code crates/cuda/src/api.rs} and {@code client.rs} in sp1 v6.4.0.
 */
public final class ServerConnection implements Closeable {
  static final int VK_BYTES = 104;

  /** The parts of a proof request that are not the stdin. */
  static final int PROVE_HEAD_BYTES = 4 + 4 + Bytes32.LENGTH;

  static final int NONCE_BYTES = 16;
  static final long MAX_BODY_BYTES = 0xffff_ffffL;
  private static final int MAX_TEXT_BYTES = 1 << 16;
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int TAG_BYTES = 4;
  private static final int SETUP_BYTES = TAG_BYTES + Bytes32.LENGTH + VK_BYTES;

  private final SocketChannel socket;

  private ServerConnection(SocketChannel socket) {
    this.socket = socket;
  }

  /**
   * @throws IOException if nobody listens, yet or any more
   */
  static ServerConnection connect(Path path) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.connect(UnixDomainSocketAddress.of(path));
      return new ServerConnection(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Makes a program known. */
  Reply setUp(PlainArtifact program) throws IOException {
    ByteBuffer head = body(TAG_BYTES + program.bytes(), TAG_BYTES).putInt(0);
    write(head);
    program.writeTo(socket);
    return read(null, () -> {});
  }

  /** Makes it forget a program. */
  Reply destroy(Bytes32 key) throws IOException {
    int length = TAG_BYTES + Bytes32.LENGTH;
    write(body(length, length).putInt(2).put(key.toBytes()));
    return read(null, () -> {});
  }

  /**
   * Makes a proof. The nonce is what the head start holds back.
   *
   * @param proof the file it is written to, which is not there yet
   * @param answered runs when a proof begins to come
   * @throws CalledOffException if it was called off; then the server has left this connection, and
   *     what it kept for it
   */
  Reply prove(
      ProofMode mode,
      Bytes32 key,
      PlainArtifact stdin,
      HeadStart headStart,
      Path proof,
      Runnable answered)
      throws IOException {
    try {
      write(
          body(PROVE_HEAD_BYTES + stdin.bytes() + NONCE_BYTES, PROVE_HEAD_BYTES)
              .putInt(1)
              .putInt(mode.number())
              .put(key.toBytes()));
      stdin.writeTo(socket, headStart::check);
      headStart.awaitEnd();
    } catch (CalledOffException e) {
      try {
        hangUp();
      } catch (IOException rude) {
        e.addSuppressed(rude); // whether it is still there is seen when it is connected to
      }
      throw e;
    }
    write(ByteBuffer.allocate(NONCE_BYTES).position(NONCE_BYTES));
    return read(proof, answered);
  }

  /** A server closes once it has cleared away what it had for the connection, and may say so. */
  private void hangUp() throws IOException {
    socket.shutdownOutput();
    ByteBuffer last = ByteBuffer.allocate(MAX_TEXT_BYTES);
    while (socket.read(last) >= 0) {
      if (!last.hasRemaining()) {
        throw new ProtocolException("much is said to half a question");
      }
    }
  }

  /** The start of a frame, with room for {@code room} bytes after its length. */
  private static ByteBuffer body(long length, int room) {
    if (length > MAX_BODY_BYTES) {
      throw new IllegalArgumentException("a frame cannot have " + length + " bytes");
    }
    return ByteBuffer.allocate(4 + room).order(ByteOrder.LITTLE_ENDIAN).putInt((int) length);
  }

  private void write(ByteBuffer filled) throws IOException {
    filled.flip();
    while (filled.hasRemaining()) {
      socket.write(filled);
    }
  }

  private Reply read(@Nullable Path proof, Runnable answered) throws IOException {
    ByteBuffer head = bytes(4 + TAG_BYTES);
    long length = Integer.toUnsignedLong(head.getInt());
    int tag = head.getInt();
    return switch (tag) {
      case 0 -> exactly(length, TAG_BYTES, new Reply.Ok());
      case 1 -> {
        int _ = exactly(length, SETUP_BYTES, tag);
        byte[] key = new byte[Bytes32.LENGTH];
        byte[] vk = new byte[VK_BYTES];
        bytes(SETUP_BYTES - TAG_BYTES).get(key).get(vk);
        yield new Reply.SetUp(Bytes32.of(key), ByteString.copyFrom(vk));
      }
      case 2 -> {
        if (proof == null || length <= TAG_BYTES) {
          throw new ProtocolException("a proof that nobody asked for, or an empty one");
        }
        answered.run();
        store(length - TAG_BYTES, proof);
        yield new Reply.Proof(length - TAG_BYTES);
      }
      case 3 -> new Reply.ProverError(text(length - TAG_BYTES));
      case 4 -> new Reply.InternalError(text(length - TAG_BYTES));
      case 5 -> exactly(length, TAG_BYTES, new Reply.Closed());
      default ->
          throw new ProtocolException(
              "an answer of %d bytes with the unknown number %d"
                  .formatted(length, Integer.toUnsignedLong(tag)));
    };
  }

  private static <T> T exactly(long length, int expected, T value) throws ProtocolException {
    if (length != expected) {
      throw new ProtocolException(
          "an answer of %d bytes where %d are right".formatted(length, expected));
    }
    return value;
  }

  private String text(long length) throws IOException {
    if (length < Long.BYTES || bytes(Long.BYTES).getLong() != length - Long.BYTES) {
      throw new ProtocolException("a text whose length is not that of its frame");
    }
    long left = length - Long.BYTES;
    int kept = (int) Math.min(left, MAX_TEXT_BYTES);
    String text = new String(bytes(kept).array(), StandardCharsets.UTF_8);
    if (kept < left) {
      throw new ProtocolException(
          "a text of %d bytes, which begins: %s"
              .formatted(left, text.substring(0, Math.min(1_000, text.length()))));
    }
    return text;
  }

  private void store(long length, Path proof) throws IOException {
    long room = Files.getFileStore(proof.toAbsolutePath().getParent()).getUsableSpace();
    if (length > room) {
      throw new DiskException(
          "a proof of %d bytes, with room for %d on the disk".formatted(length, room));
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    long left = length;
    try (FileChannel file =
        FileChannel.open(proof, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (left > 0) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        if (socket.read(buffer) < 0) {
          throw closed(left);
        }
        buffer.flip();
        left -= buffer.remaining();
        keep(buffer, file);
      }
      file.force(true);
    }
  }

  private static void keep(ByteBuffer piece, FileChannel file) throws IOException {
    try {
      while (piece.hasRemaining()) {
        file.write(piece);
      }
    } catch (IOException e) {
      throw new DiskException(e);
    }
  }

  private ByteBuffer bytes(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw closed(buffer.remaining());
      }
    }
    return buffer.flip();
  }

  private static EOFException closed(long missing) {
    return new EOFException("the server closed the socket, " + missing + " bytes before the end");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
