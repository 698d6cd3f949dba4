package org.hierophant.coordinator.ledger.sqlite;

import java.nio.file.Path;
import org.hierophant.coordinator.ledger.Journal;
import org.hierophant.coordinator.ledger.JournalContract;
import org.hierophant.coordinator.ledger.JournalException;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalContractTest extends JournalContract {
  @TempDir Path directory;

  @Override
  protected Journal open() throws JournalException {
    return EmptyJournal.open(directory);
  }
}
