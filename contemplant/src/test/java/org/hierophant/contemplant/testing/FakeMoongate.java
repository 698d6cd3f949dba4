package org.hierophant.contemplant.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * Speaks as moongate does, proves nothing, and fails in every way in which that one may: a program
 * of its own, without any class of ours.
 *
 * <p>The control directory has {@code vk}; may have {@code shards}, {@code values}, {@code
 * reduced}, {@code shrunk} and {@code wrapped}, parts of its answers; {@code key-bytes}, how much a
 * proving key has before its program; and {@code fault}: a stage, a dash and a kind, looked at when
 * it matters, and used up if it begins with {@code once}. It says in {@code events} what it is
 * asked.
 *
 * <p><b>Source.</b> {@code server/src/main.rs} in sp1-gpu, as described by its protocol.
 */
public final class FakeMoongate {
  private static final int VK_BYTES = 234;
  private static final String GUEST_PANIC =
      "called `Result::unwrap()` on an `Err` value: HaltWithNonZeroExitCode(1)";

  private final Path control;
  private byte[] lastCore = {};
  private boolean poisoned;
  private int notReady = -1;

  /** Questions of which no answer has begun to go out. */
  private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();

  private FakeMoongate(Path control) {
    this.control = control;
  }

  /** Arguments: the control directory and the port. */
  public static void main(String[] args) throws Exception {
    new FakeMoongate(Path.of(args[0])).serve(Integer.parseInt(args[1]));
  }

