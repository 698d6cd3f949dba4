package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.hierophant.coordinator.ledger.sqlite.JournalFile.failureOf;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.RandomRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are new, not ours, of another time or no longer whole. */
class JournalFilesTest {
  private static final String DAMAGED =
      "it is damaged or no database: put a backup in its place, or move it away to begin anew";

  private final RandomRecords records = new RandomRecords(6);
  @TempDir Path directory;
  private JournalFile file;

  @BeforeEach
  void nameTheFile() {
    file = JournalFile.in(directory);
  }

  @Test
  void aNewJournalIsMadeAndFoundAgain() throws JournalException {
    ProofRequest request = records.request();
    try (SqliteJournal journal = SqliteJournal.open(directory)) {
      assertThat(journal.load()).isEqualTo(Snapshot.EMPTY);
      journal.commit(List.of(new Event.RequestAccepted(request, 1)));
    }

    try (SqliteJournal journal = SqliteJournal.open(directory)) {
      assertThat(journal.load().requests())
          .extracting(RequestView::request)
          .containsExactly(request);
    }
  }

  @Test
  void anInterruptedFirstStartIsTakenUp() throws Exception {
    EmptyJournal.make(directory);
    for (String kind : List.of("view", "table")) {
      for (String name :
          file.strings(
              "SELECT name FROM sqlite_schema WHERE type = '%s' AND name NOT LIKE 'flyway%%'"
                  .formatted(kind))) {
        file.execute("DROP " + kind + " " + name);
      }
    }
    file.execute(
        "DELETE FROM flyway_schema_history",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 0");

    try (SqliteJournal journal = SqliteJournal.open(directory)) {
      assertThat(journal.load()).isEqualTo(Snapshot.EMPTY);
    }
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws Exception {
    EmptyJournal.make(directory);
    file.execute("PRAGMA user_version = 2");
    byte[] before = Files.readAllBytes(file.path());

    JournalException failure = failureOf(() -> SqliteJournal.open(directory));

    assertThat(failure.isFatal()).isTrue();
    assertThat(failure)
        .hasMessage(
            file.path()
                + " was written by a newer Hierophant (schema 2, this one knows 1): start that"
                + " one");
    assertThat(Files.readAllBytes(file.path())).isEqualTo(before);
  }

  @Test
  void theDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws Exception {
    file.execute("CREATE TABLE theirs (id INTEGER)");
    byte[] before = Files.readAllBytes(file.path());

    assertThat(failureOf(() -> SqliteJournal.open(directory)))
        .hasMessage(file.path() + " is a database of another program: move it away");

    assertThat(Files.readAllBytes(file.path())).isEqualTo(before);
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
    String text = "all work and no play makes jack a dull boy\n".repeat(1_000);
    Files.writeString(file.path(), text);

    JournalException failure = failureOf(() -> SqliteJournal.open(directory));

    assertThat(failure.isFatal()).isTrue();
    assertThat(failure).hasMessage(file.path() + " cannot be opened: " + DAMAGED);
    assertThat(file.path()).hasContent(text);
  }

  @Test
  void aDirectoryThatIsNotThereIsRefused() {
    assertThat(failureOf(() -> SqliteJournal.open(directory.resolve("missing"))).getMessage())
        .startsWith(directory.resolve("missing/journal.db") + " cannot be opened: ")
        .doesNotContain("\n");
  }

  @Test
  void damagedPagesAreFoundByReading() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(
          IntStream.range(0, 500)
              .<Event.Durable>mapToObj(i -> new Event.RequestAccepted(records.request(), i))
              .toList());
    }
    try (RandomAccessFile raw = new RandomAccessFile(file.path().toFile(), "rw")) {
      raw.seek(raw.length() / 2 / 4_096 * 4_096);
      byte[] noise = new byte[20 * 4_096];
      records.random().nextBytes(noise);
      raw.write(noise);
    }

    try (SqliteJournal journal = SqliteJournal.open(directory)) {
      JournalException failure = failureOf(journal::load);

      assertThat(failure.isFatal()).isTrue();
      assertThat(failure).hasMessage(file.path() + " cannot be read: " + DAMAGED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state = 9",
        "vm = 0",
        "mode = 9",
        "dialect = 2",
        "id = x'00'",
        "stdin_uri = x'0900'",
        "circuit_version = ''",
        "state = 4",
        "state = 5",
        "state = 2"
      })
  void aRowThatNobodyWroteIsNamed(String damage) throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(
          List.of(
              new Event.RequestAccepted(records.request(), 40),
              new Event.RequestAccepted(records.request(), 41)));
      file.execute(
          "PRAGMA ignore_check_constraints = ON",
          "UPDATE request SET " + damage + " WHERE sequence = 41");

      JournalException failure = failureOf(journal::load);

      assertThat(failure.isFatal()).isTrue();
      assertThat(failure.getMessage())
          .startsWith(file.path() + " holds a damaged row: request 41: ")
          .doesNotContain("\n");
    }
  }

  @Test
  void aDamagedWorkerIsNamed() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(List.of(new Event.WorkerRecorded(records.workerRecord())));
      file.execute("UPDATE worker SET record = '{}'");

      assertThat(failureOf(journal::load))
          .hasMessage(file.path() + " holds a damaged row: worker 1: no id in the JSON");
    }
  }

  @Test
  void anOperatorCannotPutAHalfHashIntoTheTables() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(List.of(new Event.RequestAccepted(records.request(), 1)));

      assertThat(catchThrowable(() -> file.execute("UPDATE request SET id = x'00'")))
          .hasMessageContaining("CHECK constraint failed");
    }
  }
}
