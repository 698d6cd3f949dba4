package org.hierophant.coordinator.ledger.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.hierophant.coordinator.ledger.JournalException;

/**
 * The tables, brought up to date by the migrations beside this class. Each migration sets {@code
 * user_version} to its own number: Flyway takes about half a second to find that it has nothing to
 * do, so a start asks that number first and Flyway only if there is something to do.
 */
final class Schema {
  /** Number of the newest migration. */
  static final int VERSION = 1;

  /** What the first migration marks our files with: "Hier". */
  private static final int APPLICATION_ID = 0x4869_6572;

  private Schema() {}

  /**
   * The version of the tables; 0 if there are none yet. Changes nothing.
   *
   * @throws JournalException if the file is of somebody else or of a newer version
   */
  static int version(Connection connection, Path file) throws SQLException, JournalException {
    int version = number(connection, "PRAGMA user_version");
    int application = number(connection, "PRAGMA application_id");
    if (isForeign(connection, application, version)) {
      throw new JournalException(
          file + " is a database of another program: move it away", true, null);
    }
    if (version > VERSION) {
      throw new JournalException(
          "%s was written by a newer Hierophant (schema %d, this one knows %d): start that one"
              .formatted(file, version, VERSION),
          true,
          null);
    }
    return version;
  }

  private static boolean isForeign(Connection connection, int application, int version)
      throws SQLException {
    if (application != 0 || version != 0) {
      return application != APPLICATION_ID;
    }
    // Flyway's own table alone is what an interrupted first start leaves.
    return number(
            connection,
            "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'flyway_schema_history'")
        > 0;
  }

  /**
   * @param version as {@link #version} found it
   */
  static void migrate(int version, Path file) throws JournalException {
    if (version == VERSION) {
      return;
    }
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource("jdbc:sqlite:" + file, null, null)
          .locations("classpath:org/hierophant/coordinator/ledger/sqlite")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new JournalException(
          "the tables of " + file + " cannot be brought up to date", true, e);
    }
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
