package org.hierophant.contemplant.prover.twirp;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells moongate's answers that are no results apart: a Twirp error, after which it is as good as
 * before; and anything else, which is a panic, after which every further call fails too.
 *
 * <p><b>Shape.</b> A Twirp error is JSON with {@code code} and {@code msg}. A panic has its own
 * text where the content type should be, and JSON with {@code error.kind} and {@code
 * error.details}.
 *
 * <p><b>Source.</b> {@code server/src/main.rs} in sp1-gpu, and twirp-rs; seen from outside.
 */
final class ErrorAnswer {
  private static final Pattern TEXT =
      Pattern.compile("\"(code|msg|error|details)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)", Pattern.DOTALL);
  private static final int KEPT_CHARS = 1_000;

  private ErrorAnswer() {}

  static Reply of(int status, String contentType, String body) {
    Optional<String> code = member(body, "code");
    if (contentType.startsWith("application/json") && code.isPresent()) {
      String detail = member(body, "error").map(more -> " (" + more + ")").orElse("");
      return new Reply.Refused(
          code.get(), shortened(member(body, "msg").orElse("no message") + detail));
    }
    if (body.contains("\"panic\"")) {
      String details = member(body, "details").orElse("");
      return new Reply.Panicked(
          shortened("panic: " + (details.length() > contentType.length() ? details : contentType)));
    }
    return new Reply.Panicked(
        shortened("answer %d of type %s: %s".formatted(status, contentType, body)));
  }

  private static Optional<String> member(String json, String name) {
    Matcher member = TEXT.matcher(json);
    while (member.find()) {
      if (member.group(1).equals(name)) {
        return Optional.of(ESCAPE.matcher(member.group(2)).replaceAll(ErrorAnswer::unescaped));
      }
    }
    return Optional.empty();
  }

  private static String unescaped(MatchResult escape) {
    String what = escape.group(1);
    String plain =
        switch (what.charAt(0)) {
          case 'n' -> "\n";
          case 't' -> "\t";
          case 'r' -> "\r";
          case 'b', 'f' -> " ";
          case 'u' ->
              what.length() == 5
                  ? String.valueOf((char) Integer.parseInt(what.substring(1), 16))
                  : what;
          default -> what;
        };
    return Matcher.quoteReplacement(plain);
  }

  private static String shortened(String text) {
    return text.length() <= KEPT_CHARS ? text : text.substring(0, KEPT_CHARS) + "…";
  }
}
