package org.hierophant.sp1.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hierophant.sp1.format.ProofKind;

/**
 * What a circuit version fixes for its proofs.
 *
 * <p><b>Source.</b> The README beside the keys, among this package's resources.
 *
 * @param version as proofs name it
 * @param groth16KeyHash SHA-256 of gnark's verifying key, in hex; its first four bytes select the
 *     verifier on chain
 * @param plonkKeyHash the same for Plonk
 * @param recursionRoot root of the tree of recursion keys, a public input since v6
 */
public record Circuit(
    String version,
    String groth16KeyHash,
    String plonkKeyHash,
    Optional<BigInteger> recursionRoot) {
  private static final List<Circuit> KNOWN =
      List.of(
          new Circuit(
              "v4.0.0-rc.3",
              "11b6a09d63d255ad425ee3a7f6211d5ec63fbde9805b40551c3136275b6f4eb4",
              "1b34fe11a637737f0c75c88241669dcf9ca3c03713659265b8241f398a2d286d",
              Optional.empty()),
          new Circuit(
              "v5.0.0",
              "a4594c59bbc142f3b81c3ecb7f50a7c34bc9af7c4c444b5d48b795427e285913",
              "d4e8ecd2357dd882209800acd6abb443d231cf287d77ba62b732ce937c8b56e7",
              Optional.empty()),
          new Circuit(
              "v6.0.0",
              "0e78f4db7a6771a3a6a7d9c3b0de6fe73d58781368967a7fe84d87aefffec896",
              "bb1a6f2930e94bfe8b35e794faf43133214534a17d2ad8e51358cad437b3c317",
              root("008cd56e10c2fe24795cff1e1d1f40d3a324528d315674da45d26afb376e8670")),
          new Circuit(
              "v6.1.0",
              "4388a21c687fdd5f218d7e3d13190cac4c5355818d3605fd5fb811df468ee696",
              "5a093a2fcb46394f5cadfe55c44d4d572fad9cec7aeb38026b0278322ef07fac",
              root("002f850ee998974d6cc00e50cd0814b098c05bfade466d28573240d057f25352")));

  private static Optional<BigInteger> root(String hex) {
    return Optional.of(new BigInteger(hex, 16));
  }

  /** The circuit of a version; empty for one whose keys are not known here. */
  public static Optional<Circuit> of(String version) {
    return KNOWN.stream().filter(circuit -> circuit.version.equals(version)).findFirst();
  }

  /** All circuits known here, the oldest first. */
  public static List<Circuit> known() {
    return KNOWN;
  }

  /** How many public inputs its proofs have. */
  public int inputCount() {
    return recursionRoot.isPresent() ? 5 : 2;
  }

  /**
   * A verifier for proofs of a kind; empty for kinds that this package cannot check. Of compressed
   * proofs of v5 it believes those of several shards only.
   */
  public Optional<Verifier> verifier(ProofKind kind) {
    return verifier(kind, RecursionKeys.ofManyShards());
  }

  /**
   * The same with other keys.
   *
   * @param keys for compressed proofs of v5
   */
  public Optional<Verifier> verifier(ProofKind kind, RecursionKeys keys) {
    return switch (kind) {
      case GROTH16 -> Optional.of(new Groth16Verifier(this));
      case PLONK -> Optional.of(new PlonkVerifier(this));
      case COMPRESSED ->
          version.equals(RecursionKeys.VERSION)
              ? Optional.of(new CompressedV5Verifier(version, keys))
              : RecursionTree.of(this).map(tree -> new CompressedV6Verifier(version, tree));
      case CORE -> Optional.empty();
    };
  }

  byte[] keyHash(ProofSystem system) {
    return HexFormat.of()
        .parseHex(
            switch (system) {
              case GROTH16 -> groth16KeyHash;
              case PLONK -> plonkKeyHash;
            });
  }

  /**
   * gnark's verifying key.
   *
   * @throws IllegalStateException if the resource is absent or not the key of this hash
   */
  byte[] key(ProofSystem system) {
    String name = system.resourceName() + "-" + version + ".bin";
    try (InputStream in = Circuit.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      byte[] key = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
      if (!Arrays.equals(hash, keyHash(system))) {
        throw new IllegalStateException("resource " + name + " is not the key it is named for");
      }
      return key;
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot read resource " + name, e);
    }
  }
}
