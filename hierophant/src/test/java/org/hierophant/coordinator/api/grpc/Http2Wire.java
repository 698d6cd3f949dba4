package org.hierophant.coordinator.api.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * The frames of one cleartext HTTP/2 connection, opened with prior knowledge: no upgrade, no calls.
 *
 * <p><b>Source.</b> RFC 9113, sections 3.3, 4.1, 6.5, 6.7 and 6.8.
 */
final class Http2Wire implements AutoCloseable {
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;

  private static final int ACK = 1;
  private static final int PING_BYTES = 8;

  record Frame(int type, int flags, byte[] payload) {
    boolean isAck() {
      return (flags & ACK) != 0;
    }

    /** What a GOAWAY adds for people. */
    String debugData() {
      return new String(payload, 8, payload.length - 8, US_ASCII);
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  Http2Wire(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    send(SETTINGS, 0, new byte[0]);
  }

  void send(int type, int flags, byte[] payload) throws IOException {
    out.writeShort(payload.length >>> 8);
    out.writeByte(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(0);
    out.write(payload);
    out.flush();
  }

  Frame read() throws IOException {
    int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(type, flags, payload);
  }

  /** Returns once the ping is acknowledged. */
  void ping() throws IOException {
    send(PING, 0, new byte[PING_BYTES]);
    while (!readUntil(PING).isAck()) {} // the server's own
  }

  /** Skips frames of other types. */
  Frame readUntil(int type) throws IOException {
    Frame frame = read();
    while (frame.type() != type) {
      if (frame.type() == GOAWAY) {
        throw new IOException("the server goes away: " + frame.debugData());
      }
      frame = read();
    }
    return frame;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
