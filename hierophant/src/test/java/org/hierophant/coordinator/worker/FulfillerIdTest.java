package org.hierophant.coordinator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.WorkerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FulfillerIdTest {
  private static final Address ADDRESS = new Address("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");

  @Test
  void anIdLeadsBackToItsAddress() {
    assertThat(FulfillerId.address(FulfillerId.of(ADDRESS))).hasValue(ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker-1", "fulfiller-", "fulfiller-0x12", "0x7e5f"})
  void workersOfOurOwnChannelHaveNone(String id) {
    assertThat(FulfillerId.address(new WorkerId(id))).isEmpty();
  }
}
