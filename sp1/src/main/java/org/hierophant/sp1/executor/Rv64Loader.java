package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hierophant.sp1.Generation;

/**
 * The loader's rules for RV64IM programs.
 *
 * <p>Stricter than upstream where upstream hangs, crashes or exhausts memory: the entry must lie in
 * the code, the code below {@value #ADDRESS_LIMIT}, the image must be of bounded size, and programs
 * that announce page permissions are refused. Data above that address loads, as upstream, and no
 * guest can reach it.
 *
 * <p><b>Source.</b> {@code disassembler/elf.rs}, sp1-core-executor 6.10.0.
 */
final class Rv64Loader {
  private static final long NO_ADDRESS = (1L << 48) - 1;
  private static final long STACK_TOP = 0x7800_0000L;
  private static final long ADDRESS_LIMIT = 1L << 40;
  private static final int UNTRUSTED = 0x0010_0000;
  private static final byte[] NOTE_NAME = "SUCCINCT".getBytes(StandardCharsets.US_ASCII);

  private Rv64Loader() {}

  static GuestProgram load(ElfFile elf, byte[] file) throws ElfException {
    require(elf.machine() == CodeSegments.RISC_V, 18, "must be a riscv machine");
    require(elf.type() == CodeSegments.EXECUTABLE, 16, "must be executable");
    long entry = elf.entry();
    require(entry != NO_ADDRESS && entry % 4 == 0, 24, "invalid entrypoint");
    List<ElfFile.ProgramHeader> headers = elf.programHeaders();
    if (headers == null) {
      throw new ElfException(32, "failed to get segments");
    }
    elf.checkSymbolTable();
    List<Segment> segments = new ArrayList<>();
    CodeSegments code = new CodeSegments(file);
    long previousEnd = 0;
    long noteBytes = 0;
    for (ElfFile.ProgramHeader header : headers) {
      switch (header.type()) {
        case ElfFile.PT_LOAD -> {
          check(header, previousEnd);
          previousEnd = header.address() + header.memorySize();
          Segment segment = CodeSegments.segment(header, file);
          code.claim(header, segment);
          segments.add(segment);
          boolean trusted = (header.flags() & UNTRUSTED) == 0;
          if ((header.flags() & CodeSegments.EXECUTE) != 0 && trusted) {
            require(
                Long.compareUnsigned(segment.end(), ADDRESS_LIMIT) <= 0,
                header.at(),
                "code reaches past the end of guest memory");
            code.append(header, segment);
          }
        }
        case ElfFile.PT_NOTE -> {
          refusePermissionNote(header, file);
          noteBytes += header.fileSize();
          require(noteBytes <= file.length, header.at(), "note segments overlap");
        }
        default -> {}
      }
    }
    require(code.isPresent(), 32, "no executable (PF_X) segments found");
    require(code.size() >= 1, 32, "invalid number of instructions");
    boolean inCode = entry >= code.base() && entry < code.base() + 4 * code.size();
    require(inCode, 24, "entrypoint is outside the code");
    return new GuestProgram(Generation.V6, file, entry, segments, code.decode(new Rv64Decoder()));
  }

  private static void check(ElfFile.ProgramHeader header, long previousEnd) throws ElfException {
    long at = header.at();
    long address = header.address();
    require(header.fileSize() != NO_ADDRESS, at, "invalid segment file_size");
    require(header.memorySize() != NO_ADDRESS, at, "invalid segment mem_size");
    require(
        Long.compareUnsigned(address, STACK_TOP) >= 0,
        at,
        "ELF has a segment that is below the STACK_TOP");
    require((header.flags() & CodeSegments.READ) != 0, at, "segment is not readable");
    int both = CodeSegments.WRITE | CodeSegments.EXECUTE;
    require((header.flags() & both) != both, at, "segment is both writable and executable");
    require(Long.compareUnsigned(previousEnd, address) <= 0, at, "unsupported elf structure");
    require(
        Long.compareUnsigned(address + header.memorySize(), address) >= 0,
        at,
        "address overflow in segment");
    require(address % 4 == 0, at, "segment address is not aligned");
  }

  /** Walks the notes of a segment; they must be well formed, and none may announce permissions. */
  private static void refusePermissionNote(ElfFile.ProgramHeader header, byte[] file)
      throws ElfException {
    long offset = header.offset();
    long length = header.fileSize();
    boolean inside =
        offset >= 0 && length >= 0 && offset <= file.length && length <= file.length - offset;
    require(inside, header.at(), "note segment lies outside the file");
    ByteBuffer notes = ByteBuffer.wrap(file, (int) offset, (int) length).slice();
    notes.order(ByteOrder.LITTLE_ENDIAN);
    long at = 0;
    while (at < length) {
      require(at + 12 <= length, offset + at, "note is cut off");
      long nameSize = notes.getInt((int) at) & 0xffff_ffffL;
      long descriptionSize = notes.getInt((int) at + 4) & 0xffff_ffffL;
      int type = notes.getInt((int) at + 8);
      long name = at + 12;
      long description = name + (nameSize + 3) / 4 * 4;
      require(description + descriptionSize <= length, offset + at, "note is cut off");
      boolean named = nameSize >= NOTE_NAME.length && startsWith(notes, (int) name);
      boolean announces =
          named && type == 1 && descriptionSize == 20 && notes.getInt((int) description) == 0x31;
      require(!announces, offset + at, "page permissions (untrusted programs) are not supported");
      at = description + (descriptionSize + 3) / 4 * 4;
    }
  }

  private static boolean startsWith(ByteBuffer notes, int at) {
    byte[] name = new byte[NOTE_NAME.length];
    notes.get(at, name);
    return Arrays.equals(name, NOTE_NAME);
  }

  private static void require(boolean holds, long at, String message) throws ElfException {
    CodeSegments.require(holds, at, message);
  }
}
