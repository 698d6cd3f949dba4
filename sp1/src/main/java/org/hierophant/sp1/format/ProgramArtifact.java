package org.hierophant.sp1.format;

import java.lang.foreign.MemorySegment;

/**
 * A program as clients upload it.
 *
 * <p><b>Shape.</b> The length of the ELF as {@code u64}, then the ELF; nothing after it.
 *
 * <p><b>Source.</b> {@code create_program} in sp1 v5.0.0 and v6.4.0 {@code
 * crates/sdk/src/network/client.rs}.
 *
 * @param elf a view of the bytes that were read
 */
public record ProgramArtifact(MemorySegment elf) {
  /**
   * Reads exactly one program.
   *
   * @throws FormatException if the bytes are anything else
   */
  public static ProgramArtifact parse(MemorySegment bytes) throws FormatException {
    BincodeReader in = new BincodeReader(bytes);
    MemorySegment elf = in.view("the ELF");
    in.end("the ELF");
    return new ProgramArtifact(elf);
  }

  /** The artifact of an ELF. */
  public static byte[] write(byte[] elf) {
    return new BincodeWriter().bytes(elf).toByteArray();
  }
}
