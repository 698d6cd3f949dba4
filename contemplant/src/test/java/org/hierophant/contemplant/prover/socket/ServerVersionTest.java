package org.hierophant.contemplant.prover.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hierophant.network.domain.CircuitVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {
  @ParameterizedTest
  @CsvSource({
    "v6.1.0, , 6.1.0, true",
    "v6.1.0, , 6.10.0, true",
    "v6.1.0, , sp1-cpu-prover 6.10.0, true",
    "v6.1.0, , v6.4.0, true",
    "v6.1.0, , 6.0.2, false",
    "v6.0.0, , 6.0.2, true",
    "v6.0.0, , 6.1.0, false",
    "v6.1.0, , 5.2.4, false",
    "v6.1.0, , 7.0.0, false",
    "v6.1.0, , '', false",
    "v6.1.0, 6.4.0, 6.4.0, true",
    "v6.1.0, 6.4.0, 6.4.1, false",
  })
  void onlyReleasesThatMakeProofsOfTheCircuitAreTaken(
      String circuit, String exactly, String printed, boolean taken) {
    ServerVersion version =
        new ServerVersion(new CircuitVersion(circuit), Optional.ofNullable(exactly));

    assertThat(version.problem(printed).isEmpty()).isEqualTo(taken);
  }
}
