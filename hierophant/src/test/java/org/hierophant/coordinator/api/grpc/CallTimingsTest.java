package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.hierophant.proto.network.ProverNetworkGrpc.ProverNetworkImplBase;
import org.junit.jupiter.api.Test;

class CallTimingsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CallTimings timings =
      new CallTimings(meters, List.of(new ProverNetworkImplBase() {}.bindService()));

  @Test
  void aCallCountsForItsMethodAndItsEnd() {
    call("network.ProverNetwork/GetNonce", Status.OK);
    call("network.ProverNetwork/GetNonce", Status.OK);
    call("network.ProverNetwork/GetNonce", Status.UNAVAILABLE.withDescription("later"));

    assertThat(count("GetNonce", "OK")).isEqualTo(2);
    assertThat(count("GetNonce", "UNAVAILABLE")).isEqualTo(1);
    assertThat(count("GetProgram", "OK")).isZero();
  }

  @Test
  void namesThatClientsMakeUpAddNoMeters() {
    int before = meters.getMeters().size();

    for (int i = 0; i < 100; i++) {
      call("made.Up/Method" + i, Status.UNIMPLEMENTED);
    }

    assertThat(meters.getMeters()).hasSize(before);
    assertThat(count("other", "UNIMPLEMENTED")).isEqualTo(100);
  }

  private void call(String method, Status end) {
    timings.newServerStreamTracer(method, new Metadata()).streamClosed(end);
  }

  private long count(String method, String code) {
    return meters
        .get("hierophant.rpc.duration")
        .tag("method", method)
        .tag("code", code)
        .timer()
        .count();
  }
}
