package org.hierophant.coordinator.ledger.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;
import org.hierophant.coordinator.ledger.JournalException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells what passes from what must end the process. */
final class SqliteErrors {
  private SqliteErrors() {}

  /**
   * @param what was tried: read, written, …
   */
  static JournalException of(Path file, String what, Exception e) {
    SQLiteErrorCode code = code(e);
    String reason =
        switch (code) {
          case SQLITE_FULL, SQLITE_IOERR_SHMSIZE -> "the disk is full";
          case SQLITE_NOTADB, SQLITE_CORRUPT ->
              "it is damaged or no database: put a backup in its place, or move it away to begin"
                  + " anew";
          default -> e.getMessage();
        };
    return new JournalException(
        "%s cannot be %s: %s".formatted(file, what, reason), !passes(code), e);
  }

  /** The transaction is undone, the file is as it was, and a later try may succeed. */
  private static boolean passes(SQLiteErrorCode code) {
    return switch (primary(code)) {
      case SQLITE_FULL, SQLITE_BUSY, SQLITE_LOCKED -> true;
      // The index of the log could not grow, which a full disk does too; it is memory, not data.
      default -> code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
    };
  }

  /** SQLite answers ROLLBACK so when it has rolled back on its own, as after a full disk. */
  static boolean isNothingToRollBack(SQLException e) {
    return code(e) == SQLiteErrorCode.SQLITE_ERROR;
  }

  private static SQLiteErrorCode code(Exception e) {
    return e instanceof SQLiteException sqlite
        ? sqlite.getResultCode()
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  /** An extended code carries the primary one in its lowest byte. */
  private static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return SQLiteErrorCode.getErrorCode(code.code & 0xff);
  }
}
