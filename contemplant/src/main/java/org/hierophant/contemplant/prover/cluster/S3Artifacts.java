package org.hierophant.contemplant.prover.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hierophant.network.domain.ArtifactType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Artifacts in a bucket of S3, or of a store that speaks as S3 does.
 *
 * <p><b>Shape.</b> The object {@code programs/id}, {@code stdins/id}, {@code private-stdins/id} or
 * {@code proofs/id}. How long it lives is the bucket's own affair: S3 knows no life of one object.
 *
 * <p><b>Limits.</b> A part of 8 MiB of an upload is in memory at a time, nothing of a download. A
 * call may take five minutes, a try of it two.
 *
 * <p><b>Source.</b> {@code crates/artifact/src/s3.rs} of sp1-cluster v2.7.2.
 */
final class S3Artifacts implements ClusterArtifacts {
  static final int PART_BYTES = 8 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration TRY = Duration.ofMinutes(2);
  private static final Duration CALL = Duration.ofMinutes(5);
  private static final int NOT_FOUND = 404;

  private final S3Client client;
  private final String bucket;
  private final int partBytes;

  S3Artifacts(ClusterStore.Bucket bucket) {
    this(bucket, PART_BYTES);
  }

  /** With other parts, for tests; real S3 wants 5 MiB at least. */
  S3Artifacts(ClusterStore.Bucket bucket, int partBytes) {
    this.client = client(bucket);
    this.bucket = bucket.name();
    this.partBytes = partBytes;
  }

  private static S3Client client(ClusterStore.Bucket bucket) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ANSWER))
            .region(Region.of(bucket.region()))
            .credentialsProvider(credentials(bucket))
            // Checksums in trailers and signatures of chunks are news to stores of other makers.
            .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                settings -> settings.apiCallAttemptTimeout(TRY).apiCallTimeout(CALL));
    // Such stores rarely have a name for each bucket.
    bucket.endpoint().ifPresent(url -> builder.endpointOverride(url).forcePathStyle(true));
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(ClusterStore.Bucket bucket) {
    return bucket
        .keys()
        .<AwsCredentialsProvider>map(
            keys ->
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(keys.id(), keys.secret().reveal())))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  static String key(ArtifactType type, String id) {
    String prefix =
        switch (type) {
          case PROGRAM -> "programs/";
          case STDIN -> "stdins/";
          case PRIVATE_STDIN -> "private-stdins/";
          case PROOF -> "proofs/";
        };
    return prefix + id;
  }

  @Override
  public void ping() throws IOException {
    ask(() -> client.headBucket(request -> request.bucket(bucket)));
  }

  @Override
  public boolean has(ArtifactType type, String id) throws IOException {
    String key = key(type, id);
    return ask(
        () -> {
          try {
            client.headObject(request -> request.bucket(bucket).key(key));
            return true;
          } catch (AwsServiceException e) {
            if (e.statusCode() == NOT_FOUND) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public boolean put(
      ArtifactType type, String id, Path file, Optional<Duration> life, BooleanSupplier stop)
      throws IOException {
    var upload = new S3Upload(client, bucket, key(type, id), partBytes, stop);
    try {
      ArtifactFile.send(file, upload);
      upload.finish();
      return true;
    } catch (StoppedException _) {
      return false;
    } finally {
      upload.abandon();
    }
  }

  @Override
  public Fetched fetch(ArtifactType type, String id, Path file, BooleanSupplier stop)
      throws IOException {
    Optional<S3Object> stored = S3Object.open(client, bucket, key(type, id));
    if (stored.isEmpty()) {
      return Fetched.ABSENT;
    }
    return ArtifactFile.receive(id, stored.get(), file, stop) ? Fetched.WHOLE : Fetched.STOPPED;
  }

  @Override
  public void remove(ArtifactType type, String id) throws IOException {
    ask(() -> client.deleteObject(request -> request.bucket(bucket).key(key(type, id))));
  }

  /**
   * @throws UnreachableException if the store does not answer, or does so in trouble
   * @throws RefusedException if it says no
   */
  static <T> T ask(Supplier<T> call) throws IOException {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      String text = "the artifact store: " + e.getMessage();
      throw switch (e.statusCode()) {
        case 400, 401, 403, 404, 405, 409, 411, 412, 416 -> new RefusedException(text, e);
        default -> new UnreachableException(text, e);
      };
    } catch (SdkException e) { // no answer, or nobody to ask as
      throw new UnreachableException("the artifact store: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
