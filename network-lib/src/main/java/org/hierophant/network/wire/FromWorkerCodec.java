package org.hierophant.network.wire;

import static org.hierophant.network.wire.Fields.attempt;
import static org.hierophant.network.wire.Fields.bytes;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.Executed;
import org.hierophant.network.domain.Progress;
import org.hierophant.network.domain.WorkerId;
import org.hierophant.proto.worker.WorkerMessage;

/** Frames of what workers say. */
public final class FromWorkerCodec {
  private FromWorkerCodec() {}

  /** One frame, at most {@link WorkerChannel#MAX_FRAME_BYTES} long. */
  public static ByteBuffer encode(FromWorker message) {
    WorkerMessage.Builder frame = WorkerMessage.newBuilder();
    switch (message) {
      case FromWorker.Hello hello -> frame.setHello(hello(hello));
      case FromWorker.Accept(var attempt) ->
          frame
              .getAcceptBuilder()
              .setRequestId(bytes(attempt.request().value()))
              .setLease(attempt.lease().text());
      case FromWorker.Refuse(var attempt, var reason, var detail) ->
          frame
              .getRefuseBuilder()
              .setRequestId(bytes(attempt.request().value()))
              .setLease(attempt.lease().text())
              .setReasonValue(reason.number())
              .setDetail(detail);
      case FromWorker.Heartbeat(var sequence, var provers) -> {
        var heartbeat = frame.getHeartbeatBuilder().setSequence(sequence);
        provers.forEach(prover -> heartbeat.addProvers(Fields.prover(prover)));
      }
      case FromWorker.ProgressReport report -> frame.setProgress(progress(report));
      case FromWorker.Result result -> frame.setResult(result(result));
      case FromWorker.Failure failure -> frame.setFailure(failure(failure));
      case FromWorker.Draining(var reason) -> frame.getDrainingBuilder().setReason(reason);
    }
    return Fields.frame(frame.build());
  }

  private static org.hierophant.proto.worker.Hello hello(FromWorker.Hello hello) {
    var out =
        org.hierophant.proto.worker.Hello.newBuilder()
            .setWorkerId(hello.worker().text())
            .setName(hello.name())
            .setSoftwareVersion(hello.softwareVersion())
            .setSlots(hello.slots());
    hello.capabilities().forEach(c -> out.addCapabilities(Fields.capability(c)));
    hello.held().forEach(held -> out.addHeld(Fields.held(held)));
    hello.magisterDropEndpoint().ifPresent(out::setMagisterDropEndpoint);
    hello.provers().forEach(prover -> out.addProvers(Fields.prover(prover)));
    return out.build();
  }

  private static org.hierophant.proto.worker.ProgressReport progress(
      FromWorker.ProgressReport report) {
    var out =
        org.hierophant.proto.worker.ProgressReport.newBuilder()
            .setRequestId(bytes(report.attempt().request().value()))
            .setLease(report.attempt().lease().text())
            .setPhaseValue(report.progress().phase().number())
            .setDone(report.progress().done())
            .setTotal(report.progress().total());
    report
        .executed()
        .ifPresent(
            executed -> {
              out.setCycles(executed.cycles())
                  .setPublicValuesHash(bytes(executed.publicValuesHash()));
              executed.gas().ifPresent(out::setGas);
            });
    return out.build();
  }

  private static org.hierophant.proto.worker.Result result(FromWorker.Result result) {
    var out =
        org.hierophant.proto.worker.Result.newBuilder()
            .setRequestId(bytes(result.attempt().request().value()))
            .setLease(result.attempt().lease().text())
            .setArtifactUri(result.uri().toString())
            .setDigest(bytes(result.digest().value()))
            .setSizeBytes(result.sizeBytes())
            .setProveMillis(result.proveTime().toMillis());
    result.cycles().ifPresent(out::setCycles);
    result.gas().ifPresent(out::setGas);
    result.publicValuesHash().ifPresent(hash -> out.setPublicValuesHash(bytes(hash)));
    return out.build();
  }

  private static org.hierophant.proto.worker.Failure failure(FromWorker.Failure failure) {
    var out =
        org.hierophant.proto.worker.Failure.newBuilder()
            .setRequestId(bytes(failure.attempt().request().value()))
            .setLease(failure.attempt().lease().text())
            .setKindValue(failure.kind().number())
            .setExecuteFailureCause(failure.executeFailureCause())
            .setDetail(failure.detail());
    failure.cycles().ifPresent(out::setCycles);
    return out.build();
  }

