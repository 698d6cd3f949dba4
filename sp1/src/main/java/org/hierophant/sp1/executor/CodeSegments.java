package org.hierophant.sp1.executor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The executable segments of a program, which must follow each other without a gap.
 *
 * <p><b>Limits.</b> {@value #MAX_INSTRUCTIONS} instructions: v6's own bound; of v5 only the prover
 * has it, but segments that share bytes of the file could claim any number.
 */
final class CodeSegments {
  static final int RISC_V = 243;
  static final int EXECUTABLE = 2;
  static final int EXECUTE = 1;
  static final int WRITE = 2;
  static final int READ = 4;
  static final int MAX_INSTRUCTIONS = 1 << 22;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] file;
  private final List<Segment> segments = new ArrayList<>();
  private long base;
  private long words;
  private long imageBytes;

  CodeSegments(byte[] file) {
    this.file = file;
  }

  /** Decodes one machine's instruction words. */
  interface Decoder {
    /** Returns the packed instruction, or -1 for a word that is none. */
    long decode(int word);
  }

  static void require(boolean holds, long at, String message) throws ElfException {
    if (!holds) {
      throw new ElfException(at, message);
    }
  }

  /** The part of a program header that becomes memory, after its bytes were found in the file. */
  static Segment segment(ElfFile.ProgramHeader header, byte[] file) throws ElfException {
    require(
        header.memorySize() >= 0 && header.memorySize() <= GuestProgram.MAX_IMAGE_BYTES,
        header.at(),
        "segment is larger than this machine allows");
    long words = (header.memorySize() + 3) / 4;
    boolean none = header.fileSize() == 0;
    long length =
        none
            ? 0
            : Long.compareUnsigned(header.fileSize(), words * 4) < 0
                ? header.fileSize()
                : words * 4;
    boolean inside =
        length == 0 || (header.offset() >= 0 && header.offset() <= file.length - length);
    require(inside, header.at(), "failed to read segment offset");
    return new Segment(
        header.address(),
        header.address() + words * 4,
        length == 0 ? 0 : (int) header.offset(),
        (int) length);
  }

  /** Counts a segment's claim on memory. */
  void claim(ElfFile.ProgramHeader header, Segment segment) throws ElfException {
    imageBytes += segment.end() - segment.address();
    require(
        imageBytes <= GuestProgram.MAX_IMAGE_BYTES,
        header.at(),
        "program is larger than this machine allows");
  }

  boolean isPresent() {
    return !segments.isEmpty();
  }

  void append(ElfFile.ProgramHeader header, Segment segment) throws ElfException {
    if (segments.isEmpty()) {
      base = header.address();
    } else {
      require(header.address() == base + 4 * words, header.at(), "unsupported elf structure");
    }
    segments.add(segment);
    words += (segment.length() + 3L) / 4;
    require(words <= MAX_INSTRUCTIONS, header.at(), "invalid number of instructions");
  }

  long size() {
    return words;
  }

  long base() {
    return base;
  }

  Code decode(Decoder decoder) throws ElfException {
    long[] packed = new long[Math.toIntExact(words)];
    int next = 0;
    for (Segment segment : segments) {
      for (int i = 0; i < segment.length(); i += 4) {
        int at = segment.offset() + i;
        long instruction = decoder.decode(word(at, segment.length() - i));
        require(instruction != -1, at, "cannot decode instruction");
        packed[next++] = instruction;
      }
    }
    return new Code(base, packed);
  }

  private int word(int at, int available) {
    if (available >= 4) {
      return (int) INT.get(file, at);
    }
    int word = 0;
    for (int i = 0; i < available; i++) {
      word |= (file[at + i] & 0xff) << (8 * i);
    }
    return word;
  }
}
