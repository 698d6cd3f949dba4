package org.hierophant.sp1.cli;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.hierophant.sp1.format.KeyDigest;
import org.hierophant.sp1.verifier.RecursionKeys;

/** What the command line of {@code verify} asks for. */
sealed interface VerifyArguments {
  /** What {@code --help} prints. */
  String USAGE =
      """
      usage: ./run verify --proof FILE (--vk FILE | --program HEX) [options]
        --proof FILE         a Groth16, Plonk or compressed proof as sp1-sdk saves it or the network serves it
        --vk FILE            the program's verifying key, bincode
        --program HEX        its hash as contracts hold it: 64 hex digits
        --public-values HEX  what the program must have committed to; default: what comes with the proof
        --key-map FILE       all recursion keys of v5, for compressed proofs of one shard: a copy of
                             %s
        --runs N             check N times and show the last one, when the JVM has warmed up
        --json               the verdict as one JSON object
        -h, --help           this text
      Exit code: 0 only if the proof holds; 1 if it does not; 2 if nothing could be decided.
      """
          .formatted(RecursionKeys.FILE_ADDRESS);

  /** Print {@link #USAGE}. */
  record ShowHelp() implements VerifyArguments {}

  /** Print the reason and where to find help. */
  record Misused(String reason) implements VerifyArguments {}

  /** How the program is named. */
  sealed interface Program {}

  /** By its key. */
  record KeyFile(Path file) implements Program {}

  /** By the hash of its key. */
  record Packed(KeyDigest digest) implements Program {}

  /** Check a proof. */
  record Run(
      Path proof,
      Program program,
      Optional<byte[]> publicValues,
      Optional<Path> keyMap,
      int runs,
      boolean json)
      implements VerifyArguments {}

  /** Understands a command line. */
  static VerifyArguments parse(List<String> arguments) {
    try {
      return read(arguments);
    } catch (IllegalArgumentException e) { // also of paths, numbers and hex
      return new Misused(String.valueOf(e.getMessage()));
    }
  }

  private static VerifyArguments read(List<String> arguments) {
    Optional<Path> proof = Optional.empty();
    Optional<Program> program = Optional.empty();
    Optional<byte[]> publicValues = Optional.empty();
    Optional<Path> keyMap = Optional.empty();
    int runs = 1;
    boolean json = false;
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String name = rest.next();
      switch (name) {
        case "-h", "--help" -> {
          return new ShowHelp();
        }
        case "--proof" -> proof = Optional.of(Path.of(value(name, rest)));
        case "--vk" -> program = Optional.of(new KeyFile(Path.of(value(name, rest))));
        case "--program" -> program = Optional.of(new Packed(digest(hex(value(name, rest)))));
        case "--public-values" -> publicValues = Optional.of(hex(value(name, rest)));
        case "--key-map" -> keyMap = Optional.of(Path.of(value(name, rest)));
        case "--runs" -> runs = Math.clamp(Long.parseLong(value(name, rest)), 1, 100_000);
        case "--json" -> json = true;
        default -> throw new IllegalArgumentException("unknown argument: " + name);
      }
    }
    if (proof.isEmpty() || program.isEmpty()) {
      return new Misused("--proof and one of --vk and --program are needed");
    }
    return new Run(proof.get(), program.get(), publicValues, keyMap, runs, json);
  }

  private static String value(String name, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    return rest.next();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
  }

  private static KeyDigest digest(byte[] packed) {
    BigInteger rest = new BigInteger(1, packed);
    if (packed.length != 32 || rest.bitLength() > 248) {
      throw new IllegalArgumentException("a program's hash has 64 hex digits, the first two zero");
    }
    int[] words = new int[8];
    for (int i = words.length - 1; i >= 0; i--) {
      words[i] = rest.intValue() & Integer.MAX_VALUE;
      rest = rest.shiftRight(31);
    }
    return KeyDigest.ofWords(words);
  }
}
