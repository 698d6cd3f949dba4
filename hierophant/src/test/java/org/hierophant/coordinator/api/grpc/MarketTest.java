package org.hierophant.coordinator.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hierophant.coordinator.testing.Samples.NOW;

import java.math.BigInteger;
import org.hierophant.coordinator.testing.Samples;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.junit.jupiter.api.Test;

class MarketTest {
  private final Market market = new Market(Samples.timeAt(NOW));

  @Test
  void parametersHaveTheLengthsThatClientsInsistOn() {
    GetProofRequestParamsResponse parameters = market.parameters();

    assertThat(parameters.getDomain().size()).isEqualTo(32);
    assertThat(parameters.getAuctioneer().size()).isEqualTo(20);
    assertThat(parameters.getExecutor().size()).isEqualTo(20);
    assertThat(parameters.getVerifier().size()).isEqualTo(20);
    assertThat(parameters.getTreasury().size()).isEqualTo(20);
    assertThat(parameters.getTickSize()).isZero();
  }

  @Test
  void pricesAreDecimalAndBearTheClientsArithmetic() {
    BigInteger most = BigInteger.valueOf(15_372_286_727L); // times 1.2 and 10^9 it is still a u64

    assertThat(new BigInteger(market.parameters().getMaxPricePerPgu()))
        .isBetween(BigInteger.ZERO, most);
    assertThat(Long.parseUnsignedLong(market.parameters().getBaseFee())).isZero();
    assertThat(new BigInteger(market.price().getPrice())).isEqualTo(BigInteger.ZERO);
    assertThat(market.price().getAsOf()).isEqualTo(NOW.getEpochSecond());
  }

  @Test
  void theBalanceIsTheLargestNumberOf256Bits() {
    assertThat(new BigInteger(market.balance().getAmount()).bitCount()).isEqualTo(256);
    assertThat(new BigInteger(market.balance().getAmount()).bitLength()).isEqualTo(256);
  }

  @Test
  void noProverIsNamedSoThatNoFailedProofIsAskedForTwice() {
    assertThat(market.provers().getProversList()).isEmpty();
  }
}