  /**
   * Reads one frame.
   *
   * @throws FrameException if it is too long, not protobuf, of an unknown kind, or has a field
   *     outside its limits
   */
  public static FromWorker decode(ByteBuffer frame) throws FrameException {
    Fields.checkLength(frame);
    try {
      return decode(WorkerMessage.parseFrom(frame));
    } catch (InvalidProtocolBufferException e) {
      throw new FrameException("not a message of the worker channel", e);
    } catch (IllegalArgumentException e) {
      throw new FrameException(String.valueOf(e.getMessage()), e);
    }
  }

  private static FromWorker decode(WorkerMessage frame) throws FrameException {
    return switch (frame.getKindCase()) {
      case HELLO -> hello(frame.getHello());
      case ACCEPT ->
          new FromWorker.Accept(
              attempt(frame.getAccept().getRequestId(), frame.getAccept().getLease()));
      case REFUSE -> {
        var refuse = frame.getRefuse();
        yield new FromWorker.Refuse(
            attempt(refuse.getRequestId(), refuse.getLease()),
            Fields.byNumber(
                RefuseReason.values(),
                RefuseReason::number,
                refuse.getReasonValue(),
                RefuseReason.UNSPECIFIED),
            Fields.detail(refuse.getDetail()));
      }
      case HEARTBEAT -> heartbeat(frame.getHeartbeat());
      case PROGRESS -> {
        var report = frame.getProgress();
        yield new FromWorker.ProgressReport(
            attempt(report.getRequestId(), report.getLease()),
            new Progress(Fields.phase(report.getPhaseValue()), report.getDone(), report.getTotal()),
            executed(report));
      }
      case RESULT -> result(frame.getResult());
      case FAILURE -> failure(frame.getFailure());
      case DRAINING -> new FromWorker.Draining(Fields.detail(frame.getDraining().getReason()));
      case KIND_NOT_SET -> throw new FrameException("message of an unknown kind");
    };
  }

  private static FromWorker heartbeat(org.hierophant.proto.worker.Heartbeat heartbeat)
      throws FrameException {
    return new FromWorker.Heartbeat(
        heartbeat.getSequence(), Fields.provers(heartbeat.getProversList()));
  }

  private static FromWorker hello(org.hierophant.proto.worker.Hello hello) throws FrameException {
    if (hello.getCapabilitiesCount() > FromWorker.Hello.MAX_CAPABILITIES
        || hello.getHeldCount() > FromWorker.Hello.MAX_HELD) {
      throw new FrameException("too many capabilities or held attempts");
    }
    Set<Capability> capabilities = new HashSet<>();
    for (var capability : hello.getCapabilitiesList()) {
      // What a newer worker can do beyond what is known here is of no use here.
      Fields.knownCapability(capability).ifPresent(capabilities::add);
    }
    return new FromWorker.Hello(
        new WorkerId(hello.getWorkerId()),
        hello.getName(),
        hello.getSoftwareVersion(),
        capabilities,
        hello.getSlots(),
        Fields.held(hello.getHeldList()),
        hello.hasMagisterDropEndpoint()
            ? Optional.of(hello.getMagisterDropEndpoint())
            : Optional.empty(),
        Fields.provers(hello.getProversList()));
  }

  private static Optional<Executed> executed(org.hierophant.proto.worker.ProgressReport report)
      throws FrameException {
    return report.hasCycles() && report.hasPublicValuesHash()
        ? Optional.of(
            new Executed(
                report.getCycles(),
                report.hasGas() ? OptionalLong.of(report.getGas()) : OptionalLong.empty(),
                Fields.bytes32(report.getPublicValuesHash())))
        : Optional.empty();
  }

  private static FromWorker result(org.hierophant.proto.worker.Result result)
      throws FrameException {
    return new FromWorker.Result(
        attempt(result.getRequestId(), result.getLease()),
        Fields.uri(result.getArtifactUri()),
        Fields.digest(result.getDigest()),
        result.getSizeBytes(),
        result.hasCycles() ? OptionalLong.of(result.getCycles()) : OptionalLong.empty(),
        result.hasGas() ? OptionalLong.of(result.getGas()) : OptionalLong.empty(),
        result.hasPublicValuesHash()
            ? Optional.of(Fields.bytes32(result.getPublicValuesHash()))
            : Optional.empty(),
        Duration.ofMillis(result.getProveMillis()));
  }

  private static FromWorker failure(org.hierophant.proto.worker.Failure failure)
      throws FrameException {
    FailureKind kind =
        Fields.byNumber(
            FailureKind.values(), FailureKind::number, failure.getKindValue(), FailureKind.PROVER);
    return new FromWorker.Failure(
        attempt(failure.getRequestId(), failure.getLease()),
        kind,
        kind == FailureKind.GUEST ? failure.getExecuteFailureCause() : 0,
        failure.hasCycles() ? OptionalLong.of(failure.getCycles()) : OptionalLong.empty(),
        Fields.detail(failure.getDetail()));
  }
}
