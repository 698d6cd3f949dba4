package org.hierophant.coordinator.ledger.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.hierophant.coordinator.request.StoredArtifact;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one query, column by column from left to right; what {@link RowWriter} wrote.
 */
final class RowReader implements AutoCloseable {
  private final Statement statement;
  private final ResultSet rows;
  private int last;

  RowReader(Connection connection, String sql) throws SQLException {
    statement = connection.createStatement();
    rows = statement.executeQuery(sql);
  }

  boolean next() throws SQLException {
    last = 0;
    return rows.next();
  }

  long number() throws SQLException {
    return rows.getLong(++last);
  }

  int integer() throws SQLException {
    return Math.toIntExact(number());
  }

  boolean flag() throws SQLException {
    return number() != 0;
  }

  OptionalLong optionalNumber() throws SQLException {
    long value = number();
    return value == 0 && rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  String text() throws SQLException {
    String text = rows.getString(++last);
    if (text == null) {
      throw missing();
    }
    return text;
  }

  byte[] bytes() throws SQLException {
    byte[] bytes = rows.getBytes(++last);
    if (bytes == null) {
      throw missing();
    }
    return bytes;
  }

  RowImage image() throws SQLException {
    return new RowImage(bytes());
  }

  Bytes32 hash() throws SQLException {
    return Bytes32.of(bytes());
  }

  Optional<Bytes32> optionalHash() throws SQLException {
    byte @Nullable [] bytes = rows.getBytes(++last);
    return bytes == null ? Optional.empty() : Optional.of(Bytes32.of(bytes));
  }

  ArtifactUri uri() throws SQLException {
    byte[] bytes = bytes();
    if (bytes.length != UriBytes.LENGTH) {
      throw new IllegalArgumentException("an artifact URI of " + bytes.length + " bytes");
    }
    return UriBytes.toUri(bytes, 0);
  }

  StoredArtifact artifact() throws SQLException {
    return new StoredArtifact(uri(), new Sha256(hash()), number());
  }

  Instant instant() throws SQLException {
    return EpochNanos.toInstant(number());
  }

  Instant farInstant() throws SQLException {
    return Instant.ofEpochSecond(number(), number());
  }

  Duration duration() throws SQLException {
    return Duration.ofSeconds(number(), number());
  }

  /** Leaves so many columns out. */
  void skip(int columns) {
    last += columns;
  }

  /** So that a message can say where it was. */
  private IllegalArgumentException missing() throws SQLException {
    return new IllegalArgumentException(
        "column " + rows.getMetaData().getColumnName(last) + " is empty");
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
