package org.hierophant.network.domain;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 digest of stored or transferred bytes. */
public record Sha256(Bytes32 value) {
  public static Sha256 of(byte[] digest) {
    return new Sha256(Bytes32.of(digest));
  }

  /** The digest of {@code content}. */
  public static Sha256 ofContent(byte[] content) {
    return of(newDigest().digest(content));
  }

  /** A fresh computation; every Java platform has the algorithm. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public byte[] toBytes() {
    return value.toBytes();
  }

  /** 64 lower-case hex digits, no prefix. */
  public String hex() {
    return value.toString().substring(2);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
