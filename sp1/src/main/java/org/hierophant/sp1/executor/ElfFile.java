package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a little-endian ELF file: header, program headers, section headers, symbols.
 *
 * <p><b>Shape.</b> Class 32 or 64, chosen by the file. Every offset and length is checked against
 * the file before it is used.
 *
 * <p><b>Limits.</b> {@value #MAX_SYMBOLS} function symbols, {@value #MAX_NAME_BYTES} bytes of each
 * name; the rest is left out.
 *
 * <p><b>Source.</b> System V ABI, chapters 4 and 5; strictness as the {@code elf} crate's minimal
 * parser, which both SDKs use.
 */
final class ElfFile {
  static final int PT_LOAD = 1;
  static final int PT_NOTE = 4;
  static final int SYMBOL_TABLE = 2;
  private static final int MAX_SYMBOLS = 1 << 16;
  private static final int MAX_NAME_BYTES = 256;

  /** One entry of the program header table; {@code at} is its own offset in the file. */
  record ProgramHeader(
      long at, int type, int flags, long offset, long address, long fileSize, long memorySize) {}

  /** One entry of the section header table. */
  record SectionHeader(
      long at, int type, long address, long offset, long size, int link, long entrySize) {}

  /** A symbol of type function. */
  record Symbol(String name, long address, long size) {}

  private final ByteBuffer bytes;
  private final boolean wide;
  private final @Nullable List<ProgramHeader> programHeaders;
  private final @Nullable List<SectionHeader> sectionHeaders;

  private ElfFile(ByteBuffer bytes) throws ElfException {
    this.bytes = bytes;
    require(bytes.remaining() >= 16, 0, "file is shorter than an ELF identification");
    require(bytes.getInt(0) == 0x464c457f, 0, "file does not start with the ELF magic");
    int elfClass = bytes.get(4);
    require(elfClass == 1 || elfClass == 2, 4, "ELF class is neither 32 nor 64 bit");
    require(bytes.get(5) == 1, 5, "ELF is not little-endian");
    require(bytes.get(6) == 1, 6, "ELF version is not 1");
    this.wide = elfClass == 2;
    require(bytes.limit() >= (wide ? 64 : 52), 16, "file ends inside the ELF header");
    // The section table comes first: it may hold the true number of program headers.
    this.sectionHeaders = readSectionHeaders();
    this.programHeaders = readProgramHeaders();
  }

  static ElfFile parse(byte[] file) throws ElfException {
    return new ElfFile(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
  }

  boolean is64Bit() {
    return wide;
  }

  int type() {
    return u16(16);
  }

  int machine() {
    return u16(18);
  }

  long entry() {
    return word(24);
  }

  @Nullable List<ProgramHeader> programHeaders() {
    return programHeaders;
  }

  @Nullable List<SectionHeader> sectionHeaders() {
    return sectionHeaders;
  }

  /**
   * Checks that a symbol table is well formed, if there is one.
   *
   * @throws ElfException if it is not
   */
  void checkSymbolTable() throws ElfException {
    SymbolTable table = symbolTable();
    if (table != null) {
      requireRange(
          table.symbols().offset(), table.symbols().size(), table.symbols().at(), "symbol table");
      requireRange(
          table.strings().offset(), table.strings().size(), table.strings().at(), "string table");
    }
  }

  private record SymbolTable(SectionHeader symbols, SectionHeader strings) {}

  private @Nullable SymbolTable symbolTable() throws ElfException {
    if (sectionHeaders == null) {
      return null;
    }
    for (SectionHeader header : sectionHeaders) {
      if (header.type() == SYMBOL_TABLE) {
        int entrySize = symbolBytes();
        require(header.entrySize() == entrySize, header.at(), "symbol table has a bad entry size");
        require(
            header.link() < sectionHeaders.size(),
            header.at(),
            "symbol table links to no string table");
        return new SymbolTable(header, sectionHeaders.get(header.link()));
      }
    }
    return null;
  }

  private int symbolBytes() {
    return wide ? 24 : 16;
  }

  /** Reads the symbol table's function symbols; empty without one. */
  List<Symbol> functionSymbols() throws ElfException {
    checkSymbolTable();
    SymbolTable table = symbolTable();
    List<Symbol> symbols = new ArrayList<>();
    if (table == null) {
      return symbols;
    }
    long count = table.symbols().size() / symbolBytes();
    for (long i = 0; i < count && symbols.size() < MAX_SYMBOLS; i++) {
      int at = (int) (table.symbols().offset() + i * symbolBytes());
      int info = bytes.get(at + (wide ? 4 : 12)) & 0xff;
      if ((info & 0xf) == 2) {
        long address = wide ? bytes.getLong(at + 8) : u32(at + 4);
        long size = wide ? bytes.getLong(at + 16) : u32(at + 8);
        symbols.add(new Symbol(string(table.strings(), u32(at)), address, size));
      }
    }
    return symbols;
  }

  private String string(SectionHeader strings, long index) {
    long end =
        Math.min(strings.offset() + strings.size(), strings.offset() + index + MAX_NAME_BYTES);
    int start = (int) Math.min(strings.offset() + index, end);
    int at = start;
    while (at < end && bytes.get(at) != 0) {
      at++;
    }
    return new String(bytes.array(), start, at - start, StandardCharsets.UTF_8);
  }

  private @Nullable List<SectionHeader> readSectionHeaders() throws ElfException {
    int offsetAt = wide ? 40 : 32;
    long offset = word(offsetAt);
    if (offset == 0) {
      return null;
    }
    int entrySize = wide ? 64 : 40;
    int countAt = wide ? 60 : 48;
    long count = u16(countAt);
    require(u16(countAt - 2) == entrySize, countAt - 2, "section headers have a bad entry size");
    if (count == 0) {
      requireRange(offset, entrySize, offsetAt, "first section header");
      int at = (int) offset;
      count = wide ? bytes.getLong(at + 32) : u32(at + 20);
    }
    require(count >= 0 && count <= bytes.limit(), countAt, "too many section headers");
    requireRange(offset, count * entrySize, offsetAt, "section header table");
    List<SectionHeader> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(sectionHeader((int) offset + i * entrySize));
    }
    return sections;
  }

  private SectionHeader sectionHeader(int at) {
    int type = bytes.getInt(at + 4);
    return wide
        ? new SectionHeader(
            at,
            type,
            bytes.getLong(at + 16),
            bytes.getLong(at + 24),
            bytes.getLong(at + 32),
            bytes.getInt(at + 40) & Integer.MAX_VALUE,
            bytes.getLong(at + 56))
        : new SectionHeader(
            at,
            type,
            u32(at + 12),
            u32(at + 16),
            u32(at + 20),
            bytes.getInt(at + 24) & Integer.MAX_VALUE,
            u32(at + 36));
  }

  private @Nullable List<ProgramHeader> readProgramHeaders() throws ElfException {
    int offsetAt = wide ? 32 : 28;
    long offset = word(offsetAt);
    if (offset == 0) {
      return null;
    }
    int entrySize = wide ? 56 : 32;
    int countAt = wide ? 56 : 44;
    int count = u16(countAt);
    require(u16(countAt - 2) == entrySize, countAt - 2, "program headers have a bad entry size");
    require(count != 0xffff && count <= 256, countAt, "too many program headers");
    requireRange(offset, (long) count * entrySize, offsetAt, "program header table");
    List<ProgramHeader> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(programHeader((int) offset + i * entrySize));
    }
    return headers;
  }

  private ProgramHeader programHeader(int at) {
    int type = bytes.getInt(at);
    return wide
        ? new ProgramHeader(
            at,
            type,
            bytes.getInt(at + 4),
            bytes.getLong(at + 8),
            bytes.getLong(at + 16),
            bytes.getLong(at + 32),
            bytes.getLong(at + 40))
        : new ProgramHeader(
            at, type, bytes.getInt(at + 24), u32(at + 4), u32(at + 8), u32(at + 16), u32(at + 20));
  }

  private void requireRange(long offset, long length, long at, String what) throws ElfException {
    boolean inside =
        offset >= 0 && length >= 0 && offset <= bytes.limit() && length <= bytes.limit() - offset;
    require(inside, at, what + " lies outside the file");
  }

  private static void require(boolean holds, long at, String message) throws ElfException {
    if (!holds) {
      throw new ElfException(at, message);
    }
  }

  private int u16(int at) {
    return bytes.getShort(at) & 0xffff;
  }

  private long u32(int at) {
    return bytes.getInt(at) & 0xffff_ffffL;
  }

  private long word(int at) {
    return wide ? bytes.getLong(at) : u32(at);
  }
}
