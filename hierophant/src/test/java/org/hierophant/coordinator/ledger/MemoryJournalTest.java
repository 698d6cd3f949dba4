package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hierophant.coordinator.testing.MemoryJournal;
import org.junit.jupiter.api.Test;

/** The journal that other tests use keeps the contract too. */
class MemoryJournalTest extends JournalContract {
  private final MemoryJournal memory = new MemoryJournal();

  @Override
  protected Journal open() {
    return memory;
  }

  @Test
  void aFailedCommitChangesNothingAndTheNextOneWorks() throws JournalException {
    Event.Durable event = accepted(records.request(), 1);
    memory.failNextCommit();

    assertThatThrownBy(() -> commit(event))
        .isInstanceOfSatisfying(JournalException.class, e -> assertThat(e.isFatal()).isFalse());
    assertThat(reloaded()).isEqualTo(Snapshot.EMPTY);

    commit(event);
    assertThat(memory.events()).containsExactly(event);
    assertThat(memory.commits()).isEqualTo(1);
  }

  @Test
  void aFatalFailureIsFatal() throws JournalException {
    memory.failNextCommitFatally();

    assertThatThrownBy(() -> commit(accepted(records.request(), 1)))
        .isInstanceOfSatisfying(JournalException.class, e -> assertThat(e.isFatal()).isTrue());
    assertThat(reloaded()).isEqualTo(Snapshot.EMPTY);
  }
}
