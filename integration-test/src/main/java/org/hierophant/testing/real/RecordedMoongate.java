package org.hierophant.testing.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.ProofFromNetwork;

/**
 * A prover of SP1 5 that has one program's key and one Core proof, and gives them to whoever asks:
 * speaks as moongate does, on a port of this machine.
 *
 * <p><b>Thread.</b> One of its own; one call at a time, as the real one.
 *
 * <p><b>Source.</b> {@code server/src/main.rs} in sp1-gpu, as described by its protocol.
 */
final class RecordedMoongate implements AutoCloseable {
  private static final String PATH = "/twirp/api.ProverService/";

  /** Of a proving key, before the program. */
  private static final int TABLES_BYTES = 1_000;

  private static final byte[] CYCLES = {1, 0, 0, 0, 0, 0, 0, 0};
  private static final int MESSAGE = 0x0a;
  private static final int INDEX_BYTES = Integer.BYTES;

  private final HttpServer server;
  private final byte[] key;
  private final byte[] shards;
  private final byte[] values;
  private int provingKeyBytes;

  private RecordedMoongate(HttpServer server, byte[] key, byte[] shards, byte[] values) {
    this.server = server;
    this.key = key;
    this.shards = shards;
    this.values = values;
  }

  /**
   * Begins to serve.
   *
   * @param key bincode of the program's verifying key
   * @param proof a Core proof, as clients download it
   * @throws FormatException if the proof's end cannot be told from the rest
   */
  static RecordedMoongate of(byte[] key, byte[] proof) throws IOException, FormatException {
    ProofFromNetwork parsed = ProofFromNetwork.parse(proof);
    int versionStart = proof.length - Long.BYTES - parsed.version().length();
    int valuesStart = versionStart - Long.BYTES - parsed.publicValues().length;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var moongate =
        new RecordedMoongate(
            server,
            key,
            Arrays.copyOfRange(proof, INDEX_BYTES, valuesStart),
            Arrays.copyOfRange(proof, valuesStart, versionStart));
    server.createContext(PATH, moongate::handle);
    server.start();
    return moongate;
  }

  /** What a worker's setting {@code endpoint} would hold. */
  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/twirp/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      Optional<byte[]> answer =
          switch (exchange.getRequestURI().getPath().substring(PATH.length())) {
            case "Ready" -> Optional.of(new byte[] {8, 1});
            case "Setup" -> Optional.of(message(provingKey(content(request)), key));
            case "ProveCoreStateless" ->
                Optional.of(message(shards, stdin(content(request)), values, CYCLES));
            default -> Optional.empty();
          };
      exchange.getResponseHeaders().set("Content-Type", "application/protobuf");
      if (answer.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, answer.get().length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.get());
      }
    }
  }

  private byte[] provingKey(byte[] program) {
    provingKeyBytes = TABLES_BYTES + program.length + key.length;
    return ByteBuffer.allocate(provingKeyBytes)
        .position(TABLES_BYTES)
        .put(program)
        .put(key)
        .array();
  }

  /** What stands before the proving key. */
  private byte[] stdin(byte[] request) {
    return Arrays.copyOf(request, request.length - provingKeyBytes);
  }

  /** Of a message with one field of bytes. */
  private static byte[] content(byte[] message) throws IOException {
    int start = 1;
    while (message[start] < 0) {
      start++;
    }
    if (message[0] != MESSAGE) {
      throw new IOException("not a message of one field of bytes");
    }
    return Arrays.copyOfRange(message, start + 1, message.length);
  }

  private static byte[] message(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(MESSAGE);
    int left = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    while (left >= 0x80) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
