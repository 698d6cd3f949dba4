package org.hierophant.coordinator.ledger;

import java.util.List;

/**
 * Where events are kept. One process at a time.
 *
 * <p><b>Thread.</b> The ledger's only, after {@link #load}.
 */
public interface Journal extends AutoCloseable {
  /**
   * Everything committed so far.
   *
   * @throws JournalException if it cannot be read
   */
  Snapshot load() throws JournalException;

  /**
   * Makes the events durable, in order, all or none; returns after the fsync.
   *
   * @throws JournalException if they are not; {@link JournalException#isFatal} tells whether the
   *     disk can be trusted any further
   */
  void commit(List<Event.Durable> events) throws JournalException;

  @Override
  void close() throws JournalException;
}
