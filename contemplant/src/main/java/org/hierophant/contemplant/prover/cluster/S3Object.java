package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Reads an object from start to end, and goes on where it was when the connection breaks, as long
 * as each connection brings something.
 *
 * <p><b>Limits.</b> Nothing of it in memory.
 */
final class S3Object extends InputStream {
  private final S3Client client;
  private final String bucket;
  private final String key;
  private final String tag;
  private final long length;
  private ResponseInputStream<GetObjectResponse> in;
  private long at;
  private boolean brought;

  private S3Object(
      S3Client client, String bucket, String key, ResponseInputStream<GetObjectResponse> in) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.in = in;
    this.tag = in.response().eTag();
    this.length = in.response().contentLength();
  }

  /** Empty if there is no such object. */
  static Optional<S3Object> open(S3Client client, String bucket, String key) throws IOException {
    return S3Artifacts.ask(
        () -> {
          try {
            return Optional.of(
                new S3Object(
                    client,
                    bucket,
                    key,
                    client.getObject(request -> request.bucket(bucket).key(key))));
          } catch (NoSuchKeyException _) {
            return Optional.empty();
          }
        });
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    while (at < length) {
      IOException broken;
      try {
        int read = in.read(target, offset, count);
        if (read > 0) {
          at += read;
          brought = true;
          return read;
        }
        broken = new IOException("it ends after " + at + " of " + length + " bytes");
      } catch (IOException e) {
        broken = e;
      } catch (SdkException e) {
        broken = new IOException(e);
      }
      if (!brought) {
        throw new UnreachableException("the artifact store: " + broken.getMessage(), broken);
      }
      goOn();
    }
    return -1;
  }

  private void goOn() throws IOException {
    in.abort();
    brought = false;
    in =
        S3Artifacts.ask(
            () ->
                client.getObject(
                    request ->
                        request.bucket(bucket).key(key).ifMatch(tag).range("bytes=" + at + "-")));
  }

  @Override
  public void close() throws IOException {
    if (at < length) {
      in.abort(); // the rest is not worth reading
    } else {
      in.close();
    }
  }
}
