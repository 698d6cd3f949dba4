package org.hierophant.coordinator.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.hierophant.coordinator.artifact.ArtifactAccess;
import org.hierophant.coordinator.artifact.ArtifactAccess.Verdict;
import org.hierophant.coordinator.artifact.ArtifactContent;
import org.hierophant.coordinator.artifact.ArtifactInfo;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.ArtifactUri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * {@code GET|HEAD /{uri}}: an artifact as it was stored, whole or one range of it, never with a
 * content encoding. Paths that are no artifact URI do not come here.
 *
 * <p><b>Source.</b> Route: hierophant (July 2025); conditions and ranges: RFC 9110.
 */
@Controller
public final class DownloadController {
  private static final Logger log = LoggerFactory.getLogger(DownloadController.class);

  private final ArtifactStore store;
  private final ArtifactAccess access;

  public DownloadController(ArtifactStore store, ArtifactAccess access) {
    this.store = store;
    this.access = access;
  }

  @GetMapping("/{uri:(?:PROGRAM|STDIN|PROOF|PRIVATE_STDIN)_.+}")
  public void download(
      @PathVariable("uri") String text, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ArtifactUri> uri = ArtifactUri.parse(text);
    if (uri.isEmpty()) {
      new HttpRefusal(404, "not_found", "not an artifact URI").send(response);
      return;
    }
    switch (access.read(uri.get(), token(request))) {
      case Verdict.Forbidden(String hint) -> new HttpRefusal(403, "forbidden", hint).send(response);
      case Verdict.Unknown(String hint) ->
          new HttpRefusal(404, "unknown_artifact", hint).send(response);
      case Verdict.TryLater(String hint) -> HttpRefusal.starting(hint).send(response);
      case Verdict.Allowed _ -> serve(uri.get(), request, response);
    }
  }

  private void serve(ArtifactUri uri, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ArtifactContent> found;
    try {
      found = store.open(uri);
    } catch (IOException e) {
      log.atError().addKeyValue("uri", uri).setCause(e).log("artifact cannot be read");
      new HttpRefusal(503, "store_failed", "try again later").send(response);
      return;
    }
    if (found.isEmpty()) {
      new HttpRefusal(404, "unknown_artifact", "nothing is stored under this URI").send(response);
      return;
    }
    try (ArtifactContent content = found.get()) {
      send(content, request, response);
    }
  }

  private void send(
      ArtifactContent content, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ArtifactInfo info = content.info();
    String etag = '"' + info.stored().digest().hex() + '"';
    response.setHeader("ETag", etag);
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Cache-Control", "private, no-transform");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (info.uri().type() == ArtifactType.PROOF) {
      response.setHeader("Link", "</passports/%s>; rel=\"describedby\"".formatted(info.uri()));
    }
    if (matches(request.getHeader("If-None-Match"), etag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setHeader("Repr-Digest", DigestHeader.repr(info.stored().digest()));
    response.setHeader("Digest", DigestHeader.old(info.stored().digest()));
    long size = info.stored().sizeBytes();
    switch (requestedRange(request, etag, size)) {
      case ByteRange.Whole _ -> sendBytes(content, 0, size, request, response);
      case ByteRange.Part(long from, long count) -> {
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setHeader(
            "Content-Range", "bytes %d-%d/%d".formatted(from, from + count - 1, size));
        sendBytes(content, from, count, request, response);
      }
      case ByteRange.Unsatisfiable _ -> {
        response.setHeader("Content-Range", "bytes */" + size);
        new HttpRefusal(416, "no_such_range", "the artifact has " + size + " bytes").send(response);
      }
    }
  }

  private static ByteRange requestedRange(HttpServletRequest request, String etag, long size) {
    String range = request.getHeader("Range");
    String onlyIf = request.getHeader("If-Range");
    return range == null || onlyIf != null && !onlyIf.strip().equals(etag)
        ? new ByteRange.Whole()
        : ByteRange.parse(range, size);
  }

  /** Weak comparison, as a list or {@code *}. */
  private static boolean matches(@org.jspecify.annotations.Nullable String header, String etag) {
    return header != null
        && Arrays.stream(header.split(","))
            .map(String::strip)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
  }

  private void sendBytes(
      ArtifactContent content,
      long from,
      long count,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ArtifactInfo info = content.info();
    response.setContentType("application/octet-stream");
    response.setContentLengthLong(count);
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    if (info.uri().type() != ArtifactType.PROOF && SendFile.isPossible(request, content)) {
      SendFile.hand(request, content.file().map(Path::toAbsolutePath).orElseThrow(), from, count);
      return;
    }
    content.copyTo(response.getOutputStream(), from, count);
    response.flushBuffer();
    if (info.uri().type() == ArtifactType.PROOF && from + count == info.stored().sizeBytes()) {
      store.markFetched(info.uri());
    }
  }

  /** In the URL where somebody was given it as one. */
  private static Optional<String> token(HttpServletRequest request) {
    return Bearer.of(request).or(() -> Optional.ofNullable(request.getParameter("token")));
  }
}
