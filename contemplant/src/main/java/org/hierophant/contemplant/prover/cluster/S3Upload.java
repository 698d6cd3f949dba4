package org.hierophant.contemplant.prover.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One artifact on its way to S3: an object if it fits into a part, else an upload in parts, which
 * is no object until it is whole.
 *
 * <p><b>Limits.</b> One part in memory; 10,000 parts, which is S3's own limit.
 */
final class S3Upload extends OutputStream {
  private static final Logger log = LoggerFactory.getLogger(S3Upload.class);
  private static final int FIRST_BYTES = 1 << 16;
  private static final String TYPE = "application/octet-stream";

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final int partBytes;
  private final BooleanSupplier stop;
  private final List<CompletedPart> sent = new ArrayList<>();
  private byte[] part = new byte[FIRST_BYTES];
  private int filled;
  private @Nullable String upload;

  S3Upload(S3Client client, String bucket, String key, int partBytes, BooleanSupplier stop) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.partBytes = partBytes;
    this.stop = stop;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (filled == partBytes) {
        send();
      }
      int more = Math.min(length - done, partBytes - filled);
      if (filled + more > part.length) {
        part = Arrays.copyOf(part, (int) Math.min(partBytes, 2L * (filled + more)));
      }
      System.arraycopy(bytes, offset + done, part, filled, more);
      filled += more;
      done += more;
    }
  }

  private void send() throws IOException {
    stopIfTold();
    String present = upload;
    if (present == null) {
      present =
          S3Artifacts.ask(
                  () -> client.createMultipartUpload(request -> request.bucket(bucket).key(key)))
              .uploadId();
      upload = present;
    }
    String id = present;
    int number = sent.size() + 1;
    String tag =
        S3Artifacts.ask(
                () ->
                    client.uploadPart(
                        request -> request.bucket(bucket).key(key).uploadId(id).partNumber(number),
                        body()))
            .eTag();
    sent.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    filled = 0;
  }

  private RequestBody body() {
    int length = filled;
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(part, 0, length), length, TYPE);
  }

  private void stopIfTold() throws StoppedException {
    if (stop.getAsBoolean()) {
      throw new StoppedException();
    }
  }

  /** Makes it visible. */
  void finish() throws IOException {
    if (upload == null) {
      stopIfTold();
      S3Artifacts.ask(() -> client.putObject(request -> request.bucket(bucket).key(key), body()));
      return;
    }
    send();
    String id = upload;
    S3Artifacts.ask(
        () ->
            client.completeMultipartUpload(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(parts -> parts.parts(sent))));
    upload = null;
  }

  /** Forgets what was sent, unless it is whole. */
  void abandon() {
    String id = upload;
    if (id == null) {
      return;
    }
    try {
      S3Artifacts.ask(
          () ->
              client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id)));
    } catch (IOException e) { // the bucket's own rules have to do it
      log.atWarn()
          .addKeyValue("key", key)
          .addKeyValue("reason", e.getMessage())
          .log("parts of an upload are left in the artifact store");
    }
  }
}
