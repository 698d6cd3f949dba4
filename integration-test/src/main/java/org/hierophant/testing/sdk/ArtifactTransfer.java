package org.hierophant.testing.sdk;

import java.io.IOException;
import java.net.URI;

/** How the client moves artifacts: PUT to the URL it was given, GET of a proof. */
public interface ArtifactTransfer {
  /**
   * @throws IOException if the server cannot be reached or answers anything but 2xx
   */
  void put(URI url, byte[] content) throws IOException, InterruptedException;

  /**
   * @throws IOException if the server cannot be reached or answers anything but 2xx
   */
  byte[] get(URI url) throws IOException, InterruptedException;
}
