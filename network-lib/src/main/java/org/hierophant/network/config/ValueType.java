package org.hierophant.network.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.CircuitVersion;

/**
 * One kind of value a key may hold.
 *
 * @param written how TOML must have it, so that a quoted number is a mistake
 * @param allowed completes "must be …"
 * @param parser throws {@link IllegalArgumentException} for a text that is not allowed
 */
record ValueType<T>(Class<?> written, String allowed, Function<String, T> parser) {

  /**
   * @throws IllegalStateException if settings cannot hold {@code type}: a mistake in our own record
   */
  static ValueType<?> of(Class<?> type, Key key) {
    if (type == int.class || type == Integer.class) {
      return number(key, Math.min(key.max(), Integer.MAX_VALUE), Math::toIntExact);
    } else if (type == long.class || type == Long.class) {
      return number(key, key.max(), value -> value);
    } else if (type == Duration.class) {
      return number(key, longestDuration(key), value -> Duration.of(value, key.unit()));
    } else if (type == boolean.class || type == Boolean.class) {
      return new ValueType<>(Boolean.class, "true or false", ValueType::bool);
    } else if (type == String.class) {
      return new ValueType<>(String.class, "a text that is not empty", ValueType::notBlank);
    } else if (type == Secret.class) {
      return text("a text that is not empty", Secret::new);
    } else if (type == Path.class) {
      return text("a path", Path::of);
    } else if (type == URI.class) {
      return text("an absolute URL", ValueType::absoluteUrl);
    } else if (type == Address.class) {
      return text("an address: 0x and 40 hex digits", s -> new Address(s.toLowerCase(Locale.ROOT)));
    } else if (type == CircuitVersion.class) {
      return text("a circuit version such as v6.1.0", CircuitVersion::ofWire);
    } else if (type.isEnum()) {
      return choice(type);
    }
    throw new IllegalStateException("settings cannot hold a " + type.getName());
  }

  private static <T> ValueType<T> text(String allowed, Function<String, T> parser) {
    return new ValueType<>(String.class, allowed, text -> parser.apply(notBlank(text)));
  }

  private static <T> ValueType<T> number(Key key, long max, Function<Long, T> parser) {
    String range =
        max == Long.MAX_VALUE ? key.min() + " or more" : "from " + key.min() + " to " + max;
    return new ValueType<>(
        Long.class,
        "a whole number, " + range + ", without quotes",
        text -> {
          long value = Long.parseLong(text);
          if (value < key.min() || value > max) {
            throw new IllegalArgumentException("out of range");
          }
          return parser.apply(value);
        });
  }

  /** A century: far beyond use, and far from any overflow of nanoseconds. */
  private static long longestDuration(Key key) {
    return Math.min(key.max(), Duration.ofDays(36_500).dividedBy(key.unit().getDuration()));
  }

  private static ValueType<?> choice(Class<?> type) {
    String allowed =
        Arrays.stream(type.getEnumConstants())
            .map(ValueType::spelling)
            .collect(Collectors.joining(", ", "one of ", ""));
    return text(
        allowed,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> spelling(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(allowed)));
  }

  private static String spelling(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return text;
  }

  private static URI absoluteUrl(String text) {
    URI uri = URI.create(text);
    if (uri.getScheme() == null || uri.getHost() == null) {
      throw new IllegalArgumentException("not absolute");
    }
    return uri;
  }
}
