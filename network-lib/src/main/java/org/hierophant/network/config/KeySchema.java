package org.hierophant.network.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which keys a record of settings has, its tables included. */
final class KeySchema {
  private KeySchema() {}

  /**
   * Full dotted keys in the order of the components.
   *
   * @param path of the record itself: empty, or a table name with its dot
   */
  static List<String> keys(Class<?> type, String path) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + key(component).value();
      table(component)
          .ifPresentOrElse(table -> keys.addAll(keys(table, key + ".")), () -> keys.add(key));
    }
    return keys;
  }

  /**
   * @throws IllegalStateException if our own record has a component without {@link Key}
   */
  static Key key(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalStateException("no @Key on " + component);
    }
    return key;
  }

  /** The record of further keys behind a component: a table, or one element of an array of them. */
  static Optional<Class<?>> table(RecordComponent component) {
    Class<?> type = isList(component) ? elementType(component) : component.getType();
    return type.isRecord() && hasKeys(type) ? Optional.of(type) : Optional.empty();
  }

  static boolean isList(RecordComponent component) {
    return component.getType() == List.class;
  }

  static boolean isOptional(RecordComponent component) {
    return component.getType() == Optional.class;
  }

  /** {@code T} of {@code Optional<T>} and {@code List<T>}, else the type itself. */
  static Class<?> elementType(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType generic) {
      Type argument = generic.getActualTypeArguments()[0];
      if (argument instanceof Class<?> type) {
        return type;
      }
    }
    return component.getType();
  }

  /** Variables that set a key, the strongest first. */
  static List<String> variables(String prefix, String fullKey, Key key) {
    String own = prefix + fullKey.toUpperCase(Locale.ROOT).replace('.', '_');
    return Stream.of(Stream.of(own), prefixed(prefix, key), Arrays.stream(key.env()))
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  private static Stream<String> prefixed(String prefix, Key key) {
    return Arrays.stream(key.env()).map(alias -> alias.startsWith(prefix) ? alias : prefix + alias);
  }

  private static boolean hasKeys(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .anyMatch(component -> component.isAnnotationPresent(Key.class));
  }
}
