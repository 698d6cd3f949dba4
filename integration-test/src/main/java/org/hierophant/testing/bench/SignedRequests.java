package org.hierophant.testing.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.hierophant.network.crypto.SigningKey;
import org.hierophant.network.domain.ArtifactType;
import org.hierophant.network.domain.Bytes32;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.RequestId;
import org.hierophant.network.domain.VkHash;
import org.hierophant.proto.network.RequestProofResponse;
import org.hierophant.proto.network.SignedRequest;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.VerifyingKey;
import org.hierophant.testing.sdk.ProofOrder;
import org.hierophant.testing.sdk.SdkClient;
import org.hierophant.testing.sdk.SdkProfile;
import org.hierophant.testing.sdk.SignedBodies;

/**
 * Requests as sp1-sdk 6 signs them, made before they are needed: to sign costs about what is
 * measured. All are different: by their signer, their mode or their stdin.
 */
final class SignedRequests {
  static final String METHOD = "network.ProverNetwork/RequestProof";
  private static final SdkProfile SDK = SdkProfile.SDK_6_BASE;
  private static final int STDINS = 64;
  private static final int PER_KEY = STDINS * ProofMode.values().length;
  private static final Duration DEADLINE = Duration.ofHours(4);

  private SignedRequests() {}

  /**
   * Registers the sample program, uploads stdins and signs {@code count} requests, each of them an
   * encoded SignedRequest.
   *
   * @param sample directory of the program
   * @param firstKey number of the first signer; it and those that follow sign {@value #STDINS} × 4
   *     requests each
   */
  static List<byte[]> prepare(Path sample, URI target, int firstKey, int count)
      throws IOException, InterruptedException {
    VkHash program;
    List<String> stdins = new ArrayList<>();
    try (SdkClient client = SdkClient.connect(target, SDK, key(firstKey))) {
      program = register(client, sample);
      for (int i = 0; i < STDINS && stdins.size() < count; i++) {
        stdins.add(client.upload(ArtifactType.STDIN, stdin(sample, i)));
      }
    }
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> sign(program, stdins, firstKey + i / PER_KEY, i % PER_KEY))
        .toList();
  }

  /** Submits {@code count} requests one after the other. */
  static List<RequestId> submit(Path sample, URI target, int count)
      throws IOException, InterruptedException {
    List<RequestId> ids = new ArrayList<>();
    try (TimedCalls calls = new TimedCalls(target, METHOD)) {
      for (byte[] request : prepare(sample, target, freshKey(), count)) {
        ids.add(id(calls.call(request).answer()));
      }
    }
    return ids;
  }

  /** A first key that no earlier run against the same server has used. */
  static int freshKey() {
    return (int) (Instant.now().getEpochSecond() & 0x3fff_ffff);
  }

  static RequestId id(byte[] answer) throws InvalidProtocolBufferException {
    return RequestId.of(
        RequestProofResponse.parseFrom(answer).getBody().getRequestId().toByteArray());
  }

  private static VkHash register(SdkClient client, Path sample)
      throws IOException, InterruptedException {
    byte[] vk = Files.readAllBytes(sample.resolve("v6.vk"));
    VkHash hash;
    try {
      hash = new VkHash(Bytes32.of(VerifyingKey.parse(vk, Generation.V6).hashBytes()));
    } catch (FormatException e) {
      throw new IOException("the sample's key is damaged", e);
    }
    client.registerProgram(hash, Files.readAllBytes(sample.resolve("v6.elf")), vk);
    return hash;
  }

  private static byte[] stdin(Path sample, int number) throws IOException {
    byte[] content = Files.readAllBytes(sample.resolve("stdin.bin"));
    return ByteBuffer.wrap(content)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(2 * Long.BYTES, number)
        .array();
  }

  private static byte[] sign(VkHash program, List<String> stdins, int keyNumber, int variant) {
    ProofMode mode = ProofMode.values()[variant % ProofMode.values().length];
    String stdin = stdins.get(variant / ProofMode.values().length % stdins.size());
    SignedBodies bodies = new SignedBodies(SDK, key(keyNumber));
    ProofOrder order = ProofOrder.of(program, new byte[0], mode).withTimeout(DEADLINE);
    SignedRequest signed =
        bodies.sign(
            bodies
                .requestProof(
                    order,
                    stdin,
                    bodies.deadlineSeconds(order, Instant.now()),
                    variant,
                    null,
                    List.<ByteString>of())
                .toByteString());
    return signed.toByteArray();
  }

  private static SigningKey key(int number) {
    byte[] secret = new byte[Bytes32.LENGTH];
    ByteBuffer.wrap(secret).putInt(Bytes32.LENGTH - Integer.BYTES, number + 1);
    return new SigningKey(secret);
  }
}
