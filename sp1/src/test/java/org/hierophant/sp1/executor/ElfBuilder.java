package org.hierophant.sp1.executor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hierophant.sp1.Generation;

/** Writes ELF files, right ones and, where a test changes a field, wrong ones. */
final class ElfBuilder {
  static final int R = 4;
  static final int RW = 6;
  static final int RX = 5;

  private final boolean wide;
  private final List<Header> headers = new ArrayList<>();
  int machine = 243;
  int type = 2;
  long entry;

  private record Header(int type, int flags, long address, byte[] bytes, long memorySize) {}

  ElfBuilder(Generation generation) {
    this.wide = generation == Generation.V6;
    this.entry = Guest.codeAt(generation);
  }

  static ElfBuilder of(Generation generation) {
    return new ElfBuilder(generation);
  }

  ElfBuilder load(int flags, long address, byte[] bytes, long memorySize) {
    headers.add(new Header(1, flags, address, bytes, memorySize));
    return this;
  }

  ElfBuilder load(int flags, long address, byte... bytes) {
    return load(flags, address, bytes, bytes.length);
  }

  ElfBuilder note(byte... bytes) {
    headers.add(new Header(4, R, 0, bytes, bytes.length));
    return this;
  }

  ElfBuilder entry(long address) {
    this.entry = address;
    return this;
  }

  byte[] build() {
    int headerBytes = wide ? 64 : 52;
    int entryBytes = wide ? 56 : 32;
    int start = headerBytes + headers.size() * entryBytes;
    int total = start;
    for (Header header : headers) {
      total += header.bytes().length;
    }
    ByteBuffer file = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x464c457f).put((byte) (wide ? 2 : 1)).put((byte) 1).put((byte) 1);
    file.position(16).putShort((short) type).putShort((short) machine).putInt(1);
    word(file, entry);
    word(file, headerBytes);
    word(file, 0);
    file.putInt(0).putShort((short) headerBytes).putShort((short) entryBytes);
    file.putShort((short) headers.size()).putShort((short) (wide ? 64 : 40)).putInt(0);
    int offset = start;
    for (Header header : headers) {
      file.putInt(header.type());
      if (wide) {
        file.putInt(header.flags());
      }
      word(file, offset);
      word(file, header.address());
      word(file, header.address());
      word(file, header.bytes().length);
      word(file, header.memorySize());
      if (!wide) {
        file.putInt(header.flags());
      }
      word(file, 4);
      offset += header.bytes().length;
    }
    headers.forEach(header -> file.put(header.bytes()));
    return file.array();
  }

  private void word(ByteBuffer file, long value) {
    if (wide) {
      file.putLong(value);
    } else {
      file.putInt((int) value);
    }
  }
}
