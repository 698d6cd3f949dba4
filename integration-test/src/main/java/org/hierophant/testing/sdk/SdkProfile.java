package org.hierophant.testing.sdk;

import org.hierophant.network.crypto.RecoveryByte;

/**
 * What differs on the wire between releases of sp1-sdk.
 *
 * @param circuitVersion without the {@code sp1-} prefix that goes onto the wire
 * @param auction true for the auction dialect ("Mainnet"), false for base ("Reserved")
 * @param bodies how signatures over bodies end
 * @param createArtifact how signatures of CreateArtifact end
 * @param zstd whether uploads are compressed
 * @param strategy number of the FulfillmentStrategy sent by default
 * @param hasGasLimit whether field 9 exists
 * @param minAuctionPeriodSeconds as sent by default
 * @param hasTreasury whether the auction body carries field 20
 * @param sharedChannel one lazy HTTP/2 connection; otherwise a new one for every call
 * @param waitOrder the order in which a status answer is judged
 *     <p><b>Source.</b> sp1 v4.0.0 to v6.10.0, crates/sdk/src/network/{client,prover,utils}.rs.
 */
public record SdkProfile(
    String name,
    String circuitVersion,
    boolean auction,
    RecoveryByte bodies,
    RecoveryByte createArtifact,
    boolean zstd,
    int strategy,
    boolean hasGasLimit,
    long minAuctionPeriodSeconds,
    boolean hasTreasury,
    boolean sharedChannel,
    WaitOrder waitOrder) {
  private static final int HOSTED = 1;
  private static final int RESERVED = 2;
  private static final int AUCTION = 3;

  public static final SdkProfile SDK_4_1 =
      new SdkProfile(
          "sp1-sdk 4.1.0",
          "v4.0.0-rc.3",
          false,
          RecoveryByte.ETHEREUM,
          RecoveryByte.ETHEREUM,
          false,
          HOSTED,
          false,
          0,
          false,
          false,
          WaitOrder.DEADLINE_FIRST);

  public static final SdkProfile SDK_5_0 =
      new SdkProfile(
          "sp1-sdk 5.0.0",
          "v5.0.0",
          false,
          RecoveryByte.BARE,
          RecoveryByte.ETHEREUM,
          false,
          HOSTED,
          true,
          0,
          false,
          false,
          WaitOrder.DEADLINE_FIRST);

  public static final SdkProfile SDK_5_BASE =
      new SdkProfile(
          "sp1-sdk 5.2.4 base",
          "v5.0.0",
          false,
          RecoveryByte.ETHEREUM,
          RecoveryByte.SHIFTED_TWICE,
          false,
          HOSTED,
          true,
          1,
          false,
          false,
          WaitOrder.DEADLINE_FIRST);

  public static final SdkProfile SDK_5_AUCTION =
      new SdkProfile(
          "sp1-sdk 5.2.4 auction",
          "v5.0.0",
          true,
          RecoveryByte.ETHEREUM,
          RecoveryByte.SHIFTED_TWICE,
          false,
          AUCTION,
          true,
          1,
          true,
          false,
          WaitOrder.DEADLINE_FIRST);

  public static final SdkProfile SDK_6_BASE =
      new SdkProfile(
          "sp1-sdk 6.10.0 base",
          "v6.1.0",
          false,
          RecoveryByte.ETHEREUM,
          RecoveryByte.SHIFTED_TWICE,
          true,
          RESERVED,
          true,
          0,
          false,
          true,
          WaitOrder.STATUS_FIRST);

  public static final SdkProfile SDK_6_AUCTION =
      new SdkProfile(
          "sp1-sdk 6.10.0 auction",
          "v6.1.0",
          true,
          RecoveryByte.ETHEREUM,
          RecoveryByte.SHIFTED_TWICE,
          true,
          AUCTION,
          true,
          0,
          true,
          true,
          WaitOrder.STATUS_FIRST);

  /** What goes into the {@code version} field. */
  public String wireVersion() {
    return "sp1-" + circuitVersion;
  }

  /** How {@code wait_proof} judges a status answer. */
  public enum WaitOrder {
    /** 4.1.0 to 6.1.0: a passed deadline loses even a finished proof. */
    DEADLINE_FIRST,
    /** From 6.2.0: a passed deadline only ends what is still in progress. */
    STATUS_FIRST
  }

  @Override
  public String toString() {
    return name;
  }
}
