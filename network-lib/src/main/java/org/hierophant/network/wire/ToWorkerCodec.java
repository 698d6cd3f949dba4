package org.hierophant.network.wire;

import static org.hierophant.network.wire.Fields.attempt;
import static org.hierophant.network.wire.Fields.bytes;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.hierophant.network.domain.VkHash;
import org.hierophant.proto.worker.CoordinatorMessage;
import org.hierophant.proto.worker.Transfer;

/** Frames of what the coordinator says to workers. */
public final class ToWorkerCodec {
  private ToWorkerCodec() {}

  /** One frame, at most {@link WorkerChannel#MAX_FRAME_BYTES} long. */
  public static ByteBuffer encode(ToWorker message) {
    CoordinatorMessage.Builder frame = CoordinatorMessage.newBuilder();
    switch (message) {
      case ToWorker.Welcome(var coordinator, var interval, var keep) -> {
        var welcome =
            frame
                .getWelcomeBuilder()
                .setCoordinatorId(coordinator)
                .setHeartbeatIntervalMillis(interval.toMillis());
        keep.forEach(held -> welcome.addKeep(Fields.held(held)));
      }
      case ToWorker.Reject(var code, var reason) ->
          frame.getRejectBuilder().setCodeValue(code.number()).setReason(reason);
      case ToWorker.Offer offer -> frame.setOffer(offer(offer));
      case ToWorker.Cancel(var attempt, var reason) ->
          frame
              .getCancelBuilder()
              .setRequestId(bytes(attempt.request().value()))
              .setLease(attempt.lease().text())
              .setReason(reason);
      case ToWorker.Superseded(var attempt) ->
          frame
              .getSupersededBuilder()
              .setRequestId(bytes(attempt.request().value()))
              .setLease(attempt.lease().text());
      case ToWorker.Settled(var attempt) ->
          frame
              .getSettledBuilder()
              .setRequestId(bytes(attempt.request().value()))
              .setLease(attempt.lease().text());
      case ToWorker.Drain(var reason) -> frame.getDrainBuilder().setReason(reason);
      case ToWorker.HeartbeatAck(var sequence) ->
          frame.getHeartbeatAckBuilder().setSequence(sequence);
    }
    return Fields.frame(frame.build());
  }

  private static org.hierophant.proto.worker.Offer offer(ToWorker.Offer offer) {
    var out =
        org.hierophant.proto.worker.Offer.newBuilder()
            .setRequestId(bytes(offer.attempt().request().value()))
            .setLease(offer.attempt().lease().text())
            .setVm(offer.capability().vm().number())
            .setMode(offer.capability().mode().number())
            .setCircuitVersion(offer.capability().circuitVersion().text())
            .setMock(offer.capability().mock())
            .setVkHash(bytes(offer.vkHash().value()))
            .setVk(offer.vk())
            .setProgram(download(offer.program()))
            .setStdin(download(offer.stdin()))
            .setResult(upload(offer.result()))
            .setCycleLimit(offer.cycleLimit())
            .setGasLimit(offer.gasLimit())
            .setLeaseMillis(offer.leaseTime().toMillis());
    offer.publicValuesHash().ifPresent(hash -> out.setPublicValuesHash(bytes(hash)));
    return out.build();
  }

  private static Transfer download(Download download) {
    return Transfer.newBuilder()
        .setArtifactUri(download.uri().toString())
        .setPath(download.path())
        .setToken(download.token())
        .setDigest(bytes(download.digest().value()))
        .setSizeBytes(download.sizeBytes())
        .build();
  }

  private static Transfer upload(Upload upload) {
    return Transfer.newBuilder()
        .setArtifactUri(upload.uri().toString())
        .setPath(upload.path())
        .setToken(upload.token())
        .build();
  }

  /**
   * Reads one frame.
   *
   * @throws FrameException if it is too long, not protobuf, of an unknown kind, or has a field
   *     outside its limits
   */
  public static ToWorker decode(ByteBuffer frame) throws FrameException {
    Fields.checkLength(frame);
    try {
      return decode(CoordinatorMessage.parseFrom(frame));
    } catch (InvalidProtocolBufferException e) {
      throw new FrameException("not a message of the worker channel", e);
    } catch (IllegalArgumentException e) {
      throw new FrameException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ToWorker decode(CoordinatorMessage frame) throws FrameException {
    return switch (frame.getKindCase()) {
      case WELCOME -> {
        var welcome = frame.getWelcome();
        yield new ToWorker.Welcome(
            welcome.getCoordinatorId(),
            Duration.ofMillis(welcome.getHeartbeatIntervalMillis()),
            Fields.held(welcome.getKeepList()));
      }
      case REJECT ->
          new ToWorker.Reject(
              Fields.byNumber(
                  RejectCode.values(),
                  RejectCode::number,
                  frame.getReject().getCodeValue(),
                  RejectCode.PROTOCOL),
              Fields.detail(frame.getReject().getReason()));
      case OFFER -> offer(frame.getOffer());
      case CANCEL ->
          new ToWorker.Cancel(
              attempt(frame.getCancel().getRequestId(), frame.getCancel().getLease()),
              Fields.detail(frame.getCancel().getReason()));
      case SUPERSEDED ->
          new ToWorker.Superseded(
              attempt(frame.getSuperseded().getRequestId(), frame.getSuperseded().getLease()));
      case SETTLED ->
          new ToWorker.Settled(
              attempt(frame.getSettled().getRequestId(), frame.getSettled().getLease()));
      case DRAIN -> new ToWorker.Drain(Fields.detail(frame.getDrain().getReason()));
      case HEARTBEAT_ACK -> new ToWorker.HeartbeatAck(frame.getHeartbeatAck().getSequence());
      case KIND_NOT_SET -> throw new FrameException("message of an unknown kind");
    };
  }

  private static ToWorker offer(org.hierophant.proto.worker.Offer offer) throws FrameException {
    return new ToWorker.Offer(
        attempt(offer.getRequestId(), offer.getLease()),
        Fields.capability(
                offer.getVm(), offer.getMode(), offer.getCircuitVersion(), offer.getMock())
            .orElseThrow(() -> new FrameException("offer of an unknown machine or mode")),
        new VkHash(Fields.bytes32(offer.getVkHash())),
        offer.getVk(),
        download(offer.getProgram()),
        download(offer.getStdin()),
        new Upload(
            Fields.uri(offer.getResult().getArtifactUri()),
            offer.getResult().getPath(),
            offer.getResult().getToken()),
        offer.getCycleLimit(),
        offer.getGasLimit(),
        Duration.ofMillis(offer.getLeaseMillis()),
        offer.hasPublicValuesHash()
            ? Optional.of(Fields.bytes32(offer.getPublicValuesHash()))
            : Optional.empty());
  }

  private static Download download(Transfer transfer) {
    return new Download(
        Fields.uri(transfer.getArtifactUri()),
        transfer.getPath(),
        transfer.getToken(),
        Fields.digest(transfer.getDigest()),
        transfer.getSizeBytes());
  }
}
