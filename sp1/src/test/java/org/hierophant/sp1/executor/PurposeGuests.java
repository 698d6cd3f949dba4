package org.hierophant.sp1.executor;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.Sp1Stdin;

/**
 * Guests written for the purpose of comparing us with the SDKs: each precompile with operands of
 * many shapes, degenerate ones among them; each other system call; each way to fail; and random
 * programs over all instructions. {@code integration-test/sdk/describe-guests.sh} lets the SDKs say
 * what becomes of them.
 */
final class PurposeGuests {
  /** What the SDKs read; they are the same for all. */
  static final byte[][] INPUTS = LoopingGuests.INPUTS;

  private static final int RANDOM_PROGRAMS = 30;
  private static final int AREA = 512;
  private static final int AREAS = 5;

  private final Generation generation;
  private final Map<String, Guest> guests = new LinkedHashMap<>();

  private PurposeGuests(Generation generation) {
    this.generation = generation;
  }

  /** By name. */
  static Map<String, Guest> of(Generation generation) {
    PurposeGuests all = new PurposeGuests(generation);
    all.precompiles();
    all.points();
    all.calls();
    all.faults();
    for (int seed = 0; seed < RANDOM_PROGRAMS; seed++) {
      all.guests.put("instructions-" + seed, LoopingGuests.of(generation, 1_000 + seed));
    }
    all.guests.putAll(BlockGuests.of(generation));
    if (generation == Generation.V6) {
      all.guests.putAll(NativeMemoryGuests.all());
    }
    return all.guests;
  }

  private boolean isV5() {
    return generation == Generation.V5;
  }

  private void add(String name, Consumer<Guest> body) {
    Guest guest = Guest.of(generation).data(new byte[64], AREA * AREAS);
    body.accept(guest);
    guests.put(name, guest.halt());
  }

  // ---- precompiles ----

