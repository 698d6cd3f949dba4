package org.hierophant.testing.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hierophant.network.domain.Sha256;

/**
 * A prover that takes no time of its own: it reads what it is sent, answers with bytes of no
 * meaning once it is told to, and notes when the first byte of a proof's request came and when the
 * last of its answer went.
 *
 * <p><b>Thread.</b> One of its own; the marks are read when a proof is made.
 */
abstract class StubProver implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final long PROOF_LIMIT_SECONDS = 120;

  private final byte[] key;
  private final byte[] block = new byte[BLOCK_BYTES];
  volatile long answerBytes;
  private volatile long firstByteNanos;
  private volatile long lastByteNanos;
  private volatile CountDownLatch done = new CountDownLatch(1);

  private StubProver(byte[] key) {
    this.key = key.clone();
    Arrays.fill(block, (byte) 0x5a);
  }

  /** When the first byte of the last proof's first request came. */
  long firstByteNanos() {
    return firstByteNanos;
  }

  /** When the last byte of the last proof was handed to the socket. */
  long lastByteNanos() {
    return lastByteNanos;
  }

  /** Before the next proof. */
  void reset() {
    firstByteNanos = 0;
    lastByteNanos = 0;
    done = new CountDownLatch(1);
  }

  /** Now the proof may be made. */
  void finish() {
    done.countDown();
  }

  private void awaitFinish() throws IOException {
    try {
      if (!done.await(PROOF_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("nobody said that the proof may be made");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("told to stop");
    }
  }

  private void markFirst() {
    if (firstByteNanos == 0) {
      firstByteNanos = System.nanoTime();
    }
  }

  private void skip(InputStream in, long bytes) throws IOException {
    byte[] buffer = new byte[BLOCK_BYTES];
    for (long left = bytes; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
    }
  }

  private void fill(OutputStream out, long bytes) throws IOException {
    for (long left = bytes; left > 0; left -= block.length) {
      out.write(block, 0, (int) Math.min(block.length, left));
    }
  }

  @Override
  public abstract void close() throws IOException;

  /** SP1 5's server, of whose stages the compressed proof is the last. */
  static final class Moongate extends StubProver {
    private final ServerSocket server;

    private Moongate(ServerSocket server, byte[] key) {
      super(key);
      this.server = server;
    }

    /**
     * Starts one.
     *
     * @param key what a setup answers
     */
    static Moongate start(byte[] key) throws IOException {
      Moongate stub = new Moongate(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), key);
      Thread.ofPlatform().daemon().name("stub-moongate").start(stub::serve);
      return stub;
    }

    URI endpoint() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/twirp/");
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          answer(socket);
        } catch (IOException e) {
          if (!server.isClosed()) {
            System.err.println("bench: the stub's connection broke: " + e);
          }
        }
      }
    }

    private void answer(Socket socket) throws IOException {
      InputStream in = new BufferedInputStream(socket.getInputStream(), BLOCK_BYTES);
      in.mark(1);
      if (in.read() < 0) {
        return;
      }
      long now = System.nanoTime();
      in.reset();
      String request = line(in);
      long length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Long.parseLong(header.substring(header.indexOf(':') + 1).strip());
        }
      }
      OutputStream out = socket.getOutputStream();
      String method = request.split(" ")[1].replaceFirst(".*/", "");
      if (!method.equals("Ready") && firstByteNanos() == 0) {
        super.firstByteNanos = now;
      }
      switch (method) {
        case "Ready" -> {
          skipAll(in, length);
          head(out, 2);
          out.write(new byte[] {8, 1});
        }
        case "Setup" -> {
          int start = 1 + varint(length);
          skipAll(in, start);
          byte[] program = in.readNBytes((int) length - start);
          message(out, program.length + 2L * super.key.length);
          out.write(program);
          out.write(super.key);
          out.write(super.key);
        }
        case "ProveCoreStateless" -> {
          skipAll(in, length);
          ByteBuffer core = ByteBuffer.allocate(6 * Long.BYTES); // all empty: shards, stdin, values
          message(out, core.capacity());
          out.write(core.array());
        }
        default -> {
          skipAll(in, length);
          super.awaitFinish();
          message(out, answerBytes);
          super.fill(out, answerBytes);
          super.lastByteNanos = System.nanoTime();
        }
      }
      out.flush();
    }

    private void skipAll(InputStream in, long bytes) throws IOException {
      super.skip(in, bytes);
    }

    /** How many bytes a length takes that, with the byte before it, adds up to {@code whole}. */
    private static int varint(long whole) {
      int bytes = 1;
      while (whole - 1 - bytes >= 1L << 7 * bytes) {
        bytes++;
      }
      return bytes;
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new EOFException();
        }
        line.append((char) next);
      }
      return line.toString().strip();
    }

    private static void message(OutputStream out, long length) throws IOException {
      ByteBuffer start = ByteBuffer.allocate(11).put((byte) 0x0a);
      long left = length;
      while (left >= 0x80) {
        start.put((byte) (left | 0x80));
        left >>>= 7;
      }
      start.put((byte) left).flip();
      head(out, start.remaining() + length);
      out.write(start.array(), 0, start.remaining());
    }

    private static void head(OutputStream out, long length) throws IOException {
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Type: application/protobuf\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(length)
              .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /** SP1 6's server, of which a core proof is asked. */
  static final class Frames extends StubProver {
    private static final int SETUP = 0;
    private static final int PROVE = 1;
    private static final byte[] VERSION = "v6.1.0".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocketChannel server;

    private Frames(ServerSocketChannel server, byte[] key) {
      super(key);
      this.server = server;
    }

    static Frames start(Path socket, byte[] key) throws IOException {
      Frames stub =
          new Frames(
              ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                  .bind(UnixDomainSocketAddress.of(socket)),
              key);
      Thread.ofPlatform().daemon().name("stub-server").start(stub::serve);
      return stub;
    }

    private void serve() {
      while (server.isOpen()) {
        try (SocketChannel client = server.accept()) {
          answer(client);
        } catch (EOFException | ClosedChannelException _) {
          // the next one, or the end
        } catch (IOException e) {
          System.err.println("bench: the stub's connection broke: " + e);
        }
      }
    }

    private void answer(SocketChannel client) throws IOException {
      DataInputStream in = new DataInputStream(Channels.newInputStream(client));
      OutputStream out = Channels.newOutputStream(client);
      while (true) {
        long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        super.markFirst();
        int number = Integer.reverseBytes(in.readInt());
        switch (number) {
          case SETUP -> {
            byte[] elf = in.readNBytes((int) length - Integer.BYTES);
            byte[] plain = Arrays.copyOfRange(elf, Long.BYTES, elf.length);
            ByteBuffer answer = frame(1, 32L + super.key.length, 32 + super.key.length);
            out.write(answer.put(sha256(plain)).put(super.key).array());
          }
          case PROVE -> {
            super.skip(in, length - Integer.BYTES);
            super.awaitFinish();
            long all = Integer.BYTES + answerBytes + Long.BYTES + VERSION.length;
            out.write(frame(2, all, Integer.BYTES).array()); // kind 0: core
            super.fill(out, answerBytes);
            ByteBuffer tail = ByteBuffer.allocate(Long.BYTES + VERSION.length);
            tail.order(ByteOrder.LITTLE_ENDIAN).putLong(VERSION.length).put(VERSION);
            out.write(tail.array());
            super.lastByteNanos = System.nanoTime();
          }
          default -> {
            super.skip(in, length - Integer.BYTES);
            out.write(frame(0, 0, 0).array());
          }
        }
      }
    }

    /** A frame's length and number, with {@code room} bytes more. */
    private static ByteBuffer frame(int number, long length, int room) {
      return ByteBuffer.allocate(2 * Integer.BYTES + room)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt((int) (Integer.BYTES + length))
          .putInt(number);
    }

    private static byte[] sha256(byte[] bytes) {
      MessageDigest digest = Sha256.newDigest();
      return digest.digest(bytes);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
