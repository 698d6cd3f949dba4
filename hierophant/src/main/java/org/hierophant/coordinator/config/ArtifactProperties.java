package org.hierophant.coordinator.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hierophant.network.config.Key;

/**
 * Bounds of stored bytes.
 *
 * @param maxUploadMib of one upload, as sent
 * @param maxDecodedMib of one artifact once decompressed
 * @param maxConcurrentUploads more are told to come back later
 * @param uploadUrlLifetime how long after its issue an upload URL works
 * @param minFreeMib free space that uploads leave, so that the state can always be written
 * @param maxTotalGib of all artifacts: above it the least needed go; 0: no bound
 */
public record ArtifactProperties(
    @Key(value = "max_upload_mib", or = "8192", min = 1, max = MAX_MIB) long maxUploadMib,
    @Key(value = "max_decoded_mib", or = "16384", min = 1, max = MAX_MIB) long maxDecodedMib,
    @Key(value = "max_concurrent_uploads", or = "64", min = 1, max = 100_000)
        int maxConcurrentUploads,
    @Key(value = "upload_url_hours", or = "24", min = 1, unit = ChronoUnit.HOURS)
        Duration uploadUrlLifetime,
    @Key(value = "min_free_mib", or = "256", max = MAX_MIB) long minFreeMib,
    @Key(value = "max_total_gib", or = "0", max = MAX_GIB) long maxTotalGib) {
  private static final long MAX_GIB = 1L << 30;
  private static final long MAX_MIB = MAX_GIB << 10;

  public long maxUploadBytes() {
    return maxUploadMib << 20;
  }

  public long maxDecodedBytes() {
    return maxDecodedMib << 20;
  }

  public long minFreeBytes() {
    return minFreeMib << 20;
  }

  /** {@link Long#MAX_VALUE} if there is no bound. */
  public long maxTotalBytes() {
    return maxTotalGib == 0 ? Long.MAX_VALUE : maxTotalGib << 30;
  }
}