  private static byte[] filled(int areas, int value) {
    byte[] bytes = new byte[areas * AREA];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] random(int seed) {
    byte[] bytes = new byte[AREAS * AREA];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void precompiles() {
    for (SyscallCode code : SyscallCode.values()) {
      if (!isPrecompile(code)) {
        continue;
      }
      Guest at = Guest.of(generation);
      long a = at.data();
      long b = a + AREA;
      operands(code, "zeros", new byte[AREAS * AREA], a, b);
      operands(code, "zeros-alone", new byte[AREAS * AREA], a, 0);
      operands(code, "ones", filled(AREAS, 0xff), a, b);
      operands(code, "ones-alone", filled(AREAS, 0xff), a, 0);
      operands(code, "small", small(), a, b);
      operands(code, "random", random(1), a, b);
      operands(code, "random-alone", random(2), a, 0);
      operands(code, "random-odd", random(3), a, 1);
      operands(code, "same", random(4), a, a);
      operands(code, "overlapping", random(5), a, a + 32);
      operands(code, "misaligned", random(6), a + 1, b);
      operands(code, "other-misaligned", random(7), a, b + 2);
      operands(code, "far", random(8), a, isV5() ? 0x7800_0000L : 1L << 40);
      operands(code, "registers", random(9), 8, b);
    }
  }

  private static boolean isPrecompile(SyscallCode code) {
    return switch (code) {
      case HALT,
          WRITE,
          ENTER_UNCONSTRAINED,
          EXIT_UNCONSTRAINED,
          COMMIT,
          COMMIT_DEFERRED_PROOFS,
          VERIFY_SP1_PROOF,
          HINT_LEN,
          HINT_READ,
          HINT_MPROTECT_FLUSH,
          DUMP_ELF ->
          false;
      default -> true;
    };
  }

  /** Numbers from 1 on, one at the start of each 32 bytes. */
  private static byte[] small() {
    byte[] bytes = new byte[AREAS * AREA];
    for (int i = 0; i < bytes.length; i += 32) {
      bytes[i] = (byte) (1 + i / 32);
    }
    return bytes;
  }

  private void operands(SyscallCode code, String name, byte[] areas, long first, long second) {
    Guest guest = Guest.of(generation).data(areas, areas.length);
    long third = guest.data() + 2 * AREA;
    guest.call(id(code), first, second, third, third + AREA, third + 2 * AREA);
    guest.publish(guest.data(), areas.length);
    guests.put(name(code) + "-" + name, guest.halt());
  }

  private static String name(SyscallCode code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int id(SyscallCode code) {
    return code.id();
  }

  private record Points(SyscallCode add, SyscallCode twice, int bytes, String x, String y) {
    byte[] generator() {
      byte[] point = new byte[2 * bytes];
      put(point, 0, x);
      put(point, bytes, y);
      return point;
    }

    private static void put(byte[] point, int at, String hex) {
      byte[] number = new BigInteger(hex, 16).toByteArray();
      for (int i = 0; i < number.length && (i < point.length / 2); i++) {
        point[at + i] = number[number.length - 1 - i];
      }
    }
  }

  private static final List<Points> CURVES =
      List.of(
          new Points(
              SyscallCode.SECP256K1_ADD,
              SyscallCode.SECP256K1_DOUBLE,
              32,
              "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
              "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
          new Points(
              SyscallCode.SECP256R1_ADD,
              SyscallCode.SECP256R1_DOUBLE,
              32,
              "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
              "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
          new Points(SyscallCode.BN254_ADD, SyscallCode.BN254_DOUBLE, 32, "1", "2"),
          new Points(
              SyscallCode.BLS12381_ADD,
              SyscallCode.BLS12381_DOUBLE,
              48,
              "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58"
                  + "6c55e83ff97a1aeffb3af00adb22c6bb",
              "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3ed"
                  + "d03cc744a2888ae40caa232946c5e7e1"),
          new Points(
              SyscallCode.ED_ADD,
              SyscallCode.ED_ADD,
              32,
              "216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a",
              "6666666666666666666666666666666666666666666666666666666666666658"));

  /** Points that are on their curves: twice one, three times one, and the sum of equal ones. */
  private void points() {
    for (Points curve : CURVES) {
      byte[] areas = new byte[AREAS * AREA];
      System.arraycopy(curve.generator(), 0, areas, 0, 2 * curve.bytes);
      System.arraycopy(curve.generator(), 0, areas, AREA, 2 * curve.bytes);
      Guest guest = Guest.of(generation).data(areas, areas.length);
      long a = guest.data();
      long b = a + AREA;
      boolean edwards = curve.twice == SyscallCode.ED_ADD;
      for (int i = 0; i < 5; i++) {
        guest.call(id(curve.twice), a, edwards ? a : 0).call(id(curve.add), a, b);
      }
      guests.put(name(curve.add) + "-multiples", guest.publish(a, 2L * AREA).halt());
      Guest equal = Guest.of(generation).data(areas, areas.length);
      equal.call(id(curve.add), a, b);
      guests.put(name(curve.add) + "-equal", equal.publish(a, 2L * AREA).halt());
    }
  }

  // ---- other calls ----

  private void calls() {
    add("commit", guest -> guest.call(Guest.COMMIT, 0, 1).call(Guest.COMMIT, 7, 0xffff_ffffL));
    add("commit-twice", guest -> guest.call(Guest.COMMIT, 0, 1).call(Guest.COMMIT, 0, 2));
    add("commit-ninth", guest -> guest.call(Guest.COMMIT, 8, 1));
    add("commit-deferred", guest -> guest.call(0x1a, 0, 0));
    add("commit-deferred-ninth", guest -> guest.call(0x1a, 8, 0));
    add("verify", guest -> guest.call(Guest.VERIFY, guest.data(), guest.data()));
    add("publish-nothing", guest -> guest.publish(guest.data(), 0));
    add("publish-odd", guest -> guest.publish(guest.data() + 3, 13));
    add("publish-untouched", guest -> guest.publish(guest.data() + (1 << 20), 64));
    for (int fd = 0; fd <= 22; fd++) {
      int descriptor = fd;
      add("write-" + fd, guest -> guest.call(Guest.WRITE, descriptor, guest.data(), 8));
    }
    add("hint-length", guest -> storeResult(guest.call(Guest.HINT_LEN)));
    add(
        "hint-items",
        guest -> {
          long at = guest.data() + (1 << 20);
          guest.call(Guest.HINT_READ, at, 8).call(Guest.HINT_READ, at + 64, 0);
          guest.call(Guest.HINT_READ, at + 128, 33).publish(at, 256);
        });
    add("hint-misaligned", guest -> guest.call(Guest.HINT_READ, guest.data() + (1 << 20) + 1, 8));
    add("hint-too-short", guest -> guest.call(Guest.HINT_READ, guest.data() + (1 << 20), 7));
    add("hint-over-data", guest -> guest.call(Guest.HINT_READ, guest.data(), 8));
    add(
        "hint-one-too-many",
        guest -> {
          long at = guest.data() + (1 << 20);
          for (byte[] input : INPUTS) {
            guest.call(Guest.HINT_READ, at, input.length);
            at += 8192;
          }
          guest.call(Guest.HINT_READ, at, 0);
        });
    add(
        "hint-of-its-own",
        guest -> {
          guest.call(Guest.WRITE, Guest.HINT, guest.data(), 24);
          storeResult(guest.call(Guest.HINT_LEN));
        });
    add("unconstrained", guest -> block(guest, () -> guest.li(9, guest.data()).store(5, 9, 0)));
    add("unconstrained-nested", guest -> block(guest, () -> guest.call(Guest.ENTER)));
    add("unconstrained-exit-outside", guest -> guest.call(Guest.EXIT));
    add("unconstrained-end", guest -> block(guest, guest::halt));
    add(
        "unconstrained-hash",
        guest -> block(guest, () -> guest.call(0x0001_0109, guest.data(), 0)));
    add("unconstrained-commit", guest -> block(guest, () -> guest.call(Guest.COMMIT, 0, 7)));
    add("mprotect-flush", guest -> guest.call(0x35, 0, 0));
    add("dump-elf", guest -> guest.call(0x40, 0, 0));
  }

  private static void storeResult(Guest guest) {
    guest.li(9, guest.data()).store(Guest.T0, 9, 0).publish(guest.data(), 8);
  }

  private static void block(Guest guest, Runnable body) {
    guest.call(Guest.ENTER);
    int jump = guest.here();
    guest.nop();
    body.run();
    guest.call(Guest.EXIT);
    int end = guest.here();
    guest.patch(jump, patched -> patched.branch(0, Guest.T0, 0, end));
  }

  // ---- ways to fail ----

  private void faults() {
    for (int code : new int[] {1, 255, 256, -1}) {
      add("exit-" + code, guest -> guest.call(Guest.HALT, code));
    }
    for (int width = 0; width < (isV5() ? 3 : 4); width++) {
      int funct3 = width;
      add(
          "load-misaligned-" + width,
          guest -> storeLoaded(guest.li(9, guest.data() + 1).loadAs(funct3, 6, 9, 0)));
      add(
          "store-misaligned-" + width,
          guest -> guest.li(9, guest.data() + 1).storeAs(funct3, 6, 9, 0));
    }
    for (long address :
        isV5()
            ? new long[] {0, 4, 31, 32, 0x7800_0000L, 0xffff_fffcL}
            : new long[] {0, 8, 24, 31, 32, 256, 1L << 40, -8}) {
      add(
          "load-at-" + Long.toHexString(address),
          guest -> storeLoaded(guest.li(9, address).load(6, 9, 0)));
      add("store-at-" + Long.toHexString(address), guest -> guest.li(9, address).store(6, 9, 0));
    }
    add("jump-out", guest -> guest.li(9, Guest.codeAt(generation) + 0x10_0000).jalr(0, 9, 0));
    add("jump-before", guest -> guest.li(9, Guest.codeAt(generation) - 4).jalr(0, 9, 0));
    add("jump-into-data", guest -> guest.li(9, guest.data()).jalr(0, 9, 0));
    add("breakpoint", guest -> guest.word(0x0010_0073));
    add("fence", guest -> guest.word(0x0ff0_000f));
    add("csr", guest -> guest.word(0xc000_1073));
    add("unknown-call", guest -> guest.call(0x99, 0, 0));
    add(
        "text-not-utf-8",
        guest -> {
          guest.data(new byte[] {(byte) 0xc3, 0x28, (byte) 0xff, (byte) 0xfe, 10}, 64);
          guest.call(Guest.WRITE, 1, guest.data(), 5);
        });
    for (int hook = 0; hook <= 8; hook++) {
      int fd = 15 + hook;
      add("hook-" + fd + "-empty", guest -> guest.call(Guest.WRITE, fd, guest.data(), 0));
      add("hook-" + fd + "-zeros", guest -> guest.call(Guest.WRITE, fd, guest.data(), 100));
    }
  }

  private static void storeLoaded(Guest guest) {
    guest.li(9, guest.data()).store(6, 9, 0).publish(guest.data(), 8);
  }

  // ---- what the script calls ----

  /** Stands for bytes that would be long to write down. */
  static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * {@code write DIR GENERATION} writes each guest as a program and its input; {@code condense
   * LINES GENERATION PANICS} prints what is kept of the SDK's lines about them, and of what its
   * native executor said before it ended: a line each of a guest's id and text.
   */
  public static void main(String[] arguments) throws IOException {
    Generation generation = Generation.valueOf(arguments[2]);
    if (arguments[0].equals("write")) {
      byte[] stdin = Sp1Stdin.of(List.of(INPUTS)).toByteArray();
      for (Map.Entry<String, Guest> guest : of(generation).entrySet()) {
        Path base = Path.of(arguments[1], guest.getKey());
        Files.write(Path.of(base + ".elf"), guest.getValue().elf());
        Files.write(Path.of(base + ".stdin"), stdin);
      }
      return;
    }
    Map<String, Guest> guests = of(generation);
    Map<String, String> panics = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(arguments[3]), StandardCharsets.UTF_8)) {
      panics.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ')));
    }
    for (String line : Files.readAllLines(Path.of(arguments[1]), StandardCharsets.UTF_8)) {
      Guest guest = guests.get(text(line, "id"));
      if (guest != null) {
        String panic = panics.getOrDefault(text(line, "id"), "");
        System.out.println(condensed(line, panic, guest));
      }
    }
  }

  /** Without the places where a machine keeps the files of crates. */
  private static String condensed(String line, String panic, Guest guest) {
    String head = "{\"id\":\"%s\",\"elf\":\"%s\",".formatted(text(line, "id"), hash(guest.elf()));
    if (line.contains("\"error\":")) {
      String error = panic.isEmpty() ? text(line, "error") : "native executor:" + panic;
      error = error.replaceAll("\\\\.", " ").replace("\"", "'");
      error = error.replaceAll("at /\\S*?/(?=[\\w-]+-\\d[^/ ]*/src/)", "at ").strip();
      return head + "\"error\":\"" + error.substring(0, Math.min(160, error.length())) + "\"}";
    }
    String hash = hash(HexFormat.of().parseHex(text(line, "pv")));
    return head
        + "\"cycles\":%s,\"gas\":%s,\"exit\":%s,\"pv\":\"%s\"}"
            .formatted(number(line, "cycles"), number(line, "gas"), number(line, "exit"), hash);
  }

  private static String number(String json, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\":\\s*(\\d+)").matcher(json);
    return matcher.find() ? matcher.group(1) : "0";
  }

  private static String text(String json, String key) {
    Matcher matcher =
        Pattern.compile("\"" + key + "\":\\s*\"((?:[^\"\\\\]++|\\\\.)*+)\"").matcher(json);
    return matcher.find() ? matcher.group(1) : "";
  }
}
