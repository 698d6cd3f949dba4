package org.hierophant.contemplant.prover.container;

import java.io.IOException;

/** The container engine did not do what it was asked. */
public final class EngineException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Kind {
    /** There is no engine, or it does not answer. */
    UNREACHABLE,
    /** The image is neither here nor can it be pulled. */
    NO_IMAGE,
    /** A container that is not ours has the name. */
    NAME_TAKEN,
    /** The engine cannot give a GPU to a container. */
    NO_GPU,
    /** There is no such container any more. */
    GONE,
    /** Anything else it said. */
    REFUSED
  }

  private final Kind kind;

  EngineException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
