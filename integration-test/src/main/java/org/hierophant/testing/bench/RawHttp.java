package org.hierophant.testing.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * PUT from a file and GET to nowhere over one HTTP/1.1 connection each, with as little work as the
 * kernel allows, so that the server is measured and not the client.
 *
 * <p><b>Limits.</b> Answers' heads of at most {@value #HEAD_BYTES} bytes; no chunked answers.
 */
final class RawHttp {
  private static final int HEAD_BYTES = 16 << 10;
  private static final int BUFFER_BYTES = 256 << 10;

  private RawHttp() {}

  /** Runs at some point of a transfer; the transfer waits for it. */
  @FunctionalInterface
  interface Pause {
    void run() throws Exception;

    static Pause none() {
      return () -> {};
    }
  }

  /**
   * Sends the file whole.
   *
   * @param half runs when half of it is sent
   * @throws IOException if the answer is anything but 2xx
   */
  static void put(URI url, Path file, Pause half) throws Exception {
    try (SocketChannel socket = connect(url);
        FileChannel content = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = content.size();
      send(socket, "PUT", url, "Content-Length: " + size + "\r\n");
      transfer(content, 0, size / 2, socket);
      half.run();
      transfer(content, size / 2, size, socket);
      requireSuccess("PUT", url, readHead(socket, ByteBuffer.allocate(HEAD_BYTES)));
    }
  }

  /**
   * Receives the body and drops it.
   *
   * @param half runs when half of it has come
   * @return the answer's head, in lower case
   * @throws IOException if the answer is anything but 2xx, or short
   */
  static String get(URI url, Pause half) throws Exception {
    try (SocketChannel socket = connect(url)) {
      send(socket, "GET", url, "");
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      String head = readHead(socket, buffer);
      requireSuccess("GET", url, head);
      long size = contentLength(head);
      long received = buffer.remaining();
      boolean paused = false;
      while (received < size) {
        if (!paused && received >= size / 2) {
          half.run();
          paused = true;
        }
        buffer.clear();
        int read = socket.read(buffer);
        if (read < 0) {
          throw new EOFException("%d of %d bytes came from %s".formatted(received, size, url));
        }
        received += read;
      }
      return head;
    }
  }

  private static SocketChannel connect(URI url) throws IOException {
    return SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
  }

  private static void send(SocketChannel socket, String method, URI url, String headers)
      throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n"
            .formatted(method, url.getRawPath(), url.getAuthority(), headers);
    ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  private static void transfer(FileChannel file, long from, long to, SocketChannel socket)
      throws IOException {
    long position = from;
    while (position < to) {
      position += file.transferTo(position, to - position, socket);
    }
  }

  /** Leaves what follows the head in the buffer, ready to be read. */
  private static String readHead(SocketChannel socket, ByteBuffer buffer) throws IOException {
    while (true) {
      if (!buffer.hasRemaining() || socket.read(buffer) < 0) {
        throw new EOFException("no whole head of an answer came");
      }
      ByteBuffer read = buffer.duplicate().flip();
      byte[] bytes = new byte[Math.min(read.remaining(), HEAD_BYTES)];
      read.get(bytes);
      String text = new String(bytes, ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        buffer.flip().position(end + 4);
        return text.substring(0, end).toLowerCase(Locale.ROOT);
      }
    }
  }

  private static void requireSuccess(String method, URI url, String head) throws IOException {
    if (!head.startsWith("http/1.1 2")) {
      throw new IOException(method + " " + url + " was answered: " + head);
    }
  }

  private static long contentLength(String head) throws IOException {
    return head.lines()
        .filter(line -> line.startsWith("content-length:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("an answer without a length: " + head));
  }
}
