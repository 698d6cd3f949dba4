package org.hierophant.coordinator.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hierophant.coordinator.ledger.Event;
import org.hierophant.coordinator.ledger.Journal;
import org.hierophant.coordinator.ledger.JournalException;
import org.hierophant.coordinator.ledger.Snapshot;
import org.hierophant.coordinator.request.RequestView;
import org.hierophant.network.domain.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * A journal that keeps the events themselves. It outlives {@link #close}: give it to the next
 * ledger, and that one has restarted.
 *
 * <p><b>Thread.</b> Any, one after the other; the failure may be set from another one.
 */
public final class MemoryJournal implements Journal {
  private final List<Event.Durable> events = new ArrayList<>();
  private @Nullable JournalException nextFailure;
  private int commits;

  @Override
  public synchronized Snapshot load() {
    SnapshotFold fold = new SnapshotFold();
    events.forEach(fold::apply);
    return fold.snapshot();
  }

  @Override
  public Snapshot loadOpen() {
    Snapshot all = load();
    return new Snapshot(
        all.programs(),
        all.requests().stream().filter(view -> !view.state().isFinal()).toList(),
        all.attempts(),
        all.workers(),
        all.deadWorkers(),
        all.history());
  }

  @Override
  public List<RequestView> finished(long after, int limit) {
    return finished().filter(view -> view.sequence() > after).limit(limit).toList();
  }

  @Override
  public List<RequestView> finished(Set<RequestId> ids) {
    return finished().filter(view -> ids.contains(view.id())).toList();
  }

  private Stream<RequestView> finished() {
    return load().requests().stream().filter(view -> view.state().isFinal());
  }

  @Override
  public synchronized void commit(List<Event.Durable> batch) throws JournalException {
    if (batch.isEmpty()) {
      return;
    }
    if (nextFailure != null) {
      JournalException failure = nextFailure;
      nextFailure = null;
      throw failure;
    }
    events.addAll(batch);
    commits++;
  }

  @Override
  public void close() {}

  /** The next commit changes nothing and throws, as a full disk makes it; once. */
  public synchronized void failNextCommit() {
    nextFailure = new JournalException("the disk is full", false, null);
  }

  /** The next commit throws, as a broken disk makes it; once. */
  public synchronized void failNextCommitFatally() {
    nextFailure = new JournalException("the disk is broken", true, null);
  }

  /** Everything committed, in order. */
  public synchronized List<Event.Durable> events() {
    return Collections.unmodifiableList(new ArrayList<>(events));
  }

  /** Commits that were not empty and did not fail. */
  public synchronized int commits() {
    return commits;
  }
}
