package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.RandomEvents;
import org.hierophant.coordinator.testing.RandomRecords;
import org.hierophant.coordinator.testing.SnapshotFold;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract does not ask for: kills, full disks, other processes and damaged files. */
class SqliteJournalTest {
  private final RandomRecords records = new RandomRecords(3);
  @TempDir Path directory;
  @TempDir Path copies;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("journal.db");
  }

  // ---- kills ----

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
  void whatIsCommittedSurvivesAKill() throws JournalException {
    RandomEvents events = new RandomEvents(4);
    SnapshotFold expected = new SnapshotFold();
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      for (int i = 0; i < 5; i++) {
        List<Event.Durable> batch = events.next(100);
        journal.commit(batch);
        batch.forEach(expected::apply);

        assertThat(asAKillLeavesIt("kill-" + i)).isEqualTo(expected.snapshot());
      }
    }
  }

  @Test
  void whatIsNotCommittedDoesNotSurviveAKill() throws JournalException {
    // Large enough that SQLite writes pages to its log before the end of the transaction.
    List<Event.Durable> large =
        Stream.generate(
                () ->
                    new ProgramRecord(
                        records.newProgram().vkHash(),
                        new byte[100_000],
                        records.newProgram().elf(),
                        records.address(),
                        Instant.EPOCH))
            .limit(100)
            .<Event.Durable>map(Event.ProgramRegistered::new)
            .toList();
    ProofRequest before = records.request();
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(List.of(new Event.RequestAccepted(before, 1)));

      journal.commit(
          withCallBefore(
              99,
              large,
              () -> {
                assertThat(Files.size(log())).isGreaterThan(1 << 20);
                Snapshot found = asAKillLeavesIt("in-between");
                assertThat(found.programs()).isEmpty();
                assertThat(found.requests())
                    .extracting(RequestView::request)
                    .containsExactly(before);
              }));

      assertThat(asAKillLeavesIt("after").programs()).hasSize(100);
    }
  }

  @Test
  void anInterruptedFirstStartIsTakenUp() throws Exception {
    SqliteJournal.open(directory).close();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("VIEW", "TABLE")) {
        for (String name :
            strings(
                connection,
                "SELECT name FROM sqlite_schema WHERE type = '"
                    + table.toLowerCase(Locale.ROOT)
                    + "' AND name <> 'flyway_schema_history'")) {
          statement.execute("DROP " + table + " " + name);
        }
      }
      statement.execute("DELETE FROM flyway_schema_history");
      statement.execute("PRAGMA user_version = 0");
      statement.execute("PRAGMA application_id = 0");
    }

    try (SqliteJournal journal = SqliteJournal.open(directory)) {
      assertThat(journal.load()).isEqualTo(Snapshot.EMPTY);
    }
  }

  // ---- all or nothing ----

  @Test
  void aFullDiskChangesNothingAndPasses() throws Exception {
    EmptyJournal.open(directory).close();
    Connection connection = connect();
    ProofRequest first = records.request();
    List<Event.Durable> many =
        IntStream.range(2, 2_000)
            .<Event.Durable>mapToObj(i -> new Event.RequestAccepted(records.request(), i))
            .toList();
    try (SqliteJournal journal = SqliteJournal.over(connection, file)) {
      journal.commit(List.of(new Event.RequestAccepted(first, 1)));
      Snapshot before = journal.load();
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA max_page_count = 60");
      }

      JournalException failure = failureOf(() -> journal.commit(many));

      assertThat(failure.isFatal()).isFalse();
      assertThat(failure).hasMessageEndingWith("the disk is full");
      assertThat(journal.load()).isEqualTo(before);

      journal.commit(
          List.of(new Event.RequestMoved(first.id(), 1, records.queued(), Instant.EPOCH)));
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA max_page_count = 1000000");
      }
      journal.commit(many);
      assertThat(journal.load().requests()).hasSize(1_999);
      assertThat(asAKillLeavesIt("after").requests()).hasSize(1_999);
    }
  }

  @Test
  void anEventThatCannotBeKeptUndoesTheWholeCommit() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      ProofRequest first = records.request();
      journal.commit(List.of(new Event.RequestAccepted(first, 1)));
      Snapshot before = journal.load();
      ProofRequest unknown = records.request();

      JournalException failure =
          failureOf(
              () ->
                  journal.commit(
                      List.of(
                          new Event.RequestAccepted(records.request(), 2),
                          new Event.RequestMoved(first.id(), 1, records.fulfilled(), Instant.EPOCH),
                          new Event.RequestMoved(
                              unknown.id(), 77, records.fulfilled(), Instant.EPOCH))));

      assertThat(failure.isFatal()).isTrue();
      assertThat(journal.load()).isEqualTo(before);
      journal.commit(List.of(new Event.RequestAccepted(records.request(), 2)));
      assertThat(asAKillLeavesIt("after").requests()).hasSize(2);
    }
  }

  @Test
  void aSequenceIsNeverTakenTwice() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(List.of(new Event.RequestAccepted(records.request(), 1)));
      Snapshot before = journal.load();

      assertThat(
              failureOf(
                      () ->
                          journal.commit(List.of(new Event.RequestAccepted(records.request(), 1))))
                  .isFatal())
          .isTrue();

      assertThat(journal.load()).isEqualTo(before);
    }
  }

  // ---- other processes ----

  @Test
  void aReaderSeesOneMomentAndDelaysNoCommit() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory);
        Connection reader = connect();
        Statement statement = reader.createStatement()) {
      journal.commit(List.of(new Event.RequestAccepted(records.request(), 1)));
      statement.execute("BEGIN");
      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("1");

      journal.commit(List.of(new Event.RequestAccepted(records.request(), 2)));

      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("1");
      assertThat(journal.load().requests()).hasSize(2);
      statement.execute("COMMIT");
      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("2");
    }
  }

  @Test
  void aForeignWriterIsWaitedForAndThenPasses() throws Exception {
    EmptyJournal.open(directory).close();
    Connection connection = connect();
    try (SqliteJournal journal = SqliteJournal.over(connection, file);
        Connection other = connect();
        Statement foreign = other.createStatement();
        Statement own = connection.createStatement()) {
      assertThat(strings(connection, "PRAGMA busy_timeout")).containsExactly("5000");
      own.execute("PRAGMA busy_timeout = 1");
      foreign.execute("BEGIN IMMEDIATE");
      List<Event.Durable> events = List.of(new Event.RequestAccepted(records.request(), 1));

      JournalException failure = failureOf(() -> journal.commit(events));

      assertThat(failure.isFatal()).isFalse();
      foreign.execute("ROLLBACK");
      journal.commit(events);
      assertThat(journal.load().requests()).hasSize(1);
    }
  }

  @Test
  void theLogStaysBoundedAndIsEmptyAfterTheEnd() throws Exception {
    byte[] vk = new byte[1 << 20];
    ProgramRecord template = records.newProgram();
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      for (int i = 0; i < 100; i++) {
        vk[0] = (byte) i;
        journal.commit(
            List.of(
                new Event.ProgramRegistered(
                    new ProgramRecord(
                        template.vkHash(),
                        vk,
                        template.elf(),
                        template.owner(),
                        template.createdAt()))));
        assertThat(Files.size(log())).isLessThan(32 << 20);
      }
    }

    assertThat(log()).doesNotExist();
    try (Connection connection = connect()) {
      assertThat(strings(connection, "SELECT hex(substr(vk, 1, 1)) FROM program"))
          .containsExactly("63");
    }
  }

  @Test
  void theEndDoesNotWaitForAReader() throws Exception {
    SqliteJournal journal = EmptyJournal.open(directory);
    journal.commit(List.of(new Event.RequestAccepted(records.request(), 1)));
    try (Connection reader = connect();
        Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("1");

      journal.close();

      statement.execute("COMMIT");
    }
    try (SqliteJournal again = SqliteJournal.open(directory)) {
      assertThat(again.load().requests()).hasSize(1);
    }
  }

  @Test
  void theEndWithAFullDiskLosesNothing() throws Exception {
    EmptyJournal.open(directory).close();
    Connection connection = connect();
    SqliteJournal journal = SqliteJournal.over(connection, file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count = 60");
    }
    JournalException failure = null;
    int accepted = 0;
    while (failure == null) {
      List<Event.Durable> events =
          List.of(new Event.RequestAccepted(records.request(), accepted + 1));
      failure = failureOf(() -> journal.commit(events));
      accepted += failure == null ? 1 : 0;
    }

    journal.close();

    try (SqliteJournal again = SqliteJournal.open(directory)) {
      assertThat(again.load().requests()).hasSize(accepted);
    }
  }

  @Test
  void aCommitIsSyncedInFull() throws Exception {
    Connection connection = connect();
    try (SqliteJournal _ = SqliteJournal.over(connection, file)) {
      assertThat(strings(connection, "PRAGMA synchronous")).containsExactly("2");
      assertThat(strings(connection, "PRAGMA journal_mode")).containsExactly("wal");
    }
  }

  // ---- files that are not ours, or no longer whole ----

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws Exception {
    EmptyJournal.open(directory).close();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 2");
    }

    assertThat(failureOf(() -> SqliteJournal.open(directory)))
        .hasMessage(
            file
                + " was written by a newer Hierophant (schema 2, this one knows 1): start that one")
        .isInstanceOfSatisfying(JournalException.class, e -> assertThat(e.isFatal()).isTrue());
    try (Connection connection = connect()) {
      assertThat(strings(connection, "PRAGMA user_version")).containsExactly("2");
    }
  }

  @Test
  void theDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE theirs (id INTEGER)");
    }

    assertThat(failureOf(() -> SqliteJournal.open(directory)))
        .hasMessage(file + " is a database of another program: move it away");

    try (Connection connection = connect()) {
      assertThat(strings(connection, "SELECT name FROM sqlite_schema")).containsExactly("theirs");
      assertThat(strings(connection, "PRAGMA journal_mode")).containsExactly("delete");
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws Exception {
    Files.writeString(file, "all work and no play makes jack a dull boy\n".repeat(1_000));

    assertThat(failureOf(() -> SqliteJournal.open(directory)))
        .hasMessage(
            file
                + " cannot be opened: it is damaged or no database: put a backup in its place, or"
                + " move it away to begin anew")
        .isInstanceOfSatisfying(JournalException.class, e -> assertThat(e.isFatal()).isTrue());
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
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(raw.length() / 2 / 4_096 * 4_096);
      byte[] noise = new byte[20 * 4_096];
      records.random().nextBytes(noise);
      raw.write(noise);
    }

    try (SqliteJournal journal = SqliteJournal.open(directory)) {
      JournalException failure = failureOf(journal::load);

      assertThat(failure.isFatal()).isTrue();
      assertThat(failure.getMessage())
          .isEqualTo(
              file
                  + " cannot be read: it is damaged or no database: put a backup in its place, or"
                  + " move it away to begin anew");
    }
  }

  @Test
  void aRowThatNobodyWroteIsNamed() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(List.of(new Event.RequestAccepted(records.request(), 41)));
      for (String damage :
          List.of("state = 9", "vm = 0", "mode = 9", "id = x'00'", "program_uri = x'0900'")) {
        try (Connection other = connect();
            Statement statement = other.createStatement()) {
          statement.execute("PRAGMA ignore_check_constraints = ON");
          statement.execute("UPDATE request SET " + damage);
        }

        JournalException failure = failureOf(journal::load);

        assertThat(failure.isFatal()).isTrue();
        assertThat(failure.getMessage())
            .startsWith(file + " holds a damaged row: request 41: ")
            .doesNotContain("\n");
      }
    }
  }

  // ---- what the tests are written with ----

  private interface Check {
    void run() throws Exception;
  }

  /** A list that runs something before it hands out this element. */
  private static List<Event.Durable> withCallBefore(
      int index, List<Event.Durable> events, Check check) {
    return new AbstractList<>() {
      @Override
      public Event.Durable get(int i) {
        if (i == index) {
          try {
            check.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }
        return events.get(i);
      }

      @Override
      public int size() {
        return events.size();
      }
    };
  }

  /** What a new process finds if this one is killed now: files, but no memory shared with us. */
  private Snapshot asAKillLeavesIt(String name) throws JournalException {
    try {
      Path copy = Files.createDirectory(copies.resolve(name));
      Files.copy(file, copy.resolve("journal.db"));
      Files.copy(log(), copy.resolve("journal.db-wal"));
      try (SqliteJournal journal = SqliteJournal.open(copy)) {
        return journal.load();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path log() {
    return directory.resolve("journal.db-wal");
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  private static JournalException failureOf(ThrowingCallable call) {
    return catchThrowableOfType(JournalException.class, call);
  }
}
