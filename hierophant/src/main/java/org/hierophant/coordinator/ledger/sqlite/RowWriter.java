package org.hierophant.coordinator.ledger.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * Fills the question marks of one statement from left to right, in the forms that the head of
 * {@code V1__journal.sql} describes and {@link RowReader} reads. Closed with its connection.
 */
final class RowWriter {
  private final Connection connection;
  private final String sql;
  private PreparedStatement statement;
  private int last;

  RowWriter(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.sql = sql;
    statement = connection.prepareStatement(sql);
  }

  /** The next value goes to the first question mark, whatever became of the last row. */
  RowWriter row() {
    last = 0;
    return this;
  }

  /** Also for unsigned numbers: the signed one of the same bits. */
  RowWriter number(long value) throws SQLException {
    statement.setLong(++last, value);
    return this;
  }

  RowWriter number(OptionalLong value) throws SQLException {
    return value.isPresent() ? number(value.getAsLong()) : nothing();
  }

  RowWriter flag(boolean value) throws SQLException {
    return number(value ? 1 : 0);
  }

  RowWriter text(@Nullable String value) throws SQLException {
    statement.setString(++last, value);
    return this;
  }

  RowWriter bytes(byte @Nullable [] value) throws SQLException {
    statement.setBytes(++last, value);
    return this;
  }

  RowWriter hash(Optional<Bytes32> value) throws SQLException {
    return value.isPresent() ? bytes(value.get().toBytes()) : nothing();
  }

  RowWriter worker(WorkerId value) throws SQLException {
    return text(value.text());
  }

  RowWriter uri(ArtifactUri value) throws SQLException {
    return bytes(UriBytes.of(value));
  }

  /** Three columns. */
  RowWriter artifact(StoredArtifact value) throws SQLException {
    return uri(value.uri()).bytes(value.digest().toBytes()).number(value.sizeBytes());
  }

  /**
   * @throws ArithmeticException before the year 1678 and after 2261
   */
  RowWriter instant(Instant value) throws SQLException {
    return number(EpochNanos.of(value));
  }

  /** Two columns: any instant. */
  RowWriter farInstant(Instant value) throws SQLException {
    return number(value.getEpochSecond()).number(value.getNano());
  }

  /** Two columns: any duration. */
  RowWriter duration(Duration value) throws SQLException {
    return number(value.getSeconds()).number(value.getNano());
  }

  RowWriter nothing() throws SQLException {
    statement.setNull(++last, Types.NULL);
    return this;
  }

  RowWriter nothing(int columns) throws SQLException {
    for (int i = 0; i < columns; i++) {
      nothing();
    }
    return this;
  }

  void write() throws SQLException {
    run();
  }

  /**
   * Runs a statement that must meet one row.
   *
   * @throws IllegalStateException if it met none: a fact about something that was never kept
   */
  void writeOne() throws SQLException {
    if (run() != 1) {
      throw new IllegalStateException("no such row for: " + sql.lines().findFirst().orElse(sql));
    }
  }

  private int run() throws SQLException {
    try {
      return statement.executeUpdate();
    } catch (SQLException e) {
      prepareAgain(e);
      throw e;
    }
  }

  /** The driver finishes a statement off when it fails, with a full disk for instance. */
  private void prepareAgain(SQLException failure) {
    try {
      statement.close();
      statement = connection.prepareStatement(sql);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
