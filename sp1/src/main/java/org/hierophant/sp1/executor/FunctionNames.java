package org.hierophant.sp1.executor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which function an instruction belongs to, by the symbols of the ELF file.
 *
 * <p>What no symbol covers is named by the address it was called at. Names mangled the way Rust
 * used to ({@code _ZN…E}) are shown as paths, without the hash.
 */
final class FunctionNames {
  private static final int NONE = -1;

  private final Code code;
  private final List<ElfFile.Symbol> symbols;

  /** By instruction, the number of the symbol that covers it. */
  private final int[] owner;

  private final Map<Integer, String> shown = new HashMap<>();

  FunctionNames(GuestProgram program) {
    this.code = program.code();
    this.symbols = new ArrayList<>(program.symbols());
    symbols.sort(Comparator.comparingLong(ElfFile.Symbol::address));
    this.owner = new int[code.size()];
    Arrays.fill(owner, NONE);
    for (int i = 0; i < symbols.size(); i++) {
      long first = (symbols.get(i).address() - code.base()) >> 2;
      long count = (symbols.get(i).size() + 3) >> 2;
      for (long at = Math.max(0, first); at < Math.min(owner.length, first + count); at++) {
        owner[(int) at] = i;
      }
    }
  }

  /**
   * The number of the function that an instruction belongs to.
   *
   * @param otherwise what to give for an instruction that no symbol covers
   */
  int function(int at, int otherwise) {
    return owner[at] == NONE ? otherwise : owner[at];
  }

  /** The number of a function without a symbol, by its first instruction. */
  static int unnamed(int at) {
    return -1 - at;
  }

  String name(int function) {
    return shown.computeIfAbsent(
        function,
        number ->
            number >= 0
                ? demangled(symbols.get(number).name())
                : "0x" + Long.toHexString(code.base() + 4L * (-1 - number)));
  }

  /** A legacy Rust name as a path; any other as it is. */
  static String demangled(String name) {
    if (!name.startsWith("_ZN") || !name.endsWith("E")) {
      return name;
    }
    List<String> parts = new ArrayList<>();
    int at = 3;
    while (at < name.length() - 1) {
      int digits = at;
      while (Character.isDigit(name.charAt(digits))) {
        digits++;
      }
      if (digits == at || digits - at > 4) {
        return name;
      }
      int end = digits + Integer.parseInt(name.substring(at, digits));
      if (end > name.length() - 1) {
        return name;
      }
      parts.add(plain(name.substring(digits, end)));
      at = end;
    }
    if (parts.isEmpty()) {
      return name;
    }
    boolean hashed = parts.size() > 1 && parts.getLast().matches("h[0-9a-f]{16}");
    return String.join("::", hashed ? parts.subList(0, parts.size() - 1) : parts);
  }

  private static String plain(String part) {
    String shown = part.startsWith("_$") ? part.substring(1) : part;
    return shown
        .replace("$LT$", "<")
        .replace("$GT$", ">")
        .replace("$RF$", "&")
        .replace("$BP$", "*")
        .replace("$LP$", "(")
        .replace("$RP$", ")")
        .replace("$C$", ",")
        .replace("$u20$", " ")
        .replace("$u7b$", "{")
        .replace("$u7d$", "}")
        .replace("$u5b$", "[")
        .replace("$u5d$", "]")
        .replace("$u27$", "'")
        .replace("..", "::");
  }
}
