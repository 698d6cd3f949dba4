package org.hierophant.network.config;

import java.nio.file.Path;

/**
 * Where settings come from. A variable wins over the file, a prefixed variable over an older name.
 *
 * @param fileRequired false for the default path: then a missing file is an empty one
 * @param environmentPrefix with its underscore, e.g. {@code HIEROPHANT_}
 */
public record ConfigSource(
    Path file, boolean fileRequired, String environmentPrefix, Environment environment) {}
