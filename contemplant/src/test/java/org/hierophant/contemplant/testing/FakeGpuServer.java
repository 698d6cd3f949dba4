package org.hierophant.contemplant.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Speaks as SP1's GPU server does, proves nothing, and fails in every way in which that one may: a
 * program of its own, without any class of ours.
 *
 * <p>The control directory has {@code vk}; may have {@code fault}, a word and perhaps a number,
 * looked at when it matters, and used up if it begins with {@code once}; {@code proof-bytes}, how
 * many to make; {@code grandchild}, whose number it then says in {@code events}, as it does what it
 * is asked.
 *
 * <p><b>Source.</b> {@code sp1-gpu/crates/server} in sp1 v6.4.0, as described by its protocol.
 */
public final class FakeGpuServer {
  private static final byte[] VERSION = "v6.1.0".getBytes(StandardCharsets.US_ASCII);
  private static final long U32 = 0xffff_ffffL;

  private final Path control;
  private final Set<String> keys = new HashSet<>();
  private SocketChannel client;
  private DataInputStream in;
  private OutputStream out;

  private FakeGpuServer(Path control) {
    this.control = control;
  }

  /** Arguments: the control directory, then {@code --socket} and a path, or none for a GPU's. */
  public static void main(String[] args) throws Exception {
    String device = System.getenv("CUDA_VISIBLE_DEVICES");
    Path socket = Path.of(args.length > 2 ? args[2] : "/tmp/sp1-cuda-" + device + ".sock");
    new FakeGpuServer(Path.of(args[0])).serve(socket);
  }

