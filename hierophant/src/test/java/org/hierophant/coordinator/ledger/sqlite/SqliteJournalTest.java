package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.ledger.sqlite.JournalFile.execute;
import static org.hierophant.coordinator.ledger.sqlite.JournalFile.failureOf;
import static org.hierophant.coordinator.ledger.sqlite.JournalFile.strings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.stream.IntStream;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.program.ProgramRecord;
import org.hierophant.coordinator.request.Attempt;
import org.hierophant.coordinator.request.ProofRequest;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.coordinator.testing.RandomEvents;
import org.hierophant.coordinator.testing.RandomRecords;
import org.hierophant.coordinator.testing.SnapshotFold;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract does not ask for: kills, full disks and other processes. */
class SqliteJournalTest {
  private static final String SMALL_DISK = "PRAGMA max_page_count = 60";
  private static final String LARGE_DISK = "PRAGMA max_page_count = 1000000";

  private final RandomRecords records = new RandomRecords(3);
  @TempDir Path directory;
  @TempDir Path copies;
  private JournalFile file;

  @BeforeEach
  void nameTheFile() {
    file = JournalFile.in(directory);
  }

  // ---- kills ----

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
        IntStream.range(0, 100)
            .<Event.Durable>mapToObj(_ -> new Event.ProgramRegistered(program(100_000)))
            .toList();
    ProofRequest before = records.request();
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(List.of(accepted(before, 1)));

      journal.commit(
          withCallBefore(
              99,
              large,
              () -> {
                assertThat(Files.size(file.log())).isGreaterThan(1 << 20);
                Snapshot found = asAKillLeavesIt("in-between");
                assertThat(found.programs()).isEmpty();
                assertThat(found.requests())
                    .extracting(RequestView::request)
                    .containsExactly(before);
              }));

