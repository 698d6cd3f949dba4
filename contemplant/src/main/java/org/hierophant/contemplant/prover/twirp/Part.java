package org.hierophant.contemplant.prover.twirp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A piece of what is sent, never more of it in memory than a buffer. */
sealed interface Part {
  long length() throws IOException;

  BodyPublisher publisher() throws IOException;

  InputStream stream() throws IOException;

  /** Few bytes. */
  record Bytes(byte[] bytes) implements Part {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public BodyPublisher publisher() {
      return BodyPublishers.ofByteArray(bytes);
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** A whole file, which does not change. */
  record WholeFile(Path path) implements Part {
    @Override
    public long length() throws IOException {
      return Files.size(path);
    }

    @Override
    public BodyPublisher publisher() throws IOException {
      return BodyPublishers.ofFile(path);
    }

    @Override
    public InputStream stream() throws IOException {
      return Files.newInputStream(path);
    }
  }
}
