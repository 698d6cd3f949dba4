package org.hierophant.contemplant.prover.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a prover printed last, and whether it has said that it failed.
 *
 * <p><b>Limits.</b> The last {@value #MAX_LINES} lines, each of at most {@value
 * LineFeed#MAX_LINE_BYTES} bytes: what a longer one has beyond that is dropped.
 *
 * <p><b>Thread.</b> One thread reads the child; any may look.
 *
 * <p><b>Source.</b> The fatal lines: {@code crates/prover/src/worker/node/full/init.rs} in sp1
 * v6.4.0, which swallows these failures, or waits for ever after them.
 */
public final class ChildLog {
  public static final int MAX_LINES = 200;
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");
  private static final List<String> FATAL_OF_SP1_6 =
      List.of(
          "task panicked",
          "Controller: task failed",
          "CoreExecute: task failed",
          "exhausted its retry budget");

  private final List<String> fatalParts;
  private final Deque<String> lines = new ArrayDeque<>();
  private @Nullable String fatal;
  private Consumer<String> listener = _ -> {};
  private long lastLineNanos = System.nanoTime();

  /** For what SP1 6's servers print. */
  public ChildLog() {
    this(FATAL_OF_SP1_6);
  }

  /**
   * @param fatalParts a line with one of them says that the prover failed
   */
  public ChildLog(List<String> fatalParts) {
    this.fatalParts = List.copyOf(fatalParts);
  }

  /** Takes one line. */
  public void line(String text) {
    String plain = COLOURS.matcher(text).replaceAll("").stripTrailing();
    Consumer<String> told;
    synchronized (this) {
      lastLineNanos = System.nanoTime();
      if (lines.size() == MAX_LINES) {
        lines.removeFirst();
      }
      lines.addLast(plain);
      if (fatal == null && fatalParts.stream().anyMatch(plain::contains)) {
        fatal = plain;
      }
      told = listener;
    }
    told.accept(plain);
  }

  /**
   * A new job begins: what was fatal before is history, and {@code newListener} hears each line.
   */
  public synchronized void follow(Consumer<String> newListener) {
    fatal = null;
    listener = newListener;
    lastLineNanos = System.nanoTime();
  }

  /** The first line since {@link #follow} after which nothing good comes. */
  public synchronized Optional<String> fatal() {
    return Optional.ofNullable(fatal);
  }

  /** How long nothing was printed. */
  public synchronized long silentNanos() {
    return System.nanoTime() - lastLineNanos;
  }

  /** Oldest first. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The last lines that together have at most {@code maxBytes} bytes of UTF-8. */
  public synchronized String tail(int maxBytes) {
    List<String> kept = new ArrayList<>();
    int left = maxBytes;
    var newestFirst = lines.descendingIterator();
    while (newestFirst.hasNext()) {
      String line = newestFirst.next();
      left -= line.getBytes(StandardCharsets.UTF_8).length + 1;
      if (left < 0) {
        break;
      }
      kept.addFirst(line);
    }
    return String.join("\n", kept);
  }

  /** Reads to the end of the stream, which is the end of the last process that could write. */
  void readAll(InputStream in) throws IOException {
    LineFeed feed = new LineFeed(this);
    byte[] buffer = new byte[8_192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      feed.bytes(buffer, read);
    }
    feed.end();
  }
}
