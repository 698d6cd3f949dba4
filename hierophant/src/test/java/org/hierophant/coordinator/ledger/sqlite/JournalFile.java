package org.hierophant.coordinator.ledger.sqlite;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hierophant.coordinator.ledger.JournalException;

/** The journal's file as other programs see it. */
record JournalFile(Path path) {
  static JournalFile in(Path directory) {
    return new JournalFile(directory.resolve("journal.db"));
  }

  Path log() {
    return path.resolveSibling("journal.db-wal");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + path);
  }

  /** Through a connection of its own. */
  void execute(String... statements) throws SQLException {
    try (Connection connection = connect()) {
      execute(connection, statements);
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column, through a connection of its own. */
  List<String> strings(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return strings(connection, sql);
    }
  }

  static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  /** What the call throws. */
  static JournalException failureOf(ThrowingCallable call) {
    return catchThrowableOfType(JournalException.class, call);
  }
}
