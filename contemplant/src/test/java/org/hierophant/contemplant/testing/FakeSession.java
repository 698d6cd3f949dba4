package org.hierophant.contemplant.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.hierophant.network.wire.FrameException;
import org.hierophant.network.wire.FromWorker;
import org.hierophant.network.wire.FromWorkerCodec;
import org.hierophant.network.wire.ToWorker;
import org.hierophant.network.wire.ToWorkerCodec;

/** One WebSocket of a worker, by hand (RFC 6455): whole frames of at most 64 KiB. */
public final class FakeSession {
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int LONG_LENGTH = 126;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final Socket socket;
  private final Map<String, String> headers;
  private final BlockingQueue<FromWorker> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closeCode = new LinkedBlockingQueue<>();

  FakeSession(Socket socket, InputStream in, Map<String, String> headers) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(socket.getOutputStream());
    this.headers = headers;
  }

  void shakeHands() throws IOException {
    String answer =
        """
        HTTP/1.1 101 Switching Protocols
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Accept: %s
        Sec-WebSocket-Protocol: %s

        """
            .formatted(accept(header("sec-websocket-key")), header("sec-websocket-protocol"));
    out.write(answer.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  void readToTheEnd() throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 0xf;
      int length = in.readUnsignedByte() & 0x7f;
      length = length == LONG_LENGTH ? in.readUnsignedShort() : length;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      if (opcode == BINARY) {
        heard(payload);
      } else if (opcode == CLOSE) {
        closeCode.add((int) ByteBuffer.wrap(payload).getShort());
        frame(CLOSE, payload);
        return;
      }
    }
  }

  private void heard(byte[] frame) {
    try {
      heard.add(FromWorkerCodec.decode(ByteBuffer.wrap(frame)));
    } catch (FrameException e) {
      throw new AssertionError(e);
    }
  }

  /** Of the request that opened this; the name in lower case. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The next message of one kind, waited for; others are passed over. */
  public <T extends FromWorker> T next(Class<T> kind) throws InterruptedException {
    return next(kind, _ -> true);
  }

  /** As above, the first that {@code wanted} holds for. */
  public <T extends FromWorker> T next(Class<T> kind, Predicate<T> wanted)
      throws InterruptedException {
    while (true) {
      FromWorker message = heard.poll(60, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("the worker did not say a " + kind.getSimpleName());
      }
      if (kind.isInstance(message) && wanted.test(kind.cast(message))) {
        return kind.cast(message);
      }
    }
  }

  /** The code of the worker's close frame, waited for. */
  public int closeCode() throws InterruptedException {
    Integer code = closeCode.poll(10, TimeUnit.SECONDS);
    if (code == null) {
      throw new AssertionError("the worker did not say goodbye");
    }
    return code;
  }

  public void say(ToWorker message) throws IOException {
    ByteBuffer encoded = ToWorkerCodec.encode(message);
    byte[] payload = new byte[encoded.remaining()];
    encoded.get(payload);
    frame(BINARY, payload);
  }

  public void sayText(String text) throws IOException {
    frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  public void sayBytes(byte[] bytes) throws IOException {
    frame(BINARY, bytes);
  }

  public void close(int code) throws IOException {
    frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** As when a cable is cut. */
  public void cut() throws IOException {
    socket.close();
  }

  private synchronized void frame(int opcode, byte[] payload) throws IOException {
    out.writeByte(0x80 | opcode);
    if (payload.length < LONG_LENGTH) {
      out.writeByte(payload.length);
    } else {
      out.writeByte(LONG_LENGTH);
      out.writeShort(payload.length);
    }
    out.write(payload);
    out.flush();
  }
}
