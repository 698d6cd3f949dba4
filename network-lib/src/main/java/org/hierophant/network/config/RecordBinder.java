package org.hierophant.network.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Fills records from one TOML document and the environment, and notes what is wrong on the way. */
final class RecordBinder {
  private final ConfigSource source;
  private final List<String> knownKeys;
  private final List<ConfigProblem> problems;

  RecordBinder(ConfigSource source, List<String> knownKeys, List<ConfigProblem> problems) {
    this.source = source;
    this.knownKeys = knownKeys;
    this.problems = problems;
  }

  /** Empty if a problem was noted. */
  <T extends Record> Optional<T> bind(Class<T> type, TomlTable table) {
    return Optional.ofNullable(bind(type, "", table)).map(type::cast);
  }

  private @Nullable Object bind(Class<?> type, String path, @Nullable TomlTable table) {
    int before = problems.size();
    RecordComponent[] components = type.getRecordComponents();
    if (table != null) {
      refuseUnknownKeys(components, path, table);
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i], path, table);
    }
    if (problems.size() > before) {
      return null;
    }
    try {
      Object bound = canonicalConstructor(type).newInstance(values);
      if (bound instanceof CrossFieldRules rules) {
        rules
            .brokenRules()
            .forEach(rule -> problem(where(table, rule.key()), path + rule.key(), rule.message()));
      }
      return bound;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        problems.add(new ConfigProblem(file(), String.valueOf(refused.getMessage())));
        return null;
      }
      throw new IllegalStateException("cannot make a " + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }

  private void refuseUnknownKeys(RecordComponent[] components, String path, TomlTable table) {
    for (String written : table.keySet()) {
      if (Arrays.stream(components).noneMatch(c -> KeySchema.key(c).value().equals(written))) {
        String hint =
            NearestKey.to(written, knownKeys)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        problem(where(table, written), path + written, "is not a key" + hint);
      }
    }
  }

  private @Nullable Object value(
      RecordComponent component, String path, @Nullable TomlTable table) {
    Key key = KeySchema.key(component);
    Object found = table == null ? null : table.get(List.of(key.value()));
    Optional<Class<?>> nested = KeySchema.table(component);
    if (nested.isPresent()) {
      return KeySchema.isList(component)
          ? tables(nested.get(), path + key.value(), table, found)
          : table(nested.get(), path + key.value(), table, found);
    }
    return new LeafReader(this, component, path, table, found).read();
  }

  private @Nullable Object table(
      Class<?> type, String key, @Nullable TomlTable parent, @Nullable Object found) {
    if (found == null || found instanceof TomlTable) {
      return bind(type, key + ".", (TomlTable) found);
    }
    problem(where(parent, lastPart(key)), key, "must be a table: [" + key + "]");
    return null;
  }

  private @Nullable List<Object> tables(
      Class<?> type, String key, @Nullable TomlTable parent, @Nullable Object found) {
    if (found == null) {
      return List.of();
    }
    if (!(found instanceof TomlArray array) || !isAllTables(array)) {
      problem(where(parent, lastPart(key)), key, "must be an array of tables: [[" + key + "]]");
      return null;
    }
    List<Object> bound = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Object element = bind(type, key + ".", array.getTable(i));
      if (element != null) {
        bound.add(element);
      }
    }
    return List.copyOf(bound);
  }

  private static boolean isAllTables(TomlArray array) {
    return array.toList().stream().allMatch(TomlTable.class::isInstance);
  }

  ConfigSource source() {
    return source;
  }

  void problem(String where, String key, String message) {
    problems.add(new ConfigProblem(where, key + " " + message));
  }

  String file() {
    return source.file().toString();
  }

  /** File and line of a key; the file alone if it is not written there. */
  String where(@Nullable TomlTable table, String key) {
    TomlPosition position = table == null ? null : table.inputPositionOf(List.of(key));
    return position == null ? file() : file() + ":" + position.line();
  }

  static String lastPart(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  private static Constructor<?> canonicalConstructor(Class<?> type) throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true); // property records may be package-private
    return constructor;
  }

  static String join(List<String> names) {
    return names.stream().collect(Collectors.joining(" or "));
  }
}
