package org.hierophant.coordinator.api.grpc;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.HexFormat;
import org.hierophant.coordinator.ledger.Time;
import org.hierophant.network.domain.Address;
import org.hierophant.proto.network.GetBalanceResponse;
import org.hierophant.proto.network.GetMarketPricePerPguResponse;
import org.hierophant.proto.network.GetProofRequestParamsResponse;
import org.hierophant.proto.network.GetProversByUptimeResponse;

/**
 * What auction clients ask before they submit. Nothing is bought here: prices are zero, balances
 * endless, and every value has the one length and form that no release stumbles over.
 *
 * <p><b>Source.</b> sp1 v5.0.8 to v6.10.0 crates/sdk/src/network/prover.rs: addresses of other than
 * 20 bytes and fees that are no u64 make the client panic.
 */
final class Market {
  /** EIP-712 domain separator of "Succinct Prover Network", version 1.0.0, chain 1. */
  private static final ByteString DOMAIN =
      ByteString.copyFrom(
          HexFormat.of()
              .parseHex("55ea66757c5b1aecda6619905f594b320092db1cf4c8b6f89025c092f0bb7b5b"));

  private static final String FREE = "0";
  private static final ByteString NOBODY = Fields.bytes(Address.ZERO);

  private static final GetProofRequestParamsResponse PARAMETERS =
      GetProofRequestParamsResponse.newBuilder()
          .setDomain(DOMAIN)
          .setAuctioneer(NOBODY)
          .setExecutor(NOBODY)
          .setVerifier(NOBODY)
          .setTreasury(NOBODY)
          .setMaxPricePerPgu(FREE)
          .setBaseFee(FREE)
          .build();

  private static final GetBalanceResponse BALANCE =
      GetBalanceResponse.newBuilder()
          .setAmount(BigInteger.TWO.pow(256).subtract(BigInteger.ONE).toString())
          .build();

  private final Time time;

  Market(Time time) {
    this.time = time;
  }

  GetProofRequestParamsResponse parameters() {
    return PARAMETERS;
  }

  GetBalanceResponse balance() {
    return BALANCE;
  }

  /** None: a list of highly available provers would make clients ask again for what failed. */
  GetProversByUptimeResponse provers() {
    return GetProversByUptimeResponse.getDefaultInstance();
  }

  GetMarketPricePerPguResponse price() {
    return GetMarketPricePerPguResponse.newBuilder()
        .setPrice(FREE)
        .setAsOf(time.now().wall().getEpochSecond())
        .build();
  }
}
