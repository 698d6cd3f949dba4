package org.hierophant.network.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * Reads a TOML file and the environment into a record whose components carry {@link Key}.
 *
 * <p><b>Limits.</b> A file of at most 1 MiB. Everything that is wrong is reported at once, except
 * that a file which is not TOML is reported alone.
 */
public final class ConfigReader {
  private static final long MAX_FILE_BYTES = 1 << 20;

  private ConfigReader() {}

  /**
   * @param type a record; all its components carry {@link Key}
   */
  public static <T extends Record> ConfigResult<T> read(Class<T> type, ConfigSource source) {
    String name = source.file().toString();
    TomlTable table;
    try {
      String text = text(source);
      TomlParseResult parsed = Toml.parse(text);
      if (parsed.hasErrors()) {
        return new ConfigResult.Invalid<>(
            parsed.errors().stream()
                .map(
                    error ->
                        new ConfigProblem(
                            name + ":" + error.position().line(),
                            firstLine(String.valueOf(error.getMessage()))))
                .toList());
      }
      table = parsed;
    } catch (NoSuchFileException e) {
      return invalid(name, "no such file");
    } catch (CharacterCodingException e) {
      return invalid(name, "is not UTF-8 text");
    } catch (IOException e) {
      return invalid(name, "cannot be read: " + e.getMessage());
    }
    List<ConfigProblem> problems = new ArrayList<>();
    Optional<T> value =
        new RecordBinder(source, KeySchema.keys(type, ""), problems).bind(type, table);
    return value.isPresent() && problems.isEmpty()
        ? new ConfigResult.Valid<>(value.get())
        : new ConfigResult.Invalid<>(problems);
  }

  /** Every key {@code type} knows, dotted, in order. */
  public static List<String> keys(Class<? extends Record> type) {
    return KeySchema.keys(type, "");
  }

  private static String text(ConfigSource source) throws IOException {
    if (!source.fileRequired() && Files.notExists(source.file())) {
      return "";
    }
    if (Files.isDirectory(source.file())) {
      throw new IOException("is a directory");
    }
    if (Files.size(source.file()) > MAX_FILE_BYTES) {
      throw new IOException("larger than " + MAX_FILE_BYTES + " bytes");
    }
    return Files.readString(source.file());
  }

  private static <T> ConfigResult<T> invalid(String where, String message) {
    return new ConfigResult.Invalid<>(List.of(new ConfigProblem(where, message)));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
