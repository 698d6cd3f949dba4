package org.hierophant.network.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.Capability;
import org.hierophant.network.domain.CircuitVersion;
import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.Phase;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.ProverReport;
import org.hierophant.network.domain.ProverVm;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.Sha256;

/** Fields that both directions share. Anything malformed is an IllegalArgumentException. */
final class Fields {
  private Fields() {}

  static void checkLength(ByteBuffer frame) throws FrameException {
    if (frame.remaining() > WorkerChannel.MAX_FRAME_BYTES) {
      throw new FrameException(
          "frame of " + frame.remaining() + " bytes is over " + WorkerChannel.MAX_FRAME_BYTES);
    }
  }

  static ByteBuffer frame(MessageLite message) {
    return message.toByteString().asReadOnlyByteBuffer();
  }

  static ByteString bytes(Bytes32 value) {
    return ByteString.copyFrom(value.toBytes());
  }

  static Bytes32 bytes32(ByteString bytes) {
    if (bytes.size() != Bytes32.LENGTH) {
      throw new IllegalArgumentException("id or hash must be 32 bytes, not " + bytes.size());
    }
    return Bytes32.of(bytes.toByteArray());
  }

  static Sha256 digest(ByteString bytes) {
    return new Sha256(bytes32(bytes));
  }

  static ArtifactUri uri(String text) {
    return ArtifactUri.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("artifact_uri is not an artifact URI"));
  }

  static AttemptKey attempt(ByteString request, String lease) {
    return new AttemptKey(new RequestId(bytes32(request)), new LeaseToken(lease));
  }

  static String detail(String text) {
    if (Texts.utf8Length(text) > Texts.MAX_DETAIL_BYTES) {
      throw new IllegalArgumentException(
          "detail must be at most " + Texts.MAX_DETAIL_BYTES + " bytes");
    }
    return text;
  }

  static org.hierophant.proto.worker.Capability capability(Capability capability) {
    return org.hierophant.proto.worker.Capability.newBuilder()
        .setVm(capability.vm().number())
        .setMode(capability.mode().number())
        .setCircuitVersion(capability.circuitVersion().text())
        .setMock(capability.mock())
        .build();
  }

  /** Empty for machines and modes that nobody here knows. */
  static Optional<Capability> knownCapability(org.hierophant.proto.worker.Capability capability) {
    return capability(
        capability.getVm(),
        capability.getMode(),
        capability.getCircuitVersion(),
        capability.getMock());
  }

  static Optional<Capability> capability(int vm, int mode, String circuitVersion, boolean mock) {
    CircuitVersion version = new CircuitVersion(circuitVersion);
    return ProverVm.ofNumber(vm)
        .flatMap(
            known -> ProofMode.ofNumber(mode).map(m -> new Capability(known, m, version, mock)));
  }

  static org.hierophant.proto.worker.Held held(FromWorker.Held held) {
    return org.hierophant.proto.worker.Held.newBuilder()
        .setRequestId(bytes(held.attempt().request().value()))
        .setLease(held.attempt().lease().text())
        .setFinished(held.finished())
        .build();
  }

  static List<FromWorker.Held> held(List<org.hierophant.proto.worker.Held> frames) {
    List<FromWorker.Held> held = new ArrayList<>(frames.size());
    for (var one : frames) {
      held.add(new FromWorker.Held(attempt(one.getRequestId(), one.getLease()), one.getFinished()));
    }
    return held;
  }

  static org.hierophant.proto.worker.ProverState prover(ProverReport prover) {
    return org.hierophant.proto.worker.ProverState.newBuilder()
        .setEntry(prover.entry())
        .setConditionValue(prover.condition().number())
        .setReason(prover.reason())
        .build();
  }

  static List<ProverReport> provers(List<org.hierophant.proto.worker.ProverState> frames)
      throws FrameException {
    if (frames.size() > FromWorker.Hello.MAX_PROVERS) {
      throw new FrameException("too many provers");
    }
    List<ProverReport> provers = new ArrayList<>(frames.size());
    for (var one : frames) {
      ProverReport.Condition condition =
          byNumber(
              ProverReport.Condition.values(),
              ProverReport.Condition::number,
              one.getConditionValue(),
              ProverReport.Condition.BROKEN);
      provers.add(new ProverReport(one.getEntry(), condition, one.getReason()));
    }
    return provers;
  }

  static Phase phase(int number) {
    for (Phase phase : Phase.values()) {
      if (phase.number() == number) {
        return phase;
      }
    }
    throw new IllegalArgumentException("phase is unknown: " + number);
  }

  static <E> E byNumber(E[] values, ToIntFunction<E> number, int wanted, E otherwise) {
    for (E value : values) {
      if (number.applyAsInt(value) == wanted) {
        return value;
      }
    }
    return otherwise;
  }
}
