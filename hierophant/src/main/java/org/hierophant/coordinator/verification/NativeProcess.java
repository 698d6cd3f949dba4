package org.hierophant.coordinator.verification;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One running native verifier and the connection to it.
 *
 * <p><b>Shape.</b> Frames over a Unix socket: a length of 4 bytes, little endian, then that many;
 * those begin with the number of the message.
 *
 * <p><b>Limits.</b> Requests below 4 GiB, answers of at most {@value #MAX_ANSWER_BYTES} bytes; the
 * last {@value #KEPT_LINES} lines that it printed are kept.
 *
 * <p><b>Thread.</b> One at a time. An interrupt closes the connection; the process is of no use
 * then.
 */
public final class NativeProcess implements AutoCloseable {
  private static final long MAX_REQUEST_BYTES = (1L << 32) - 1;
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int KEPT_LINES = 20;
  private static final int MAX_LINE_CHARS = 500;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final Process process;
  private final Path socket;
  private final SocketChannel channel;
  private final Deque<String> lines;

  private NativeProcess(Process process, Path socket, SocketChannel channel, Deque<String> lines) {
    this.process = process;
    this.socket = socket;
    this.channel = channel;
    this.lines = lines;
  }

  /**
   * Starts the program and connects to it.
   *
   * @param socket no longer than a socket's path may be, some hundred bytes
   * @throws IOException if it does not answer within a minute; with what it printed last
   */
  public static NativeProcess start(Path program, Path socket)
      throws IOException, InterruptedException {
    Files.createDirectories(
        Objects.requireNonNull(socket.getParent(), "a socket lies in a directory"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.deleteIfExists(socket);
    Process process =
        new ProcessBuilder(List.of(program.toString(), "--verify-only", "--socket", socket + ""))
            .redirectErrorStream(true)
            .start();
    Deque<String> lines = new ArrayDeque<>();
    Thread.ofVirtual().name("native-verifier-output").start(() -> drain(process, lines));
    try {
      return new NativeProcess(process, socket, connect(process, socket, lines), lines);
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static void drain(Process process, Deque<String> lines) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      char[] buffer = new char[MAX_LINE_CHARS];
      StringBuilder line = new StringBuilder();
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n' || line.length() == MAX_LINE_CHARS) {
            keep(lines, line.toString());
            line.setLength(0);
          }
          if (buffer[i] != '\n') {
            line.append(buffer[i]);
          }
        }
      }
    } catch (IOException _) {
      // it has ended
    }
  }

  private static void keep(Deque<String> lines, String line) {
    synchronized (lines) {
      if (lines.size() == KEPT_LINES) {
        lines.removeFirst();
      }
      lines.addLast(line);
    }
  }

  private static String text(Deque<String> lines) {
    synchronized (lines) {
      return lines.isEmpty() ? "it printed nothing" : "it printed: " + String.join(" | ", lines);
    }
  }

  private static SocketChannel connect(Process process, Path socket, Deque<String> lines)
      throws IOException, InterruptedException {
    for (long tries = START_LIMIT.dividedBy(POLL); ; tries--) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
      } catch (IOException e) {
        channel.close();
        if (!process.isAlive()) {
          throw new IOException(
              "ended with %d before it listened; %s".formatted(process.exitValue(), text(lines)),
              e);
        }
        if (tries == 0) {
          throw new IOException("does not listen after " + START_LIMIT + "; " + text(lines), e);
        }
      }
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        continue; // the next try tells how it ended
      }
    }
  }

  /** An answer: its number, and what follows it. */
  public record Answer(int number, ByteBuffer body) {
    /** A text as bincode writes it. */
    public String text() throws IOException {
      if (body.remaining() < Long.BYTES) {
        throw new IOException("an answer without its text");
      }
      long length = body.getLong();
      if (length < 0 || length > body.remaining()) {
        throw new IOException("an answer with a text of " + length + " bytes");
      }
      byte[] bytes = new byte[(int) length];
      body.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /**
   * Sends one message and waits for the answer.
   *
   * @param length of {@code tail}
   * @throws IOException if the process ended or answered what is no answer; it must be closed then
   */
  public Answer ask(int number, byte[] head, InputStream tail, long length) throws IOException {
    long size = Integer.BYTES + head.length + length;
    if (size > MAX_REQUEST_BYTES) {
      throw new IOException(size + " bytes are more than one message may have");
    }
    ByteBuffer start = ByteBuffer.allocate(2 * Integer.BYTES + head.length);
    start.order(ByteOrder.LITTLE_ENDIAN).putInt((int) size).putInt(number).put(head).flip();
    write(start);
    byte[] buffer = new byte[BUFFER_BYTES];
    for (long left = length; left > 0; ) {
      int read = tail.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("the proof is " + left + " bytes shorter than announced");
      }
      write(ByteBuffer.wrap(buffer, 0, read));
      left -= read;
    }
    return answer();
  }

  private Answer answer() throws IOException {
    int size = read(Integer.BYTES).getInt();
    if (size < Integer.BYTES || size > MAX_ANSWER_BYTES) {
      throw new IOException("an answer of " + Integer.toUnsignedString(size) + " bytes");
    }
    ByteBuffer body = read(size);
    return new Answer(body.getInt(), body);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private ByteBuffer read(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("it closed the connection; " + text(lines));
      }
    }
    return bytes.flip();
  }

  /** Ends the process, with force if it does not end by itself. */
  @Override
  public void close() throws IOException {
    try (channel) {
      process.destroy();
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      Files.deleteIfExists(socket);
    }
  }
}
