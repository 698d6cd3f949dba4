package org.hierophant.coordinator.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import org.hierophant.coordinator.artifact.ArtifactContent;

/**
 * Lets the kernel move a file to the socket. Tomcat opens the file before it returns to the poller
 * and sends it after the handler has ended, so nothing tells us when the last byte went out.
 *
 * <p><b>Source.</b> Tomcat 11, advanced I/O: request attributes {@code
 * org.apache.tomcat.sendfile.*}.
 */
final class SendFile {
  /** Below this a copy through memory is as fast. */
  private static final long WORTHWHILE_BYTES = 256 << 10;

  private static final String PREFIX = "org.apache.tomcat.sendfile.";

  private SendFile() {}

  static boolean isPossible(HttpServletRequest request, ArtifactContent content) {
    return content.info().stored().sizeBytes() >= WORTHWHILE_BYTES
        && content.file().isPresent()
        && Boolean.TRUE.equals(request.getAttribute(PREFIX + "support"));
  }

  static void hand(HttpServletRequest request, Path file, long from, long count) {
    request.setAttribute(PREFIX + "filename", file.toString());
    request.setAttribute(PREFIX + "start", from);
    request.setAttribute(PREFIX + "end", from + count);
  }
}
