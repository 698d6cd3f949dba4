package org.hierophant.coordinator.api.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Why a call was refused. Shape: {@code {"error":"conflict","hint":"…"}}.
 *
 * @param error a word for programs
 * @param hint a sentence for people
 */
record HttpRefusal(int status, String error, String hint) {
  static HttpRefusal starting(String hint) {
    return new HttpRefusal(503, "starting", hint);
  }

  /** Writes this as the whole answer; nothing may have been sent before. */
  void send(HttpServletResponse response) throws IOException {
    byte[] body =
        Json.write(
                json -> {
                  json.writeStartObject();
                  json.writeStringProperty("error", error);
                  json.writeStringProperty("hint", hint);
                  json.writeEndObject();
                })
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    if (status == 503 || status == 507) {
      response.setHeader("Retry-After", "10");
    }
    response.getOutputStream().write(body);
    response.flushBuffer(); // the client hears it before we look at the rest of its body
  }
}
