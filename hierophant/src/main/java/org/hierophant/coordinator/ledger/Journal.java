package org.hierophant.coordinator.ledger;

import java.util.List;
import java.util.Set;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.RequestId;

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
   * As {@link #load}, but without finished requests, of which there can be many.
   *
   * @throws JournalException if it cannot be read
   */
  Snapshot loadOpen() throws JournalException;

  /**
   * The next finished requests by ascending sequence; none once all were read.
   *
   * @param after the sequence of the last one that was read before, at first -1
   * @throws JournalException if they cannot be read
   */
  List<RequestView> finished(long after, int limit) throws JournalException;

  /**
   * Those finished requests that have one of these ids; takes as long as a look at each.
   *
   * @throws JournalException if they cannot be read
   */
  List<RequestView> finished(Set<RequestId> ids) throws JournalException;

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
