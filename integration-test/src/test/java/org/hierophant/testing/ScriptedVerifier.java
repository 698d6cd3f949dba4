package org.hierophant.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A native verifier that a test tells what to do with the next proof, also while it has one: a
 * program of its own that speaks as ours do.
 *
 * @param directory where it looks for that, and notes what it was asked
 */
record ScriptedVerifier(Path directory) {
  private static final String NEXT = "next";
  private static final String ASKED = "asked";
  private static final int VERIFY = 4;
  private static final int VERIFIED = 7;
  private static final int POLL_MILLIS = 20;

  /** What it does. */
  enum Behaviour {
    /** Says that the proof holds. */
    YES,
    /** Says nothing until it is told something else. */
    HOLD,
    /** Ends amid its answer. */
    CRASH
  }

  /** The program of one in a fresh directory. */
  static ScriptedVerifier in(Path directory) throws IOException {
    Files.createDirectories(directory);
    ScriptedVerifier verifier = new ScriptedVerifier(directory);
    Files.writeString(
        verifier.program(),
        """
        #!/bin/sh
        exec '%s/bin/java' -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s '%s' "$@"
        """
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                ScriptedVerifier.class.getName(),
                directory.toAbsolutePath()));
    if (!verifier.program().toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + verifier.program());
    }
    return verifier;
  }

  Path program() {
    return directory.resolve("verifier");
  }

  /** From now on. */
  void next(Behaviour behaviour) throws IOException {
    Path draft = Files.writeString(directory.resolve("draft"), behaviour.name());
    Files.move(draft, directory.resolve(NEXT), StandardCopyOption.ATOMIC_MOVE);
  }

  /** How many proofs it was given, over all its lives. */
  long timesAsked() {
    try {
      Path asked = directory.resolve(ASKED);
      return Files.exists(asked) ? Files.size(asked) : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Arguments: the directory, then {@code --verify-only --socket PATH}. */
  public static void main(String[] arguments) throws Exception {
    ScriptedVerifier verifier = new ScriptedVerifier(Path.of(arguments[0]));
    endWithParent();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(arguments[3]));
      try (SocketChannel client = server.accept()) {
        while (true) {
          ByteBuffer request = read(client, read(client, Integer.BYTES).getInt());
          if (request.getInt() != VERIFY) {
            throw new IllegalStateException("not asked to verify");
          }
          verifier.answer(client);
        }
      }
    }
  }

  private void answer(SocketChannel client) throws Exception {
    Files.write(
        directory.resolve(ASKED),
        new byte[] {'.'},
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    while (behaviour() == Behaviour.HOLD) {
      pause();
    }
    ByteBuffer yes = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    yes.putInt(Integer.BYTES).putInt(VERIFIED).flip();
    if (behaviour() == Behaviour.CRASH) {
      client.write(yes.limit(yes.limit() - 1));
      Runtime.getRuntime().halt(101);
    }
    client.write(yes);
  }

  private Behaviour behaviour() throws IOException {
    return Behaviour.valueOf(Files.readString(directory.resolve(NEXT)));
  }

  /** As the real ones do, also when it is killed. */
  private static void endWithParent() {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    var _ = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
  }

  private static void pause() throws InterruptedException {
    var _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS);
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
