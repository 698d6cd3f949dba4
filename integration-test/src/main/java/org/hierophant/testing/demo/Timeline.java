package org.hierophant.testing.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What happened to the request, as this client saw it.
 *
 * <p><b>Thread.</b> Any.
 */
final class Timeline {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  private record Entry(Instant at, String what, String detail, boolean isStep)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return at.compareTo(other.at);
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /** Something that happened to the request: it lasts until the next step. */
  synchronized void step(Instant at, String what, String detail) {
    add(new Entry(at, what, detail, true));
  }

  /** Something that happened meanwhile. */
  synchronized void note(Instant at, String what, String detail) {
    add(new Entry(at, what, detail, false));
  }

  private void add(Entry entry) {
    entries.add(entry);
    Collections.sort(entries); // several threads see several things
  }

  /** From the first to the last entry. */
  synchronized Duration total() {
    return Duration.between(entries.getFirst().at(), entries.getLast().at());
  }

  /** Time, what began then, how long it lasted, and more about it. */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      String took =
          entry.isStep()
              ? entries.subList(i + 1, entries.size()).stream()
                  .filter(Entry::isStep)
                  .findFirst()
                  .map(next -> Format.seconds(Duration.between(entry.at(), next.at())))
                  .orElse("")
              : "";
      lines.add(
          "%s  %-10s %8s  %s"
              .formatted(TIME.format(entry.at()), entry.what(), took, entry.detail())
              .stripTrailing());
    }
    return lines;
  }
}
