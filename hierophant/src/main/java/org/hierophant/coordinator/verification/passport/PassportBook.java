package org.hierophant.coordinator.verification.passport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import tools.jackson.databind.node.ObjectNode;

/**
 * The passports that this coordinator issued, and the chain they form.
 *
 * <p><b>Shape.</b> {@code xx/<proof's URI>.json} holds a passport; {@code chain} the hashes of all
 * of them in order, 32 bytes each, those of forgotten ones too; {@code key} the 32 bytes they are
 * signed with. A passport is forced to the disk before its hash joins the chain, and both before
 * {@link #issue} returns: what a crash leaves half done is written over.
 *
 * <p><b>Limits.</b> 2 KB a passport for as long as its proof is known, 32 bytes for ever.
 *
 * <p><b>Thread.</b> Any.
 */
public final class PassportBook implements AutoCloseable {
  private static final String KEY = "key";
  private static final String CHAIN = "chain";
  private static final int KEY_BYTES = 32;
  private static final int HASH_BYTES = 32;
  private static final String SUFFIX = ".json";

  private final Path directory;
  private final SigningKey key;
  private final FileChannel chain;

  /** In the chain. What lies behind them in the file was never issued, and is written over. */
  private long count;

  private Sha256 last;

  private PassportBook(Path directory, SigningKey key, FileChannel chain, long count, Sha256 last) {
    this.directory = directory;
    this.key = key;
    this.chain = chain;
    this.count = count;
    this.last = last;
  }

  /**
   * Opens the book, and begins one where there is none.
   *
   * @throws IOException if it cannot be read or written, or is damaged
   */
  public static PassportBook open(Path directory) throws IOException {
    return open(directory, UnaryOperator.identity());
  }

  /**
   * @param disk what the chain is written through
   */
  static PassportBook open(Path directory, UnaryOperator<FileChannel> disk) throws IOException {
    Files.createDirectories(directory);
    SigningKey key = loadOrCreate(directory);
    FileChannel chain =
        disk.apply(
            FileChannel.open(
                directory.resolve(CHAIN),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    try {
      long count = chain.size() / HASH_BYTES; // a crash may have cut the last one
      chain.truncate(count * HASH_BYTES);
      return new PassportBook(directory, key, chain, count, last(chain, count * HASH_BYTES));
    } catch (IOException e) {
      chain.close();
      throw e;
    }
  }

  private static SigningKey loadOrCreate(Path directory) throws IOException {
    Path file = directory.resolve(KEY);
    if (Files.notExists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path part = directory.resolve(KEY + ".part");
      Files.deleteIfExists(part);
      Set<StandardOpenOption> options =
          EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (FileChannel channel = FileChannel.open(part, options, ownerOnly)) {
        write(channel, 0, fresh);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(directory);
    }
    try {
      return new SigningKey(Files.readAllBytes(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Sha256 last(FileChannel chain, long size) throws IOException {
    if (size == 0) {
      return Sha256.of(new byte[HASH_BYTES]);
    }
    ByteBuffer bytes = ByteBuffer.allocate(HASH_BYTES);
    while (bytes.hasRemaining()) {
      if (chain.read(bytes, size - bytes.remaining()) < 0) {
        throw new IOException("the chain of passports ends early");
      }
    }
    return Sha256.of(bytes.array());
  }

  /** Whose signature all passports bear. */
  public Address signer() {
    return key.address();
  }

  /**
   * Issues the passport of a proof, once: a repetition gets the first.
   *
   * @param record what is known of the proof; its place in the chain is added here
   * @return once it is durable
   */
  public synchronized Passport issue(ArtifactUri proof, ObjectNode record) throws IOException {
    Optional<byte[]> issued = find(proof);
    if (issued.isPresent()) {
      Passport first = Passport.parse(issued.get());
      if (isChained(first)) {
        return first;
      }
    }
    ObjectNode numbered = Passport.JSON.createObjectNode();
    numbered.put("format", 1);
    numbered.put("number", count + 1);
    numbered.put("previous", last.hex());
    numbered.put("coordinator", key.address().toString());
    numbered.setAll(record);
    Passport passport = Passport.sign(numbered, key);
    Path bucket = bucket(proof);
    Files.createDirectories(bucket);
    Path part = bucket.resolve(proof + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, 0, passport.toByteArray());
    }
    Files.move(
        part, file(proof), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory(directory);
    forceDirectory(bucket);
    write(chain, count * HASH_BYTES, passport.hash().toBytes());
    count++;
    last = passport.hash();
    return passport;
  }

  /** A crash, or a full disk, may have come between a passport and its place in the chain. */
  private boolean isChained(Passport passport) throws IOException {
    long number = passport.record().path("number").asLong();
    return number > 0
        && number <= count
        && last(chain, number * HASH_BYTES).equals(passport.hash());
  }

  /** The file of a proof's passport; empty if none was issued, or it is forgotten. */
  public Optional<byte[]> find(ArtifactUri proof) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file(proof)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Forgets the passports of proofs that are not to be kept. */
  public void forget(Predicate<ArtifactUri> kept) throws IOException {
    List<Path> buckets;
    try (Stream<Path> entries = Files.list(directory)) {
      buckets = entries.filter(Files::isDirectory).toList();
    }
    for (Path bucket : buckets) {
      List<Path> files;
      try (Stream<Path> entries = Files.list(bucket)) {
        files = entries.toList();
      }
      for (Path file : files) {
        String name = file.getFileName().toString();
        Optional<ArtifactUri> proof =
            name.endsWith(SUFFIX)
                ? ArtifactUri.parse(name.substring(0, name.length() - SUFFIX.length()))
                : Optional.empty();
        if (proof.isPresent() && !kept.test(proof.get())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path file(ArtifactUri proof) {
    return bucket(proof).resolve(proof + SUFFIX);
  }

  /** By the digest of the name, so that no directory grows long. */
  private Path bucket(ArtifactUri proof) {
    String digest = Sha256.ofContent(proof.toString().getBytes(UTF_8)).hex();
    return directory.resolve(digest.substring(0, 2));
  }

  private static void write(FileChannel channel, long at, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left, at + left.position());
    }
    channel.force(true);
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    chain.close();
  }
}
