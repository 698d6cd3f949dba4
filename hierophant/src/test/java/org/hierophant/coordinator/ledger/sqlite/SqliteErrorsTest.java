package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.hierophant.coordinator.ledger.JournalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteErrorsTest {
  private static final Path FILE = Path.of("/state/journal.db");

  /** A full disk, and locks that another process holds. */
  private static final Set<SQLiteErrorCode> PASSING =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR_SHMSIZE,
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_BUSY_RECOVERY,
          SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT,
          SQLiteErrorCode.SQLITE_BUSY_TIMEOUT,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_LOCKED_SHAREDCACHE,
          SQLiteErrorCode.SQLITE_LOCKED_VTAB);

  @ParameterizedTest
  @EnumSource(SQLiteErrorCode.class)
  void onlyAFullDiskAndALockPass(SQLiteErrorCode code) {
    SQLiteException cause = new SQLiteException("[" + code + "] what SQLite says", code);

    JournalException failure = SqliteErrors.of(FILE, "written", cause);

    assertThat(failure.isFatal()).isEqualTo(!PASSING.contains(code));
    assertThat(failure)
        .hasCause(cause)
        .hasMessageStartingWith("/state/journal.db cannot be written: ");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  @Test
  void whatNobodyKnowsIsFatal() {
    assertThat(SqliteErrors.of(FILE, "read", new SQLException("?")).isFatal()).isTrue();
    assertThat(SqliteErrors.of(FILE, "read", new IllegalStateException("bug")).isFatal()).isTrue();
  }
}
