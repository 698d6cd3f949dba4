package org.hierophant.sp1.executor;

import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * The loader's rules for RV32IM programs.
 *
 * <p><b>Source.</b> {@code disassembler/elf.rs}, sp1-core-executor 5.2.4.
 */
final class Rv32Loader {
  private static final long NO_ADDRESS = 0xffff_ffffL;
  private static final long LOW_SEGMENT_LIMIT = 0x0020_0800;
  private static final long ADDRESS_LIMIT = 0x7800_0001;
  private static final int SECTION_PROGBITS = 1;
  private static final int SECTION_NOBITS = 8;

  private Rv32Loader() {}

  static GuestProgram load(ElfFile elf, byte[] file) throws ElfException {
    require(!elf.is64Bit(), 4, "must be a 32-bit elf");
    require(elf.machine() == CodeSegments.RISC_V, 18, "must be a riscv machine");
    require(elf.type() == CodeSegments.EXECUTABLE, 16, "must be executable");
    long entry = elf.entry();
    require(entry != NO_ADDRESS && entry % 4 == 0, 24, "invalid entrypoint");
    List<ElfFile.ProgramHeader> headers = elf.programHeaders();
    if (headers == null) {
      throw new ElfException(28, "failed to get segments");
    }
    List<Segment> segments = new ArrayList<>();
    CodeSegments code = new CodeSegments(file);
    long previousEnd = 0;
    for (ElfFile.ProgramHeader header : headers) {
      if (header.type() == ElfFile.PT_LOAD) {
        check(elf.sectionHeaders(), header, previousEnd);
        previousEnd = header.address() + header.memorySize();
        Segment segment = CodeSegments.segment(header, file);
        code.claim(header, segment);
        segments.add(segment);
        if ((header.flags() & CodeSegments.EXECUTE) != 0) {
          require(
              code.isPresent() || header.address() > 0x20,
              header.at(),
              "base address is not above 0x20");
          code.append(header, segment);
        }
      }
    }
    require(code.isPresent(), 28, "base address is not found");
    return new GuestProgram(Generation.V5, file, entry, segments, code.decode(new Rv32Decoder()));
  }

  private static void check(
      @Nullable List<ElfFile.SectionHeader> sections,
      ElfFile.ProgramHeader header,
      long previousEnd)
      throws ElfException {
    long at = header.at();
    long address = header.address();
    require(header.fileSize() != NO_ADDRESS, at, "invalid segment file_size");
    require(header.memorySize() != NO_ADDRESS, at, "invalid segment mem_size");
    require(address % 4 == 0, at, "segment address is unaligned");
    if (address < LOW_SEGMENT_LIMIT) {
      refuseProgramData(sections, header);
    }
    int both = CodeSegments.WRITE | CodeSegments.EXECUTE;
    require((header.flags() & both) != both, at, "segment is both writable and executable");
    require(previousEnd <= address, at, "unsupported elf structure");
    long end = address + header.memorySize();
    require(end <= NO_ADDRESS, at, "last addr overflow");
    if (header.memorySize() > 0) {
      long lastWord = address + (header.memorySize() - 1) / 4 * 4;
      require(lastWord < ADDRESS_LIMIT, at, "segment reaches past the end of guest memory");
      require(address != 0, at, "ELF memory image contains 0");
    }
  }

  /** Segments below the usual start of programs may hold ELF headers and nothing else. */
  private static void refuseProgramData(
      @Nullable List<ElfFile.SectionHeader> sections, ElfFile.ProgramHeader header)
      throws ElfException {
    if (sections == null) {
      throw new ElfException(32, "failed to get section headers");
    }
    for (ElfFile.SectionHeader section : sections) {
      boolean overlaps =
          section.address() < header.address() + header.fileSize()
              && header.address() < section.address() + section.size();
      boolean data = section.type() == SECTION_PROGBITS || section.type() == SECTION_NOBITS;
      require(!(overlaps && data), section.at(), "program data overlaps with program headers");
    }
  }

  private static void require(boolean holds, long at, String message) throws ElfException {
    CodeSegments.require(holds, at, message);
  }
}
