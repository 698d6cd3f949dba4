package org.hierophant.coordinator.verification;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A native verifier that behaves as its name says: {@code yes}, {@code no}, {@code trouble}, {@code
 * crash} amid an answer, {@code mute}, {@code huge} answers, {@code dead} on arrival; {@code once}
 * crashes the first time and says yes from then on.
 */
final class FakeNativeVerifier {
  private FakeNativeVerifier() {}

  /** A program in {@code directory} that starts one. */
  static Path program(Path directory, String behaviour) throws IOException {
    Path script = directory.resolve("fake-verifier-" + behaviour);
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec "%s/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "%s" %s %s "$@"
        """
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                FakeNativeVerifier.class.getName(),
                script));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  /** Arguments: the script, {@code --verify-only --socket PATH}. */
  public static void main(String[] arguments) throws Exception {
    Path script = Path.of(arguments[0]);
    String behaviour = script.getFileName().toString().substring("fake-verifier-".length());
    if (behaviour.equals("dead")) {
      System.err.println("no such circuit");
      System.exit(3);
    }
    if (!List.of(arguments).subList(1, 3).equals(List.of("--verify-only", "--socket"))) {
      throw new IllegalArgumentException(List.of(arguments) + "");
    }
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(arguments[3]));
      try (SocketChannel client = server.accept()) {
        while (true) {
          ByteBuffer request = read(client, read(client, Integer.BYTES).getInt());
          answer(client, behaviour, script, request);
        }
      }
    }
  }

  private static void answer(
      SocketChannel client, String behaviour, Path script, ByteBuffer request) throws Exception {
    if (request.getInt() != 4) {
      throw new IllegalStateException("not asked to verify");
    }
    byte[] rest = new byte[request.remaining()];
    request.get(rest);
    switch (behaviour) {
      case "yes" -> write(client, message(7, new byte[0]));
      case "no" -> write(client, message(3, text("the shard's sum is " + rest.length)));
      case "trouble" -> write(client, message(4, text("out of memory")));
      case "huge" -> write(client, ByteBuffer.wrap(new byte[] {-1, -1, -1, 127}));
      case "mute" -> new CountDownLatch(1).await();
      case "crash" -> {
        write(client, ByteBuffer.wrap(new byte[] {4, 0, 0}));
        System.out.println("thread 'main' panicked");
        System.exit(101);
      }
      case "once" -> {
        Path mark = script.resolveSibling("crashed");
        if (Files.notExists(mark)) {
          Files.createFile(mark);
          System.exit(101);
        }
        write(client, message(7, new byte[0]));
      }
      default -> throw new IllegalArgumentException(behaviour);
    }
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  private static ByteBuffer message(int number, byte[] body) {
    return ByteBuffer.allocate(2 * Integer.BYTES + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(Integer.BYTES + body.length)
        .putInt(number)
        .put(body)
        .flip();
  }

  private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer read(SocketChannel channel, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        System.exit(0);
      }
    }
    return bytes.flip();
  }
}
