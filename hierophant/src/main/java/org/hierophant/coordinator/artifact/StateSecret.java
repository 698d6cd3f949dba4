package org.hierophant.coordinator.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of this coordinator's state, made once: what it signs stays valid over restarts. Never
 * leaves the process; {@link #toString} hides it.
 */
public final class StateSecret {
  private static final String FILE = "artifact.secret";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LENGTH_BYTES = 32;

  private final SecretKeySpec key;

  /**
   * @param bytes 32 of them, random
   */
  StateSecret(byte[] bytes) {
    if (bytes.length != LENGTH_BYTES) {
      throw new IllegalArgumentException("a secret has 32 bytes, not " + bytes.length);
    }
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /**
   * Reads the secret, or makes it, readable by this user alone.
   *
   * @throws IOException if the file cannot be read or made, or is damaged
   */
  public static StateSecret loadOrCreate(Path stateDirectory) throws IOException {
    Path file = stateDirectory.resolve(FILE);
    if (Files.notExists(file)) {
      byte[] fresh = new byte[LENGTH_BYTES];
      new SecureRandom().nextBytes(fresh);
      writeDurably(stateDirectory, file, fresh);
    }
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != LENGTH_BYTES) {
      throw new IOException(file + " is damaged: it has " + bytes.length + " bytes, not 32");
    }
    return new StateSecret(bytes);
  }

  private static void writeDurably(Path directory, Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(FILE + ".part");
    Files.deleteIfExists(part);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(part, options, ownerOnly)) {
      DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes));
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.forceDirectory(directory);
  }

  /** HMAC-SHA256 of a text: 32 bytes. */
  byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
