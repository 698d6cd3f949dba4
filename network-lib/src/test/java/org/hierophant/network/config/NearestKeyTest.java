package org.hierophant.network.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestKeyTest {
  private static final List<String> KNOWN = List.of("http_port", "grpc_port", "registry.strikes");

  @Test
  void aSwappedPairOfLettersIsOneStep() {
    assertThat(NearestKey.distance("prot", "port")).isEqualTo(1);
    assertThat(NearestKey.distance("", "abc")).isEqualTo(3);
    assertThat(NearestKey.distance("same", "same")).isZero();
  }

  @Test
  void theNearestKeyIsFoundInWhateverTable() {
    assertThat(NearestKey.to("htpp_port", KNOWN)).contains("http_port");
    assertThat(NearestKey.to("strikes", KNOWN)).contains("registry.strikes");
  }

  @Test
  void aDistantWordHasNoNearestKey() {
    assertThat(NearestKey.to("colour", KNOWN)).isEmpty();
  }
}
