package org.hierophant.coordinator.ledger.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.Journal;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.WorkerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal as one SQLite file, {@code journal.db}. Its tables hold the present state, not the
 * events: each event changes the rows it speaks of.
 *
 * <p><b>Shape.</b> {@code V1__journal.sql} beside this class. Write-ahead log, {@code synchronous =
 * FULL}: a commit returns after the fsync of the log. Others may read the file while it is open.
 *
 * <p><b>Limits.</b> Instants between the years 1678 and 2261, except the effective deadline and
 * those in worker records, which may be any. The log is copied back every {@value
 * #CHECKPOINT_PAGES} pages; it grows beyond only while another process keeps a read transaction
 * open, and is cut to 64 MiB afterwards.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class SqliteJournal implements Journal {
  private static final Logger log = LoggerFactory.getLogger(SqliteJournal.class);
  private static final String FILE_NAME = "journal.db";
  private static final int CHECKPOINT_PAGES = 4_096;

  private final Path file;
  private final Connection connection;
  private final RowWriter begin;
  private final RowWriter commit;
  private final EventWriter writer;

  private SqliteJournal(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    begin = new RowWriter(connection, "BEGIN IMMEDIATE");
    commit = new RowWriter(connection, "COMMIT");
    writer = new EventWriter(connection);
  }

  /**
   * Opens the journal of this directory, and makes it if there is none. The caller sees to it that
   * no other process does the same.
   *
   * @throws JournalException if it cannot be used; the message is one line for the operator
   */
  public static SqliteJournal open(Path directory) throws JournalException {
    Path file = directory.resolve(FILE_NAME);
    try {
      return over(DriverManager.getConnection("jdbc:sqlite:" + file), file);
    } catch (SQLException e) {
      throw SqliteErrors.of(file, "opened", e);
    }
  }

  /** Takes over the connection, also when it fails. */
  static SqliteJournal over(Connection connection, Path file) throws JournalException {
    try {
      int version = Schema.version(connection, file); // before anything is changed
      configure(connection);
      Schema.migrate(version, file);
      return new SqliteJournal(file, connection);
    } catch (SQLException e) {
      throw closing(connection, SqliteErrors.of(file, "opened", e));
    } catch (JournalException e) {
      throw closing(connection, e);
    }
  }

  private static void configure(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
        if (!mode.next() || !mode.getString(1).equals("wal")) {
          throw new SQLException("the file system cannot share memory between processes");
        }
      }
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      statement.execute("PRAGMA journal_size_limit = 67108864");
    }
  }

  private static JournalException closing(Connection connection, JournalException failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  @Override
  public Snapshot load() throws JournalException {
    return read(() -> new SnapshotReader(connection).all());
  }

  @Override
  public Snapshot loadOpen() throws JournalException {
    return read(() -> new SnapshotReader(connection).open());
  }

  @Override
  public List<RequestView> finished(long after, int limit) throws JournalException {
    return read(() -> rows().finished(connection, after, limit));
  }

  @Override
  public List<RequestView> finished(Set<RequestId> ids) throws JournalException {
    return read(() -> rows().finished(connection, ids));
  }

  private static RequestRows rows() {
    return new RequestRows(new Memo<>(WorkerId::new));
  }

  private interface Reading<T> {
    T read() throws SQLException;
  }

  private <T> T read(Reading<T> reading) throws JournalException {
    try (Statement transaction = connection.createStatement()) {
      transaction.execute("BEGIN"); // all tables as of one moment
      try {
        return reading.read();
      } finally {
        transaction.execute("COMMIT");
      }
    } catch (SQLException e) {
      throw SqliteErrors.of(file, "read", e);
    } catch (DamagedRowException e) {
      throw new JournalException(file + " holds a damaged row: " + e.getMessage(), true, e);
    }
  }

  @Override
  public void commit(List<Event.Durable> events) throws JournalException {
    if (events.isEmpty()) {
      return;
    }
    try {
      begin.write();
      for (Event.Durable event : events) {
        writer.write(event);
      }
      commit.write();
    } catch (SQLException | RuntimeException e) {
      throw rolledBack(SqliteErrors.of(file, "written", e));
    }
  }

  private JournalException rolledBack(JournalException failure) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
      return failure;
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return SqliteErrors.isNothingToRollBack(e)
          ? failure
          : new JournalException(failure.getMessage() + "; not rolled back", true, failure);
    }
  }

  /** Copies the log back, if the disk and other processes let it; the next start does otherwise. */
  @Override
  public void close() throws JournalException {
    try (connection;
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      JournalException failure = SqliteErrors.of(file, "closed", e);
      if (failure.isFatal()) {
        throw failure;
      }
      log.atWarn().addKeyValue("reason", failure.getMessage()).log("journal closed with its log");
    }
  }
}