      assertThat(asAKillLeavesIt("after").programs()).hasSize(100);
    }
  }

  // ---- all or nothing ----

  @Test
  void aFullDiskChangesNothingAndPasses() throws Exception {
    EmptyJournal.make(directory);
    Connection connection = file.connect();
    ProofRequest first = records.request();
    List<Event.Durable> many =
        IntStream.range(2, 2_000).mapToObj(i -> accepted(records.request(), i)).toList();
    try (SqliteJournal journal = SqliteJournal.over(connection, file.path())) {
      journal.commit(List.of(accepted(first, 1)));
      Snapshot before = journal.load();
      execute(connection, SMALL_DISK);

      JournalException failure = failureOf(() -> journal.commit(many));

      assertThat(failure.isFatal()).isFalse();
      assertThat(failure).hasMessageEndingWith("the disk is full");
      assertThat(journal.load()).isEqualTo(before);

      journal.commit(
          List.of(new Event.RequestMoved(first.id(), 1, records.queued(), Instant.EPOCH)));
      execute(connection, LARGE_DISK);
      journal.commit(many);
      assertThat(journal.load().requests()).hasSize(1_999);
      assertThat(asAKillLeavesIt("after").requests()).hasSize(1_999);
    }
  }

  @Test
  void theEndWithAFullDiskLosesNothing() throws Exception {
    EmptyJournal.make(directory);
    Connection connection = file.connect();
    SqliteJournal journal = SqliteJournal.over(connection, file.path());
    execute(connection, SMALL_DISK);
    int accepted = 0;
    while (failureOf(() -> journal.commit(List.of(accepted(records.request(), rows(journal) + 1))))
        == null) {
      accepted++;
    }

    journal.close();

    try (SqliteJournal again = SqliteJournal.open(directory)) {
      assertThat(again.load().requests()).hasSize(accepted).hasSizeGreaterThan(10);
    }
  }

  @Test
  void anEventThatCannotBeKeptUndoesTheWholeCommit() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      ProofRequest first = records.request();
      journal.commit(List.of(accepted(first, 1)));
      Snapshot before = journal.load();
      ProofRequest unknown = records.request();

      JournalException failure =
          failureOf(
              () ->
                  journal.commit(
                      List.of(
                          accepted(records.request(), 2),
                          new Event.RequestMoved(first.id(), 1, records.fulfilled(), Instant.EPOCH),
                          new Event.RequestMoved(
                              unknown.id(), 77, records.fulfilled(), Instant.EPOCH))));

      assertThat(failure.isFatal()).isTrue();
      assertThat(journal.load()).isEqualTo(before);
      journal.commit(List.of(accepted(records.request(), 2)));
      assertThat(asAKillLeavesIt("after").requests()).hasSize(2);
    }
  }

  @Test
  void aSequenceIsNeverTakenTwice() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(List.of(accepted(records.request(), 1)));
      Snapshot before = journal.load();

      JournalException failure =
          failureOf(() -> journal.commit(List.of(accepted(records.request(), 1))));

      assertThat(failure.isFatal()).isTrue();
      assertThat(journal.load()).isEqualTo(before);
    }
  }

  @Test
  void aFinalRequestLeavesNoRowsOfItsWork() throws Exception {
    ProofRequest request = records.request();
    Attempt attempt = records.attempt();
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      journal.commit(
          List.of(
              accepted(request, 1),
              new Event.AttemptBegun(request.id(), 1, attempt),
              new Event.CandidateStored(request.id(), 1, records.candidate(attempt))));
      assertThat(file.strings("SELECT count(*) FROM attempt")).containsExactly("1");
      assertThat(file.strings("SELECT count(*) FROM candidate")).containsExactly("1");

      journal.commit(
          List.of(new Event.RequestMoved(request.id(), 1, records.fulfilled(), Instant.EPOCH)));

      assertThat(file.strings("SELECT count(*) FROM attempt")).containsExactly("0");
      assertThat(file.strings("SELECT count(*) FROM candidate")).containsExactly("0");
    }
  }

  // ---- other processes ----

  @Test
  void aReaderSeesOneMomentAndDelaysNoCommit() throws Exception {
    try (SqliteJournal journal = EmptyJournal.open(directory);
        Connection reader = file.connect()) {
      journal.commit(List.of(accepted(records.request(), 1)));
      execute(reader, "BEGIN");
      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("1");

      journal.commit(List.of(accepted(records.request(), 2)));

      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("1");
      assertThat(journal.load().requests()).hasSize(2);
      execute(reader, "COMMIT");
      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("2");
    }
  }

  @Test
  void aForeignWriterIsWaitedForAndThenPasses() throws Exception {
    EmptyJournal.make(directory);
    Connection connection = file.connect();
    try (SqliteJournal journal = SqliteJournal.over(connection, file.path());
        Connection foreign = file.connect()) {
      assertThat(strings(connection, "PRAGMA busy_timeout")).containsExactly("5000");
      execute(connection, "PRAGMA busy_timeout = 1");
      execute(foreign, "BEGIN IMMEDIATE");
      List<Event.Durable> events = List.of(accepted(records.request(), 1));

      JournalException failure = failureOf(() -> journal.commit(events));

      assertThat(failure.isFatal()).isFalse();
      execute(foreign, "ROLLBACK");
      journal.commit(events);
      assertThat(journal.load().requests()).hasSize(1);
    }
  }

  @Test
  void theLogStaysBoundedAndIsGoneAfterTheEnd() throws Exception {
    ProgramRecord last = program(1 << 20);
    try (SqliteJournal journal = EmptyJournal.open(directory)) {
      for (int i = 0; i < 100; i++) {
        last = program(1 << 20);
        journal.commit(List.of(new Event.ProgramRegistered(last)));
        assertThat(Files.size(file.log())).isLessThan(32 << 20);
      }
    }

    assertThat(file.log()).doesNotExist();
    try (SqliteJournal again = SqliteJournal.open(directory)) {
      assertThat(again.load().programs()).contains(last);
    }
  }

  @Test
  void theEndDoesNotWaitForAReader() throws Exception {
    SqliteJournal journal = EmptyJournal.open(directory);
    journal.commit(List.of(accepted(records.request(), 1)));
    try (Connection reader = file.connect()) {
      execute(reader, "BEGIN");
      assertThat(strings(reader, "SELECT count(*) FROM request")).containsExactly("1");

      journal.close();

      execute(reader, "COMMIT");
    }
    try (SqliteJournal again = SqliteJournal.open(directory)) {
      assertThat(again.load().requests()).hasSize(1);
    }
  }

  @Test
  void aCommitIsSyncedInFull() throws Exception {
    Connection connection = file.connect();
    try (SqliteJournal _ = SqliteJournal.over(connection, file.path())) {
      assertThat(strings(connection, "PRAGMA synchronous")).containsExactly("2");
      assertThat(strings(connection, "PRAGMA journal_mode")).containsExactly("wal");
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
      Files.copy(file.path(), copy.resolve("journal.db"));
      Files.copy(file.log(), copy.resolve("journal.db-wal"));
      try (SqliteJournal journal = SqliteJournal.open(copy)) {
        return journal.load();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Event.Durable accepted(ProofRequest request, long sequence) {
    return new Event.RequestAccepted(request, sequence);
  }

  private static long rows(SqliteJournal journal) throws JournalException {
    return journal.load().requests().size();
  }

  private ProgramRecord program(int vkBytes) {
    ProgramRecord template = records.newProgram();
    byte[] vk = new byte[vkBytes];
    records.random().nextBytes(vk);
    return new ProgramRecord(
        template.vkHash(), vk, template.elf(), template.owner(), template.createdAt());
  }
}
