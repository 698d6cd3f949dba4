package org.hierophant.network.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The variable {@code RUST_LOG}, which operators of the original set.
 *
 * <p><b>Shape.</b> Directives separated by commas: {@code level}, {@code target=level} or {@code
 * target}; levels are error, warn, info, debug, trace and off. A target is a logger of ours, or any
 * other word, which stands for all of ours. What is no directive is passed over, as the original
 * does.
 *
 * <p><b>Source.</b> crate env_logger 0.11.
 */
public final class RustLog {
  private static final Set<String> LEVELS =
      Set.of("error", "warn", "info", "debug", "trace", "off");

  private RustLog() {}

  /**
   * Levels by logger, {@code root} among them.
   *
   * @param ownPackage the loggers that foreign targets and bare levels mean; libraries stay
   *     quieter: nobody who asks for debug wants that of every one
   */
  public static Map<String, String> levels(String text, String ownPackage) {
    Map<String, String> levels = new LinkedHashMap<>();
    levels.put("root", "warn");
    levels.put(ownPackage, "info");
    for (String directive : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = directive.strip().split("=", 2);
      String level = parts.length == 2 ? parts[1].strip() : parts[0];
      if (parts.length == 1 && LEVELS.contains(level)) {
        levels.put(ownPackage, level);
        levels.put("root", quieter(level));
      } else if (parts.length == 2 && LEVELS.contains(level)) {
        String target = parts[0].strip().replace("::", ".");
        levels.put(target.startsWith("org.") ? target : ownPackage, level);
      }
    }
    return levels;
  }

  private static String quieter(String level) {
    return switch (level) {
      case "error", "off" -> level;
      case "trace" -> "info";
      default -> "warn";
    };
  }
}
