package org.hierophant.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * A prover of SP1 6 that has one program's key and one proof, and gives them to whoever asks: a
 * program of its own that speaks as SP1's server does.
 *
 * <p><b>Source.</b> {@code crates/cuda/src/api.rs} in sp1 v6.4.0.
 */
public final class RecordedProver {
  private static final int SETUP = 0;
  private static final int PROVE = 1;

  /** A file in its directory: the next proof is its end, as CUDA's abort would be. */
  static final String DIES_ONCE = "dies-once";

  private static final int DIED = 134;

  private RecordedProver() {}

  /** A program in {@code directory} that serves these. */
  public static Path program(Path directory, byte[] key, byte[] proof) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("key"), key);
    Files.write(directory.resolve("proof"), proof);
    Path script =
        Files.writeString(
            directory.resolve("server"),
            """
            #!/bin/sh
            if [ "$1" = --version ]; then echo 6.4.0; exit 0; fi
            exec '%s/bin/java' -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s '%s' "$@"
            """
                .formatted(
                    System.getProperty("java.home"),
                    System.getProperty("java.class.path"),
                    RecordedProver.class.getName(),
                    directory.toAbsolutePath()));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + script);
    }
    return script;
  }

  /** Arguments: the directory, then {@code --socket PATH}. */
  public static void main(String[] arguments) throws Exception {
    byte[] key = Files.readAllBytes(Path.of(arguments[0], "key"));
    byte[] proof = Files.readAllBytes(Path.of(arguments[0], "proof"));
    Path socket = Path.of(arguments[2]);
    Files.deleteIfExists(socket);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      while (true) {
        try (SocketChannel client = server.accept()) {
          serve(client, key, proof, Path.of(arguments[0], DIES_ONCE));
        } catch (EOFException _) {
          // the next one
        }
      }
    }
  }

  private static void serve(SocketChannel client, byte[] key, byte[] proof, Path diesOnce)
      throws Exception {
    DataInputStream in = new DataInputStream(Channels.newInputStream(client));
    OutputStream out = Channels.newOutputStream(client);
    while (true) {
      byte[] request = new byte[Integer.reverseBytes(in.readInt())];
      in.readFully(request);
      ByteBuffer fields = ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
      switch (fields.getInt()) {
        case SETUP -> {
          byte[] elf = new byte[Math.toIntExact(fields.getLong())];
          fields.get(elf);
          send(out, 1, MessageDigest.getInstance("SHA-256").digest(elf), key);
        }
        case PROVE -> {
          if (Files.deleteIfExists(diesOnce)) {
            Runtime.getRuntime().halt(DIED);
          }
          send(out, 2, proof);
        }
        default -> send(out, 0);
      }
    }
  }

  private static void send(OutputStream out, int number, byte[]... parts) throws IOException {
    int length = Integer.BYTES;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(length).putInt(number);
    for (byte[] part : parts) {
      frame.put(part);
    }
    out.write(frame.array());
    out.flush();
  }
}
