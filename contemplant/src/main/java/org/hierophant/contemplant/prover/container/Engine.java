package org.hierophant.contemplant.prover.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hierophant.contemplant.prover.container.EngineException.Kind;
import org.hierophant.contemplant.prover.process.ChildLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container engine: at {@code DOCKER_HOST}, else at its usual socket.
 *
 * <p><b>Limits.</b> A call takes at most {@value #CALL_SECONDS} s, a pull {@value #PULL_HOURS} h.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Engine implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final int CALL_SECONDS = 30;
  private static final int PULL_HOURS = 2;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private final DockerClient client;

  private Engine(DockerClient client) {
    this.client = client;
  }

  /**
   * Nothing is asked yet: whether there is an engine turns out with the first call.
   *
   * @param host e.g. {@code unix:///var/run/docker.sock}; empty for what the environment says
   */
  public static Engine at(Optional<String> host) {
    DefaultDockerClientConfig.Builder builder =
        DefaultDockerClientConfig.createDefaultConfigBuilder();
    host.ifPresent(builder::withDockerHost);
    DockerClientConfig config = builder.build();
    return new Engine(
        DockerClientImpl.getInstance(
            config,
            new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .connectionTimeout(CONNECT_LIMIT)
                .build()));
  }

  /** Whether there is an engine that answers. */
  public void ping() throws EngineException {
    call("ping", () -> client.pingCmd().exec());
  }

  /**
   * Makes sure that an image is here.
   *
   * @throws EngineException of kind NO_IMAGE if it neither is nor can be pulled
   */
  public void provide(String image) throws EngineException, InterruptedException {
    if (hasImage(image)) {
      return;
    }
    log.atInfo().addKeyValue("image", image).log("image is being pulled");
    try {
      boolean done =
          client
              .pullImageCmd(image)
              .exec(new ResultCallback.Adapter<PullResponseItem>())
              .awaitCompletion(PULL_HOURS, TimeUnit.HOURS);
      if (!done) {
        throw new EngineException(
            Kind.NO_IMAGE,
            "image " + image + " was not pulled within hours",
            new TimeoutException());
      }
    } catch (RuntimeException e) {
      throw isUnreachable(e)
          ? unreachable("pull", e)
          : new EngineException(
              Kind.NO_IMAGE,
              "image %s is not here and cannot be pulled: %s".formatted(image, brief(e)),
              e);
    }
    if (!hasImage(image)) {
      throw new EngineException(
          Kind.NO_IMAGE, "image " + image + " was pulled and is not here", new IOException());
    }
    log.atInfo().addKeyValue("image", image).log("image is pulled");
  }

  private boolean hasImage(String image) throws EngineException {
    try {
      twice("inspect image", () -> client.inspectImageCmd(image).exec());
      return true;
    } catch (EngineException e) {
      if (e.kind() == Kind.GONE) {
        return false;
      }
      throw e;
    }
  }

  /** Removes what an earlier prover of this owner left, however it ended. */
  public void clearLeftovers(Ownership ownership) throws EngineException {
    List<Container> left =
        twice(
            "list",
            () ->
                client
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(ownership.labels())
                    .exec());
    for (Container container : left) {
      remove(container.getId());
      log.atWarn()
          .addKeyValue("container", container.getId())
          .addKeyValue("image", container.getImage())
          .log("leftover container removed");
    }
  }

  /** No error if it is gone already. */
  void remove(String id) throws EngineException {
    try {
      twice(
          "remove",
          () -> client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
    } catch (EngineException e) {
      if (e.kind() != Kind.GONE) {
        throw e;
      }
    }
  }

  /**
   * Starts a container. If that fails, none is left.
   *
   * @param output gets what it prints, on both streams
   */
  public RunningContainer start(ContainerOrder order, Ownership ownership, ChildLog output)
      throws EngineException {
    String id;
    try {
      id = call("create", () -> create(order, ownership));
    } catch (EngineException e) {
      throw switch (e.kind()) {
        case GONE -> new EngineException(Kind.NO_IMAGE, "there is no image " + order.image(), e);
        case NAME_TAKEN ->
            new EngineException(
                Kind.NAME_TAKEN,
                "a container named %s is there, which is not this worker's".formatted(order.name()),
                e);
        default -> e;
      };
    }
    boolean started = false;
    try {
      call("start", () -> client.startContainerCmd(id).exec());
      RunningContainer container = new RunningContainer(this, id, order.port(), output);
      container.follow();
      started = true;
      return container;
    } catch (EngineException e) {
      String text = String.valueOf(e.getMessage());
      throw text.contains("could not select device driver") || text.contains("nvidia")
          ? new EngineException(Kind.NO_GPU, "the engine has no GPU to give: " + text, e)
          : e;
    } finally {
      if (!started) {
        removeQuietly(id);
      }
    }
  }

  private void removeQuietly(String id) {
    try {
      remove(id);
    } catch (EngineException e) {
      log.atWarn()
          .addKeyValue("container", id)
          .addKeyValue("reason", e.getMessage())
          .log("container cannot be removed; it will be at the next start");
    }
  }

  private String create(ContainerOrder order, Ownership ownership) {
    HostConfig host =
        HostConfig.newHostConfig()
            .withBinds(
                order.mounts().stream()
                    .map(
                        mount ->
                            new Bind(
                                mount.source().toAbsolutePath().toString(),
                                new Volume(mount.target()),
                                mount.writable() ? AccessMode.rw : AccessMode.ro))
                    .toList());
    if (order.sharedMemoryBytes() > 0) {
      host.withShmSize(order.sharedMemoryBytes());
    }
    if (!order.gpus().isEmpty()) {
      host.withDeviceRequests(
          List.of(
              new DeviceRequest()
                  .withDeviceIds(order.gpus())
                  .withCapabilities(List.of(List.of("gpu")))));
    }
    @SuppressWarnings("resource") // commands have nothing to close
    CreateContainerCmd command =
        client
            .createContainerCmd(order.image())
            .withName(order.name())
            .withLabels(ownership.labels())
            .withEnv(
                order.environment().entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList());
    if (order.port().isPresent()) {
      ExposedPort inside = ExposedPort.tcp(order.port().getAsInt());
      command.withExposedPorts(inside);
      host.withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), inside));
    }
    if (!order.command().isEmpty()) {
      command.withCmd(order.command());
    }
    return command.withHostConfig(host).exec().getId();
  }

  DockerClient client() {
    return client;
  }

  /** An engine that was restarted has closed the connections that were kept for the next call. */
  private <T> T twice(String what, Callable<T> request) throws EngineException {
    try {
      return call(what, request);
    } catch (EngineException e) {
      if (e.kind() == Kind.UNREACHABLE && !(e.getCause() instanceof TimeoutException)) {
        return call(what, request);
      }
      throw e;
    }
  }

  /** One call of the API, in its own thread: none of them can be told how long to wait. */
  <T> T call(String what, Callable<T> request) throws EngineException {
    FutureTask<T> task = new FutureTask<>(request);
    Thread.ofVirtual().name("engine-" + what).start(task);
    boolean interrupted = false;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_SECONDS);
    try {
      while (true) {
        try {
          return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          interrupted = true; // short, and half a container would be left
        }
      }
    } catch (TimeoutException e) {
      task.cancel(true);
      throw unreachable(what, e);
    } catch (ExecutionException e) {
      throw failure(what, e.getCause() == null ? e : e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static EngineException failure(String what, Throwable cause) {
    return switch (cause) {
      case NotFoundException e -> new EngineException(Kind.GONE, what + ": " + brief(e), e);
      case ConflictException e ->
          new EngineException(
              brief(e).contains("is already in use") ? Kind.NAME_TAKEN : Kind.REFUSED,
              what + ": " + brief(e),
              e);
      case DockerException e -> new EngineException(Kind.REFUSED, what + ": " + brief(e), e);
      case Error e -> throw e;
      default -> unreachable(what, cause);
    };
  }

  private static boolean isUnreachable(RuntimeException e) {
    return !(e instanceof DockerException);
  }

  private static EngineException unreachable(String what, Throwable cause) {
    return new EngineException(
        Kind.UNREACHABLE,
        "the container engine does not answer (%s): %s".formatted(what, brief(cause)),
        cause);
  }

  private static String brief(Throwable e) {
    String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    return text.length() <= 500 ? text : text.substring(0, 500) + "…";
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
