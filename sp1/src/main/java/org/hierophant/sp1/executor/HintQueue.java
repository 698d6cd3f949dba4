package org.hierophant.sp1.executor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The input items still to be read; the guest itself may put items in front. */
final class HintQueue {
  /** What an item costs the budget beside its bytes. */
  private static final int ITEM_OVERHEAD = 64;

  private final Deque<Hint> items;
  private final MemoryBudget budget;
  private int pushed;

  HintQueue(List<byte[]> inputs, MemoryBudget budget) {
    this.items = new ArrayDeque<>(inputs.size());
    inputs.forEach(input -> items.add(Hint.of(input)));
    this.budget = budget;
  }

  void pushFront(Hint item) {
    budget.take((long) item.length() + ITEM_OVERHEAD);
    items.addFirst(item);
    pushed++;
  }

  @Nullable Hint front() {
    return items.peekFirst();
  }

  void removeFront() {
    Hint item = items.removeFirst();
    if (pushed > 0) { // whatever the guest pushed lies in front of the inputs
      pushed--;
      budget.give((long) item.length() + ITEM_OVERHEAD);
    }
  }
}
