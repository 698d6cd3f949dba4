package org.hierophant.contemplant.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hierophant.contemplant.prover.cluster.ClusterStore;
import org.hierophant.network.config.Secret;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 server, moto's, on a port of its own with one bucket; ends with the test. It keeps
 * everything in its memory and asks nobody who they are.
 */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "artifacts";
  private static final String REGION = "us-east-1";
  private static final String PROGRAM = "moto_server";
  private static final String SECRET = "sesame";

  /** What the test itself looks with. */
  public final S3Client client;

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
    this.client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.of(REGION))
            .endpointOverride(uri())
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("tester", SECRET)))
            .build();
  }

  /** Skips the test where there is none. */
  public static S3Server start() throws IOException {
    Optional<Path> program = program();
    Assumptions.assumeTrue(
        program.isPresent(), "no " + PROGRAM + " on the PATH: pip install 'moto[server]'");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                program.orElseThrow().toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("S3_UPLOAD_PART_MIN_SIZE", "1"); // 5 MiB in the real one
    S3Server server = new S3Server(builder.start(), port);
    while (!server.listens()) {
      if (!server.process.isAlive()) {
        throw new IOException(PROGRAM + " ended with " + server.process.exitValue());
      }
      Thread.onSpinWait();
    }
    server.client.createBucket(request -> request.bucket(BUCKET));
    return server;
  }

  private static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, PROGRAM))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false; // not yet
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public ClusterStore.Bucket store() {
    return store(uri());
  }

  /** The same, seen through something else. */
  public ClusterStore.Bucket store(URI endpoint) {
    return new ClusterStore.Bucket(
        BUCKET,
        REGION,
        Optional.of(endpoint),
        Optional.of(new ClusterStore.Keys("worker", new Secret(SECRET))));
  }

  /** The programs that moto's start may have started go with it. */
  @Override
  public void close() {
    client.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it is killed all the same
    }
  }
}
