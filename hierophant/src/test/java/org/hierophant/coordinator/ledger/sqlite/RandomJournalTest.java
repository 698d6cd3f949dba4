package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.LongStream;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.JournalContract;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.testing.RandomEvents;
import org.hierophant.coordinator.testing.SnapshotFold;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random runs of events, in random batches, with restarts in between. */
class RandomJournalTest {
  @TempDir Path directory;

  /** {@code -Dseed=42} replays one. */
  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, 320);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsReadBackIsWhatWasWritten(long seed) throws JournalException {
    RandomEvents events = new RandomEvents(seed);
    SnapshotFold expected = new SnapshotFold();
    SqliteJournal journal = open();
    try {
      for (int round = 0; round < 6; round++) {
        List<Event.Durable> batch = events.next(events.records().random().nextInt(90));

        journal.commit(batch);

        batch.forEach(expected::apply);
        if (events.records().oneIn(3)) {
          assertThat(journal.load()).isEqualTo(expected.snapshot());
        }
        if (events.records().oneIn(4)) {
          journal.close();
          journal = open();
        }
      }
      assertThat(journal.load()).isEqualTo(expected.snapshot());
      assertThat(JournalContract.inParts(journal)).isEqualTo(expected.snapshot());
    } finally {
      journal.close();
    }
  }

  /** Without its fsyncs, which are most of the time and change nothing that can be read. */
  private SqliteJournal open() throws JournalException {
    try {
      EmptyJournal.make(directory);
      Path file = directory.resolve("journal.db");
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      SqliteJournal journal = SqliteJournal.over(connection, file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA synchronous = OFF");
      }
      return journal;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
