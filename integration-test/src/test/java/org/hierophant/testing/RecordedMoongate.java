package org.hierophant.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A moongate that has one program's key and the answer to each stage, and gives it to whoever sends
 * what the stage before answered; to anything else it says no.
 *
 * <p><b>Source.</b> {@code crates/cuda/src/lib.rs} in sp1 v5.0.0; its payloads.
 */
final class RecordedMoongate implements AutoCloseable {
  private static final String PROTOBUF = "application/protobuf";
  private static final int CYCLES = 7_450;

  /**
   * What it answers.
   *
   * @param key of the program
   * @param values public values, counted
   */
  record Recording(byte[] key, byte[] values, byte[] reduced, byte[] shrunk, byte[] wrapped) {}

  private final HttpServer server;
  private final Recording recording;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile byte[] core = {};

  private RecordedMoongate(HttpServer server, Recording recording) {
    this.server = server;
    this.recording = recording;
  }

  static RecordedMoongate start(Recording recording) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RecordedMoongate moongate = new RecordedMoongate(server, recording);
    server.createContext("/twirp/api.ProverService/", moongate::handle);
    server.start();
    return moongate;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/twirp/");
  }

  /** The stages that were asked for, in their order. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = path.substring(path.lastIndexOf('/') + 1);
    byte[] request = exchange.getRequestBody().readAllBytes();
    try (exchange) {
      if (method.equals("Ready")) {
        send(exchange, 200, PROTOBUF, new byte[] {8, 1});
        return;
      }
      calls.add(method);
      byte[] data = data(request);
      byte[] expected =
          switch (method) {
            case "Compress" ->
                joined(recording.key(), core, new byte[8]); // no proofs for the guest
            case "Shrink" -> recording.reduced();
            case "Wrap" -> recording.shrunk();
            default -> data;
          };
      if (!Arrays.equals(data, expected)) {
        String no = "{\"code\":\"internal\",\"msg\":\"not what the stage before answered\"}";
        send(exchange, 500, "application/json", no.getBytes(StandardCharsets.UTF_8));
        return;
      }
      byte[] result =
          switch (method) {
            case "Setup" -> joined(new byte[1_000], data, recording.key(), recording.key());
            case "ProveCoreStateless" -> prove(data);
            case "Compress" -> recording.reduced();
            case "Shrink" -> recording.shrunk();
            case "Wrap" -> recording.wrapped();
            default -> throw new IOException("no such method: " + method);
          };
      send(exchange, 200, PROTOBUF, joined(head(result.length), result));
    }
  }

  /** A core proof of no shards; the stdin goes before the key that was sent with it. */
  private byte[] prove(byte[] data) {
    int key = 1_000 + 2 * recording.key().length;
    int stdin = stdinBytes(data);
    if (data.length - stdin < key - recording.key().length) {
      throw new IllegalStateException("no key behind the stdin");
    }
    byte[] cycles =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(CYCLES).array();
    core = joined(new byte[8], Arrays.copyOf(data, stdin), recording.values(), cycles);
    return core;
  }

  /** Buffers, counted, each counted; a pointer; no proofs. */
  private static int stdinBytes(byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    for (long left = in.getLong(); left > 0; left--) {
      int length = Math.toIntExact(in.getLong());
      in.position(in.position() + length);
    }
    return in.position() + 2 * Long.BYTES;
  }

  private static byte[] data(byte[] request) throws IOException {
    if (request.length == 0 || request[0] != 0x0a) {
      throw new IOException("not a message with data");
    }
    int start = 1;
    while ((request[start] & 0x80) != 0) {
      start++;
    }
    return Arrays.copyOfRange(request, start + 1, request.length);
  }

  private static byte[] head(int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x0a);
    int left = length;
    while (left >= 0x80) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
