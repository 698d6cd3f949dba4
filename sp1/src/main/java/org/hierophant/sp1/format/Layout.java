package org.hierophant.sp1.format;

import java.util.Optional;
import org.hierophant.sp1.Generation;

/**
 * What differs between the files of SP1's versions.
 *
 * @param batchGrinding true if the Basefold part ends with a witness of the grinding before
 *     batching
 */
public record Layout(Generation generation, boolean batchGrinding, DigestShape digests) {
  /** Circuit versions v4.* and v5.*. */
  public static final Layout V5 = new Layout(Generation.V5, false, DigestShape.FIELD);

  /** Circuit version v6.0.0. */
  public static final Layout V6_0 = new Layout(Generation.V6, false, DigestShape.FIELD);

  /** Circuit version v6.1.0 and later. */
  public static final Layout V6_1 = new Layout(Generation.V6, true, DigestShape.FIELD);

  /** The layout of a circuit version; empty for an unknown one. */
  public static Optional<Layout> of(String circuitVersion) {
    return CircuitVersions.generation(circuitVersion)
        .map(
            generation ->
                switch (generation) {
                  case V5 -> V5;
                  case V6 -> CircuitVersions.hasBatchGrinding(circuitVersion) ? V6_1 : V6_0;
                });
  }

  /** The same with the digests of the wrap layer. */
  public Layout wrapped() {
    return new Layout(generation, batchGrinding, DigestShape.BN254);
  }
}