  /** A script that stands for the server's program. */
  public static Path program(Path control) throws IOException {
    Files.createDirectories(control);
    if (Files.notExists(control.resolve("version"))) {
      Files.writeString(control.resolve("version"), "6.4.0\n");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program =
        Files.writeString(
            control.resolve("server"),
            """
            #!/bin/sh
            if [ "$1" = --version ]; then cat '%1$s/version'; exit 0; fi
            exec '%2$s' -Xmx48m -XX:+UseSerialGC -cp '%3$s' %4$s '%1$s' "$@"
            """
                .formatted(
                    control.toAbsolutePath(),
                    java,
                    System.getProperty("java.class.path"),
                    FakeGpuServer.class.getName()));
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + program);
    }
    return program;
  }

  private void serve(Path path) throws Exception {
    event("started " + ProcessHandle.current().pid());
    if (Files.exists(control.resolve("grandchild"))) {
      event("grandchild " + new ProcessBuilder("/bin/sleep", "1000").start().pid());
    }
    String[] fault = fault("start");
    switch (fault[0]) {
      case "start-exit" -> {
        say("thread 'main' panicked: no CUDA-capable device is detected");
        Runtime.getRuntime().halt(101);
      }
      case "start-deaf" -> hang();
      case "start-slow" -> Thread.sleep(Long.parseLong(fault[1]));
      default -> {}
    }
    Files.deleteIfExists(path);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      say("INFO sp1_gpu_server: Server listening @ " + path);
      while (true) {
        try (SocketChannel accepted = server.accept()) {
          client = accepted;
          keys.clear();
          event("connected");
          in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(client)));
          out = new BufferedOutputStream(Channels.newOutputStream(client));
          answerAll();
        }
      }
    }
  }

  private void answerAll() throws Exception {
    try {
      converse();
    } catch (EOFException e) {
      say("INFO sp1_gpu_server: Connection disconnected");
      try {
        answer(5, new byte[0]);
      } catch (IOException gone) {
        say("DEBUG nobody is there to hear it: " + gone);
      }
    }
  }

  private void converse() throws Exception {
    while (true) {
      long length = word() & U32;
      long number = word() & U32;
      switch ((int) number) {
        case 0 -> setUp(length - 4);
        case 1 -> prove(length - 4);
        case 2 -> {
          String key = hex(in.readNBytes(32));
          event("destroy " + key);
          keys.remove(key);
          answer(0, new byte[0]);
        }
        default -> {
          answer(4, text("invalid request"));
          return;
        }
      }
    }
  }

  private void setUp(long length) throws Exception {
    String[] fault = fault("setup");
    in.skipNBytes(8);
    byte[] key = digest(length - 8);
    event("setup " + hex(key));
    switch (fault[0]) {
      case "setup-hang" -> hang();
      case "setup-error" -> answer(4, text("setup failed"));
      case "setup-short" -> answer(1, new byte[100]);
      default -> {
        keys.add(hex(key));
        byte[] vk = Files.readAllBytes(control.resolve("vk"));
        if (fault[0].equals("setup-other-vk")) {
          vk[20]++;
        }
        if (fault[0].equals("setup-other-key")) {
          key[0]++;
        }
        answer(1, ByteBuffer.allocate(32 + vk.length).put(key).put(vk).array());
      }
    }
  }

  private void prove(long length) throws Exception {
    int mode = word();
    String key = hex(in.readNBytes(32));
    String[] fault = fault("prove");
    event("asked for a proof");
    if (fault[0].equals("prove-not-reading")) {
      hang();
    }
    byte[] stdin;
    byte[] nonce = new byte[16];
    try {
      stdin = digest(length - 36 - 16);
      in.readFully(nonce);
    } catch (EOFException e) {
      event("half a question");
      throw e;
    }
    event("prove " + mode + " " + hex(stdin) + " " + hex(nonce));
    if (!keys.contains(key)) {
      answer(4, text("unknown key"));
      return;
    }
    say("DEBUG sp1_prover::worker::client::local: submitting task of kind Controller");
    say("DEBUG sp1_prover::worker::client::local: submitting task of kind CoreExecute");
    switch (fault[0]) {
      case "prove-error" -> answer(3, text("it did not work"));
      case "prove-swallowed" -> {
        say("\u001b[31mERROR\u001b[0m sp1_prover: Controller: task failed: the real cause");
        answer(3, text("artifact not found"));
      }
      case "prove-panicked" -> {
        say("ERROR sp1_prover: task panicked: JoinError::Panic(..)");
        hang();
      }
      case "prove-retried" -> {
        say("ERROR sp1_prover: task TaskId(7) exhausted its retry budget, failing it");
        hang();
      }
      case "prove-controller" -> {
        say("ERROR sp1_prover: Controller: task failed: Execution(..)");
        hang();
      }
      case "prove-execute" -> {
        say("ERROR sp1_prover: CoreExecute: task failed: Execution(..)");
        hang();
      }
      case "prove-hang" -> hang();
      case "prove-abort" -> {
        say("CUDA error: out of memory");
        Runtime.getRuntime().halt(134);
      }
      case "prove-half" -> {
        header(2, 1_000_000);
        out.write(new byte[5_000]);
        out.flush();
        Runtime.getRuntime().halt(139);
      }
      case "prove-stuck" -> {
        header(2, 1_000_000);
        out.flush();
        hang();
      }
      case "prove-huge" -> {
        header(2, (int) (U32 - 10));
        out.flush();
        hang();
      }
      case "prove-huge-text" -> {
        header(3, (int) (U32 - 20));
        word64(U32 - 20 - 4 - 8);
        out.write(new byte[100_000]);
        out.flush();
        hang();
      }
      case "prove-nonsense" -> answer(77, new byte[3]);
      case "prove-closed" -> answer(5, new byte[0]);
      case "prove-close" -> {
        client.close();
        throw new EOFException("as was asked");
      }
      case "prove-other-mode" -> proof(mode == 1 ? 2 : 1, VERSION);
      case "prove-other-version" -> proof(mode, "v6.0.0".getBytes(StandardCharsets.US_ASCII));
      case "prove-chatty" -> {
        for (int i = 0; i < 1_000; i++) {
          say("DEBUG line " + i + " " + "x".repeat(5_000));
        }
        answer(3, text("y".repeat(50_000)));
      }
      default -> {
        work(mode);
        proof(mode, VERSION);
      }
    }
  }

  private static void work(int mode) {
    for (int shard = 0; shard < 3; shard++) {
      say("DEBUG sp1_prover::worker::client::local: submitting task of kind ProveShard");
    }
    say("DEBUG task{kind=CoreExecute}: sp1_prover: task succeeded");
    for (int shard = 0; shard < 3; shard++) {
      say("DEBUG task{kind=ProveShard}: sp1_prover: task succeeded");
    }
    if (mode > 1) {
      say("DEBUG sp1_prover: All core proofs received: number of core proofs: 3");
      for (int reduction = 0; reduction < 4; reduction++) {
        say("DEBUG sp1_prover::worker::client::local: submitting task of kind RecursionReduce");
        say("DEBUG task{kind=RecursionReduce}: sp1_prover: task succeeded");
      }
    }
  }

  private void proof(int mode, byte[] version) throws IOException {
    int[] kinds = {0, 0, 1, 2, 3};
    Path size = control.resolve("proof-bytes");
    long filler = Files.exists(size) ? Long.parseLong(Files.readString(size).strip()) : 1_000;
    header(2, (int) (4 + 4 + filler + 8 + version.length));
    word32(kinds[mode]);
    byte[] piece = new byte[1 << 16];
    for (long left = filler; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(left, piece.length));
    }
    word64(version.length);
    out.write(version);
    out.flush();
    event("proved");
  }

  /** The present fault, if it is one of {@code stage}; else an empty word. */
  private String[] fault(String stage) throws IOException {
    Path file = control.resolve("fault");
    String text = Files.exists(file) ? Files.readString(file).strip() : "";
    boolean once = text.startsWith("once ");
    String[] words = (once ? text.substring(5) : text).split(" ");
    if (!words[0].startsWith(stage + "-")) {
      return new String[] {""};
    }
    if (once) {
      Files.delete(file);
    }
    event("fault " + words[0]);
    return words;
  }

  private static void hang() throws InterruptedException {
    Thread.sleep(Long.MAX_VALUE);
  }

  private byte[] digest(long length) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] piece = new byte[1 << 16];
    for (long left = length; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw new EOFException();
      }
      digest.update(piece, 0, read);
      left -= read;
    }
    return digest.digest();
  }

  private int word() throws IOException {
    return Integer.reverseBytes(in.readInt());
  }

  private void answer(int number, byte[] body) throws IOException {
    header(number, 4 + body.length);
    out.write(body);
    out.flush();
  }

  private void header(int number, int length) throws IOException {
    word32(length);
    word32(number);
  }

  private void word32(int value) throws IOException {
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void word64(long value) throws IOException {
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .array();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private void event(String text) throws IOException {
    Files.writeString(
        control.resolve("events"),
        text + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
