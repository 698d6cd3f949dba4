package org.hierophant.network.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Reads one key that is no table: environment first, then file, then default. */
final class LeafReader {
  private final RecordBinder binder;
  private final RecordComponent component;
  private final Key key;
  private final String fullKey;
  private final @Nullable TomlTable table;
  private final @Nullable Object found;
  private final ValueType<?> type;

  LeafReader(
      RecordBinder binder,
      RecordComponent component,
      String path,
      @Nullable TomlTable table,
      @Nullable Object found) {
    this.binder = binder;
    this.component = component;
    this.key = KeySchema.key(component);
    this.fullKey = path + key.value();
    this.table = table;
    this.found = found;
    this.type = ValueType.of(KeySchema.elementType(component), key);
  }

  /** The component's value, or {@code null} once a problem was noted. */
  @Nullable Object read() {
    List<String> variables = KeySchema.variables(binder.source().environmentPrefix(), fullKey, key);
    for (String variable : variables) {
      Optional<String> text = binder.source().environment().get(variable);
      if (text.isPresent()) {
        return KeySchema.isList(component)
            ? listOfText(text.get(), "environment variable " + variable)
            : wrap(parse(text.get(), "environment variable " + variable));
      }
    }
    if (found != null && !(KeySchema.isOptional(component) && "".equals(found))) {
      return fromFile(found);
    }
    if (!key.or().isEmpty()) {
      return KeySchema.isList(component)
          ? listOfText(key.or(), "default")
          : wrap(parse(key.or(), "default"));
    }
    if (KeySchema.isOptional(component)) {
      return Optional.empty();
    }
    if (KeySchema.isList(component)) {
      return List.of();
    }
    binder.problem(
        binder.file(),
        fullKey,
        "is required: set it in the file or as " + RecordBinder.join(variables));
    return null;
  }

  private @Nullable Object fromFile(Object value) {
    String where = binder.where(table, key.value());
    if (!KeySchema.isList(component)) {
      return wrap(parseWritten(value, where));
    }
    if (!(value instanceof TomlArray array)) {
      refuse(where, value, "an array, each element " + type.allowed());
      return null;
    }
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      elements.add(parseWritten(array.get(i), where));
    }
    return elements.contains(null) ? null : List.copyOf(elements);
  }

  private @Nullable Object listOfText(String text, String where) {
    List<@Nullable Object> elements =
        new ArrayList<>(
            Arrays.stream(text.split(",", -1)).map(part -> parse(part.strip(), where)).toList());
    return elements.contains(null) ? null : List.copyOf(elements);
  }

  private @Nullable Object parseWritten(Object value, String where) {
    if (!type.written().isInstance(value)) {
      refuse(where, value, type.allowed());
      return null;
    }
    return parse(value.toString(), value, where);
  }

  private @Nullable Object parse(String text, String where) {
    return parse(text, text, where);
  }

  private @Nullable Object parse(String text, Object asWritten, String where) {
    try {
      return type.parser().apply(text);
    } catch (IllegalArgumentException _) { // the reason is what is allowed
      refuse(where, asWritten, type.allowed());
      return null;
    }
  }

  private void refuse(String where, Object value, String allowed) {
    String shown =
        KeySchema.elementType(component) == Secret.class
            ? "***"
            : value instanceof String text ? '"' + shortened(text) + '"' : shown(value);
    binder.problem(where, fullKey, "= " + shown + " must be " + allowed);
  }

  private static String shown(Object value) {
    return switch (value) {
      case TomlTable _ -> "{…}";
      case TomlArray _ -> "[…]";
      default -> value.toString();
    };
  }

  private static String shortened(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
  }

  private @Nullable Object wrap(@Nullable Object value) {
    return value != null && KeySchema.isOptional(component) ? Optional.of(value) : value;
  }
}
