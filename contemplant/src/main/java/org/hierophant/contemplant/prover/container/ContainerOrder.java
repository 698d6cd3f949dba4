package org.hierophant.contemplant.prover.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is to run in a container.
 *
 * @param command empty for the image's own
 * @param environment none of the worker's own is there
 * @param port inside, which gets a free one on 127.0.0.1
 * @param gpus numbers or names of the devices it gets; empty for none
 * @param sharedMemoryBytes 0 for the engine's choice
 */
public record ContainerOrder(
    String name,
    String image,
    List<String> command,
    Map<String, String> environment,
    OptionalInt port,
    List<String> gpus,
    long sharedMemoryBytes,
    List<Mount> mounts) {
  /** A file or directory that is also there inside. */
  public record Mount(Path source, String target, boolean writable) {}

  public ContainerOrder {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    gpus = List.copyOf(gpus);
    mounts = List.copyOf(mounts);
    if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*") || image.isBlank()) {
      throw new IllegalArgumentException("a container needs a plain name and an image: " + name);
    }
  }

  /** As this, with the start of an owner's id behind its name: names are the engine's, not ours. */
  public ContainerOrder of(String owner) {
    return new ContainerOrder(
        name + "-" + owner.substring(0, Math.min(8, owner.length())),
        image,
        command,
        environment,
        port,
        gpus,
        sharedMemoryBytes,
        mounts);
  }
}
