package org.hierophant.coordinator.verification.passport;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.hierophant.network.crypto.Recovery;
import org.hierophant.network.crypto.RecoveryByte;
import org.hierophant.network.crypto.SignerRecovery;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a coordinator knows of one proof it believed, under its signature.
 *
 * <p><b>Shape.</b> {@code {"record":{…},"hash":"…","signature":"0x…"}}. The record is compact JSON
 * of texts, whole numbers and lists of them; {@code hash} is the SHA-256 of exactly its bytes, and
 * {@code signature} the EIP-191 signature of them, 65 bytes. {@code record.previous} is the hash of
 * the passport that the same coordinator issued before this one, so that none can be taken out or
 * put in later.
 *
 * @param record as {@link PassportBook} writes it
 */
public record Passport(ObjectNode record, Sha256 hash, byte[] signature) {
  static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_BYTES = 1 << 20;

  /** Signs a record. */
  static Passport sign(ObjectNode record, SigningKey key) {
    byte[] bytes = bytes(record);
    return new Passport(record, Sha256.ofContent(bytes), key.sign(bytes, RecoveryByte.ETHEREUM));
  }

  /**
   * Reads one; says nothing about whether it holds.
   *
   * @throws IllegalArgumentException if the text is not of this shape
   */
  public static Passport parse(byte[] text) {
    if (text.length > MAX_BYTES) {
      throw new IllegalArgumentException("a passport has at most " + MAX_BYTES + " bytes");
    }
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
    if (!(tree.get("record") instanceof ObjectNode record)) {
      throw new IllegalArgumentException("there is no record in it");
    }
    String signature = text(tree, "signature");
    if (!signature.startsWith("0x")) {
      throw new IllegalArgumentException("the signature begins with 0x");
    }
    return new Passport(
        record,
        Sha256.of(HexFormat.of().parseHex(text(tree, "hash"))),
        HexFormat.of().parseHex(signature.substring(2)));
  }

  private static String text(JsonNode tree, String name) {
    JsonNode value = tree.get(name);
    if (value == null || !value.isString()) {
      throw new IllegalArgumentException("there is no text " + name + " in it");
    }
    return value.asString();
  }

  /** The file: one line. */
  byte[] toByteArray() {
    ObjectNode tree = JSON.createObjectNode();
    tree.set("record", record);
    tree.put("hash", hash.hex());
    tree.put("signature", "0x" + HexFormat.of().formatHex(signature));
    return (JSON.writeValueAsString(tree) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the hash is that of the record. */
  boolean hashHolds() {
    return Sha256.ofContent(bytes(record)).equals(hash);
  }

  /** Who signed exactly this record. */
  Recovery signer() {
    return SignerRecovery.recover(bytes(record), signature);
  }

  /** A text of the record; empty if there is none of that name. */
  String value(String... path) {
    JsonNode node = record;
    for (String name : path) {
      node = node.path(name);
    }
    return node.isMissingNode() ? "" : node.asString();
  }

  private static byte[] bytes(ObjectNode record) {
    return JSON.writeValueAsBytes(record);
  }
}
