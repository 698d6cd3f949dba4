package org.hierophant.coordinator.ledger.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hierophant.coordinator.ledger.JournalException;

/** A journal without rows, migrated once for all tests: Flyway would take most of their time. */
final class EmptyJournal {
  private static final byte[] FILE = make();

  private EmptyJournal() {}

  /** Opens the journal of this directory; an empty one if there is none. */
  static SqliteJournal open(Path directory) throws JournalException {
    make(directory);
    return SqliteJournal.open(directory);
  }

  /** Puts an empty journal into this directory, if there is none. */
  static void make(Path directory) {
    Path file = directory.resolve("journal.db");
    if (Files.notExists(file)) {
      try {
        Files.write(file, FILE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static byte[] make() {
    try {
      Path directory = Files.createTempDirectory("empty-journal");
      Path file = directory.resolve("journal.db");
      SqliteJournal.open(directory).close();
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.delete(directory);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JournalException e) {
      throw new IllegalStateException(e);
    }
  }
}
