package org.hierophant.coordinator.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hierophant.coordinator.artifact.ArtifactAccess;
import org.hierophant.coordinator.artifact.ArtifactAccess.Verdict;
import org.hierophant.coordinator.artifact.ArtifactInfo;
import org.hierophant.coordinator.artifact.ArtifactStore;
import org.hierophant.coordinator.artifact.ArtifactTooLargeException;
import org.hierophant.coordinator.artifact.ArtifactUpload;
import org.hierophant.coordinator.artifact.StoreFullException;
import org.hierophant.coordinator.artifact.UploadResult;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * {@code PUT|POST /upload/{uri}}: takes an artifact as a stream. Everything that can be refused is
 * refused before the body is read.
 *
 * <p><b>Source.</b> Routes and the answer's text: hierophant (July 2025).
 */
@Controller
public final class UploadController {
  private static final Logger log = LoggerFactory.getLogger(UploadController.class);
  private static final int BUFFER_BYTES = 128 << 10;
  private static final byte[] SUCCESS = "Upload successful".getBytes(StandardCharsets.UTF_8);

  private final ArtifactStore store;
  private final ArtifactAccess access;
  private final long maxBytes;

  public UploadController(ArtifactStore store, ArtifactAccess access, long maxBytes) {
    this.store = store;
    this.access = access;
    this.maxBytes = maxBytes;
  }

  @RequestMapping(
      path = "/upload/{uri}",
      method = {RequestMethod.PUT, RequestMethod.POST})
  public void upload(
      @PathVariable("uri") String text, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<HttpRefusal> refusal;
    try {
      refusal =
          ArtifactUri.parse(text)
              .map(uri -> refusalOrStore(uri, request))
              .orElse(Optional.of(new HttpRefusal(400, "invalid_uri", "not an artifact URI")));
    } catch (BrokenBodyException e) {
      log.atDebug().addKeyValue("uri", text).setCause(e).log("upload broken off");
      refusal = Optional.of(new HttpRefusal(400, "incomplete_body", "the body ended early"));
    } catch (StoreFailedException e) {
      log.atError().addKeyValue("uri", text).setCause(e).log("upload could not be stored");
      refusal = Optional.of(new HttpRefusal(503, "store_failed", "try again later"));
    }
    if (refusal.isPresent()) {
      refusal.get().send(response);
      return;
    }
    response.setContentType("text/plain;charset=utf-8");
    response.setContentLength(SUCCESS.length);
    response.getOutputStream().write(SUCCESS);
  }

  private Optional<HttpRefusal> refusalOrStore(ArtifactUri uri, HttpServletRequest request) {
    return beforeBody(uri, request).or(() -> store(uri, request));
  }

  private Optional<HttpRefusal> beforeBody(ArtifactUri uri, HttpServletRequest request) {
    switch (access.write(uri, Bearer.of(request))) {
      case Verdict.Forbidden(String hint) -> {
        return Optional.of(new HttpRefusal(403, "forbidden", hint));
      }
      case Verdict.Unknown(String hint) -> {
        return Optional.of(new HttpRefusal(404, "unknown_artifact", hint));
      }
      case Verdict.TryLater(String hint) -> {
        return Optional.of(HttpRefusal.starting(hint));
      }
      case Verdict.Allowed _ -> {}
    }
    long length = request.getContentLengthLong(); // -1: chunked, bounded while it is read
    if (request.getHeader("Content-Range") != null) {
      return Optional.of(new HttpRefusal(400, "partial_upload", "send the artifact whole"));
    }
    if (length == 0) {
      return Optional.of(emptyBody());
    }
    if (length > maxBytes) {
      return Optional.of(tooLarge(maxBytes));
    }
    return store
        .stat(uri)
        .filter(existing -> length >= 0 && existing.stored().sizeBytes() != length)
        .map(UploadController::conflict);
  }

  private Optional<HttpRefusal> store(ArtifactUri uri, HttpServletRequest request) {
    Optional<Sha256> announced =
        DigestHeader.parse(header(request, "Repr-Digest"), header(request, "Digest"));
    try (ArtifactUpload upload = store.openUpload(uri, maxBytes)) {
      if (copy(request, upload) == 0) {
        return Optional.of(emptyBody());
      }
      return switch (upload.commit(announced)) {
        case UploadResult.Stored(ArtifactInfo info) -> {
          log.atDebug().addKeyValue("artifact", info.stored()).log("artifact stored");
          yield Optional.empty();
        }
        case UploadResult.AlreadyStored _ -> Optional.empty();
        case UploadResult.Conflict(ArtifactInfo existing) -> Optional.of(conflict(existing));
        case UploadResult.WrongDigest(Sha256 actual) ->
            Optional.of(
                new HttpRefusal(
                    400, "wrong_digest", "the body's SHA-256 is " + DigestHeader.repr(actual)));
      };
    } catch (ArtifactTooLargeException e) {
      return Optional.of(tooLarge(e.limitBytes()));
    } catch (StoreFullException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("upload refused: no room");
      return Optional.of(new HttpRefusal(507, "no_room", "try again later: " + e.getMessage()));
    } catch (IOException e) {
      throw new StoreFailedException(e);
    }
  }

  private static long copy(HttpServletRequest request, ArtifactUpload upload) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    for (int read = read(request, buffer); read >= 0; read = read(request, buffer)) {
      upload.write(buffer, 0, read);
      total += read;
    }
    return total;
  }

  private static int read(HttpServletRequest request, byte[] buffer) {
    try {
      InputStream body = request.getInputStream();
      return body.read(buffer);
    } catch (IOException e) {
      throw new BrokenBodyException(e);
    }
  }

  private static String header(HttpServletRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private static HttpRefusal emptyBody() {
    return new HttpRefusal(400, "empty_body", "an artifact has at least one byte");
  }

  private static HttpRefusal tooLarge(long limit) {
    return new HttpRefusal(413, "too_large", "an upload has at most " + limit + " bytes");
  }

  private static HttpRefusal conflict(ArtifactInfo existing) {
    return new HttpRefusal(
        409,
        "conflict",
        "other bytes are stored under this URI, with SHA-256 " + existing.stored().digest().hex());
  }

  /** The client stopped sending, or sent what is no HTTP body. */
  private static final class BrokenBodyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenBodyException(IOException cause) {
      super(cause);
    }
  }

  /** The disk failed us, in another way than by being full. */
  private static final class StoreFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailedException(IOException cause) {
      super(cause);
    }
  }
}
