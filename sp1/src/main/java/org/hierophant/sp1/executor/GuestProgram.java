package org.hierophant.sp1.executor;

import java.util.List;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * A guest program, checked, decoded and ready to run any number of times.
 *
 * <p><b>Limits.</b> The memory image claims at most {@value #MAX_IMAGE_BYTES} bytes, file bytes and
 * zeros together; upstream has no such bound.
 *
 * <p><b>Thread.</b> Immutable but for code translated on the way; one program may run on many
 * threads at once.
 *
 * <p><b>Source.</b> {@code disassembler/elf.rs} and {@code disassembler/rrs.rs} of
 * sp1-core-executor 5.2.4 and 6.10.0.
 */
public final class GuestProgram {
  /** Bound on the bytes a program's segments may claim. */
  public static final long MAX_IMAGE_BYTES = 1L << 31;

  private final Generation generation;
  private final byte[] file;
  private final long entry;
  private final List<Segment> segments;
  private final Code code;
  private @Nullable Translations counting;
  private @Nullable Translations plain;

  GuestProgram(Generation generation, byte[] file, long entry, List<Segment> segments, Code code) {
    this.generation = generation;
    this.file = file;
    this.entry = entry;
    this.segments = List.copyOf(segments);
    this.code = code;
  }

  /**
   * Loads an ELF file as the SDK of the generation would.
   *
   * @param elf the whole file; copied
   * @throws ElfException if a check of the loader fails or a word of the code does not decode
   */
  public static GuestProgram load(Generation generation, byte[] elf) throws ElfException {
    byte[] file = elf.clone();
    ElfFile parsed = ElfFile.parse(file);
    return switch (generation) {
      case V5 -> Rv32Loader.load(parsed, file);
      case V6 -> Rv64Loader.load(parsed, file);
    };
  }

  /** The machine this program was loaded for. */
  public Generation generation() {
    return generation;
  }

  /** Address of the first instruction to execute. */
  public long entry() {
    return entry;
  }

  /** Address of the first instruction of the code. */
  public long codeBase() {
    return code.base();
  }

  /** Number of decoded instructions. */
  public int instructionCount() {
    return code.size();
  }

  /** Bytes that the decoded program takes. */
  long tableBytes() {
    return file.length + code.tableBytes();
  }

  Code code() {
    return code;
  }

  /** Index of the first instruction to execute; -1 if that lies outside the code. */
  int entryIndex() {
    long index = (entry - code.base()) >> 2;
    return entry >= code.base() && index < code.size() ? (int) index : -1;
  }

  /** What is translated of the code, by whether accesses count touches for v6's gas. */
  synchronized Translations translations(boolean touches) {
    if (touches) {
      counting = counting == null ? new Translations(generation, code, true) : counting;
      return counting;
    }
    plain = plain == null ? new Translations(generation, code, false) : plain;
    return plain;
  }

  List<Segment> segments() {
    return segments;
  }

  /** Function symbols of the file, for profiles; empty if the table is missing or damaged. */
  List<ElfFile.Symbol> symbols() {
    try {
      return ElfFile.parse(file).functionSymbols();
    } catch (ElfException e) {
      return List.of(); // a profile without names is still a profile
    }
  }

  /** Copies the file bytes of the image that fall on a range; all others stay as they are. */
  void copyImage(long address, byte[] into, int at, int count) {
    for (Segment segment : segments) {
      long from = Math.max(address, segment.address());
      long to = Math.min(address + count, segment.address() + segment.length());
      if (from < to) {
        int source = segment.offset() + (int) (from - segment.address());
        System.arraycopy(file, source, into, at + (int) (from - address), (int) (to - from));
      }
    }
  }
}
