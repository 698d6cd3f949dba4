package org.hierophant.coordinator.verification.passport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file on a disk that takes a part of what it is given, or does not make it durable. */
final class FullDisk extends FileChannel {
  private final FileChannel file;

  /** What it still takes. */
  volatile long roomBytes = Long.MAX_VALUE;

  volatile boolean failsForce;

  FullDisk(FileChannel file) {
    this.file = file;
  }

  private ByteBuffer fitting(ByteBuffer source) throws IOException {
    int taken = (int) Math.min(roomBytes, source.remaining());
    if (taken == 0) {
      throw new IOException("the disk is full");
    }
    roomBytes -= taken;
    ByteBuffer part = source.slice(source.position(), taken);
    source.position(source.position() + taken);
    return part;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return file.write(fitting(source));
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return file.write(fitting(source), position);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (failsForce) {
      throw new IOException("force failed");
    }
    file.force(metaData);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return file.read(target);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return file.read(target, position);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    file.truncate(size);
    return this;
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
