package org.hierophant.network.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Release of this build, the same for both programs. */
public final class ProgramVersion {
  private static final String RESOURCE = "version.properties";

  private ProgramVersion() {}

  /** For example {@code 0.1.0}. */
  public static String text() {
    try (InputStream in = ProgramVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + RESOURCE);
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
