package org.hierophant.network.wire;

import java.time.Duration;

/**
 * What both ends of the worker channel agree on before the first frame.
 *
 * <p><b>Shape.</b> A WebSocket under {@link #PATH} with subprotocol {@link #SUBPROTOCOL}; one
 * protobuf message per binary message; text messages are a protocol error.
 */
public final class WorkerChannel {
  public static final String PATH = "/ws";

  /** The protocol and its version; a coordinator that speaks several would list them all. */
  public static final String SUBPROTOCOL = "hierophant.worker.v1";

  /** Longest message in either direction: control only, artifacts move over HTTP. */
  public static final int MAX_FRAME_BYTES = 1 << 20;

  /** A connection says Hello, and is answered, within this time each. */
  public static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

  /** Frames that cannot be read and are answered only by counting; one more closes. */
  public static final int MAX_GARBAGE_FRAMES = 3;

  private WorkerChannel() {}
}