  /** A script that stands for the server's program. */
  public static Path program(Path control) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program =
        Files.writeString(
            control.resolve("moongate-server"),
            """
            #!/bin/sh
            exec '%2$s' -Xmx64m -XX:+UseSerialGC -cp '%3$s' %4$s '%1$s' "$@"
            """
                .formatted(
                    control.toAbsolutePath(),
                    java,
                    System.getProperty("java.class.path"),
                    FakeMoongate.class.getName()));
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + program);
    }
    return program;
  }

  private void serve(int port) throws Exception {
    event("started " + ProcessHandle.current().pid());
    String[] fault = fault("start");
    switch (fault[0]) {
      case "start-exit" -> {
        say("not enough gpu memory");
        Runtime.getRuntime().halt(101);
      }
      case "start-deaf" -> Thread.sleep(Long.MAX_VALUE);
      case "start-unready" -> notReady = Integer.parseInt(fault[1]);
      default -> {}
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::handle);
    server.start();
    say("INFO moongate_server: listening on " + port);
  }

  /** Two that wait may starve it: nobody may ask while another question is open. */
  private void handle(HttpExchange exchange) throws IOException {
    boolean alone;
    synchronized (open) {
      alone = open.isEmpty();
      open.add(exchange);
    }
    if (!alone) {
      event("asked two things at a time");
    }
    try {
      handleAlone(exchange);
    } finally {
      open.remove(exchange);
    }
  }

  /** Everything waits for the one prover, questions whether it is ready included. */
  private synchronized void handleAlone(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = path.substring(path.lastIndexOf('/') + 1);
    try (exchange) {
      if (!path.equals("/twirp/api.ProverService/" + method)) {
        error(exchange, 404, "bad_route", "not found");
      } else if (poisoned) {
        panic(exchange, "called `Result::unwrap()` on an `Err` value: PoisonError { .. }");
      } else if (method.equals("Ready")) {
        ready(exchange);
      } else {
        stage(exchange, method);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void ready(HttpExchange exchange) throws IOException {
    event("Ready");
    byte[] body = notReady-- > 0 ? new byte[0] : new byte[] {8, 1};
    open.remove(exchange);
    exchange.getResponseHeaders().set("Content-Type", "application/protobuf");
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private void stage(HttpExchange exchange, String method)
      throws IOException, InterruptedException {
    String name =
        switch (method) {
          case "Setup" -> "setup";
          case "ProveCoreStateless" -> "core";
          default -> method.toLowerCase(Locale.ROOT);
        };
    String[] fault = fault(name);
    if (fault[0].endsWith("-deaf")) {
      Thread.sleep(Long.MAX_VALUE);
    }
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(exchange.getRequestBody(), 1 << 16));
    if (in.read() != 0x0a
        || !"application/protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      error(exchange, 400, "malformed", "bad request");
      return;
    }
    long length = varint(in);
    event("asked for " + name);
    Answer answer;
    try {
      answer =
          switch (method) {
            case "Setup" -> setUp(exactly(in, length));
            case "ProveCoreStateless" -> core(in, length);
            case "Compress" -> compress(exactly(in, length));
            case "Shrink" -> same(exactly(in, length), "reduced", "shrunk");
            case "Wrap" -> same(exactly(in, length), "shrunk", "wrapped");
            default -> throw new IOException("no such method: " + method);
          };
    } catch (IOException e) {
      event("half a question for " + name); // nobody hears that it is malformed
      throw e;
    }
    event(name + " begins");
    say("INFO moongate_server: cpu_memory_gb=1.0, gpu_memory_gb=2.0");
    switch (fault[0].isEmpty() ? "" : fault[0].substring(name.length() + 1)) {
      case "error" -> error(exchange, 500, "internal", "failed to prove " + name + ": \"no\"");
      case "malformed" -> error(exchange, 400, "malformed", "bad request");
      case "panic" -> panic(exchange, "not enough gpu memory");
      case "panic-guest" -> panic(exchange, GUEST_PANIC);
      case "panic-dropped" -> {
        poisoned = true;
        say("panic: a reason\nof two lines");
        exchange.close();
      }
      case "hang" -> Thread.sleep(Long.MAX_VALUE);
      case "abort" -> {
        say("CUDA error: an illegal memory access was encountered");
        Runtime.getRuntime().halt(134);
      }
      case "half" -> {
        exchange.getResponseHeaders().set("Content-Type", "application/protobuf");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(head(1_000_000));
        exchange.getResponseBody().write(new byte[50_000]);
        exchange.getResponseBody().flush();
        Runtime.getRuntime().halt(139);
      }
      case "short" -> result(exchange, new Answer(head(1_000), new byte[10]));
      case "empty" -> result(exchange, new Answer(new byte[0], new byte[0]));
      case "long" -> result(exchange, new Answer(head(1), new byte[2]));
      case "endless" -> result(exchange, new Answer(head(1L << 60), new byte[2]));
      case "nonsense" -> result(exchange, new Answer(head(700), new byte[700]));
      case "page" -> {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, 0);
        exchange
            .getResponseBody()
            .write("<html>a proxy's page</html>".getBytes(StandardCharsets.UTF_8));
      }
      default -> result(exchange, answer);
    }
    event(name + " done");
  }

  private static byte[] exactly(DataInputStream in, long length) throws IOException {
    byte[] bytes = new byte[(int) length];
    in.readFully(bytes);
    return bytes;
  }

  /** A message's first bytes, then its content in parts. */
  private record Answer(byte[] head, long zeros, byte[]... content) {
    Answer(byte[] head, byte[]... content) {
      this(head, 0, content);
    }

    static Answer of(long zeros, byte[]... content) {
      long length = zeros + Arrays.stream(content).mapToLong(part -> part.length).sum();
      return new Answer(FakeMoongate.head(length), zeros, content);
    }
  }

  private void result(HttpExchange exchange, Answer answer) throws IOException {
    open.remove(exchange);
    exchange.getResponseHeaders().set("Content-Type", "application/protobuf");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody())) {
      out.write(answer.head());
      byte[] zeros = new byte[1 << 16];
      for (long left = answer.zeros(); left > 0; left -= zeros.length) {
        out.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
      for (byte[] part : answer.content()) {
        out.write(part);
      }
    }
  }

  private void error(HttpExchange exchange, int status, String code, String text)
      throws IOException {
    open.remove(exchange);
    byte[] body =
        "{\"code\":\"%s\",\"msg\":\"%s\"}"
            .formatted(code, text.replace("\"", "\\\""))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private void panic(HttpExchange exchange, String text) throws IOException {
    poisoned = true;
    open.remove(exchange);
    say("panic: " + text);
    byte[] body =
        "{\"error\":{\"kind\":\"panic\",\"details\":\"%s\"}}"
            .formatted(text)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    exchange.getResponseHeaders().set("Content-Type", text);
    exchange.sendResponseHeaders(500, body.length);
    exchange.getResponseBody().write(body);
  }

  private Answer setUp(byte[] program) throws IOException {
    byte[] vk = Files.readAllBytes(control.resolve("vk"));
    return Answer.of(keyBytes(), program, vk, vk);
  }

  private long keyBytes() throws IOException {
    Path file = control.resolve("key-bytes");
    return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 1_000;
  }

  private Answer core(DataInputStream in, long length) throws IOException {
    byte[] stdin = stdin(in);
    long keyBytes = length - stdin.length;
    in.skipNBytes(keyBytes - VK_BYTES);
    byte[] vk = exactly(in, VK_BYTES);
    boolean same = Arrays.equals(vk, Files.readAllBytes(control.resolve("vk")));
    event("core stdin=" + stdin.length + " key=" + keyBytes + " vk=" + same);
    byte[] shards = part("shards", new byte[8]);
    say("\u001b[32mINFO\u001b[0m clk = 0 pc = 0x2007d4");
    say("INFO clk = 10000000 pc = 0x2007d4");
    long count = ByteBuffer.wrap(shards).order(ByteOrder.LITTLE_ENDIAN).getLong();
    for (long i = 0; i < count; i++) {
      say("INFO prove core: Shard: [Cpu, Program]");
    }
    byte[] values = part("values", new byte[8]);
    byte[] cycles = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(7_450).array();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : new byte[][] {shards, stdin, values, cycles}) {
      all.write(piece);
    }
    lastCore = all.toByteArray();
    return Answer.of(0, lastCore);
  }

  /** Without proofs for the guest. */
  private static byte[] stdin(DataInputStream in) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    long buffers = word(in, read);
    for (long i = 0; i < buffers; i++) {
      read.write(exactly(in, word(in, read)));
    }
    word(in, read);
    if (word(in, read) != 0) {
      throw new IOException("proofs for the guest are more than this fake understands");
    }
    return read.toByteArray();
  }

  private static long word(DataInputStream in, OutputStream copy) throws IOException {
    byte[] bytes = exactly(in, 8);
    copy.write(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private Answer compress(byte[] data) throws IOException {
    byte[] vk = Files.readAllBytes(control.resolve("vk"));
    byte[] expected =
        ByteBuffer.allocate(vk.length + lastCore.length + 8).put(vk).put(lastCore).array();
    event("compress " + (Arrays.equals(data, expected) ? "of the core proof" : "of something"));
    say("INFO compress: Shard: [MemoryVar, Select]");
    return Answer.of(0, part("reduced", new byte[500]));
  }

  private Answer same(byte[] data, String before, String after) throws IOException {
    byte[] expected = part(before, new byte[500]);
    event(after + (Arrays.equals(data, expected) ? " of " + before : " of something"));
    return Answer.of(0, part(after, new byte[500]));
  }

  private byte[] part(String name, byte[] otherwise) throws IOException {
    Path file = control.resolve(name);
    return Files.exists(file) ? Files.readAllBytes(file) : otherwise;
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

  private static byte[] head(long length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x0a);
    long left = length;
    while (left >= 0x80) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
    return out.toByteArray();
  }

  private static long varint(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.read();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
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
