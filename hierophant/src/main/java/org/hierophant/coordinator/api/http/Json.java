package org.hierophant.coordinator.api.http;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Compact JSON, written key by key so that the order is ours. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int LARGEST_PLAIN_EXPONENT = 13;
  private static final int SMALLEST_PLAIN_EXPONENT = -5;

  private Json() {}

  static String write(Consumer<JsonGenerator> content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      content.accept(json);
    }
    return text.toString();
  }

  /**
   * A 32-bit number as Rust's serde_json writes it: fewest digits that read back the same, always
   * with a fraction or an exponent.
   *
   * <p><b>Source.</b> crate ryu 1.0, pretty form of f32.
   *
   * @throws IllegalArgumentException if {@code value} is not finite
   */
  static String f32(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    int pointAfter = shortest.precision() - shortest.scale();
    if (pointAfter >= SMALLEST_PLAIN_EXPONENT && pointAfter <= LARGEST_PLAIN_EXPONENT) {
      String plain = shortest.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = shortest.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return (value < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (pointAfter - 1);
  }
}
