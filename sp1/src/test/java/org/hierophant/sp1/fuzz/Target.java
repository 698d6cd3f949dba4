package org.hierophant.sp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hierophant.sp1.Generation;
import org.hierophant.sp1.curve.G1Point;
import org.hierophant.sp1.curve.G2Point;
import org.hierophant.sp1.curve.PointException;
import org.hierophant.sp1.curve.Scalar;
import org.hierophant.sp1.executor.ElfException;
import org.hierophant.sp1.executor.GuestProgram;
import org.hierophant.sp1.format.BincodeWriter;
import org.hierophant.sp1.format.FormatException;
import org.hierophant.sp1.format.KeyMapV5;
import org.hierophant.sp1.format.Layout;
import org.hierophant.sp1.format.MockProofs;
import org.hierophant.sp1.format.ProgramArtifact;
import org.hierophant.sp1.format.ProofFromNetwork;
import org.hierophant.sp1.format.ProofKind;
import org.hierophant.sp1.format.ProofSummary;
import org.hierophant.sp1.format.SampleProofs;
import org.hierophant.sp1.format.Sp1Proof;
import org.hierophant.sp1.format.Sp1Stdin;
import org.hierophant.sp1.format.VerifyingKey;

/**
 * A reader of bytes that strangers send, and what must hold of it whatever they are: a value or the
 * exception its type names, at an offset within the input; nothing but what was read comes out
 * again; and no more memory than {@code 3 * input + 64 MiB}.
 *
 * <p>What is allocated is counted, which is at least as much as what is held at one time.
 */
enum Target {
  PROOF {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      return Optional.of(ProofFromNetwork.parse(input).toByteArray());
    }

    @Override
    Stream<byte[]> seeds() {
      return Stream.concat(mocks(), Stream.of(SampleProofs.compressed()));
    }
  },

  /** Must believe the same files as the reader that keeps everything. */
  PROOF_SUMMARY {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      ProofSummary summary = ProofSummary.parse(input);
      ProofFromNetwork whole;
      try {
        whole = ProofFromNetwork.parse(input);
      } catch (FormatException e) {
        throw new AssertionError("a summary of a proof that cannot be read", e);
      }
      assertThat(summary.kind()).isEqualTo(whole.proof().kind());
      assertThat(summary.publicValues()).isEqualTo(whole.publicValues());
      assertThat(summary.mock()).isEqualTo(MockProofs.isMock(whole.proof()));
      return Optional.empty();
    }

    @Override
    Stream<byte[]> seeds() {
      return PROOF.seeds();
    }
  },

  KEY_V5 {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      VerifyingKey key = VerifyingKey.parse(input, Generation.V5);
      assertThat(key.digest().matches(key.hashBytes())).isTrue();
      return Optional.of(key.toByteArray());
    }

    @Override
    Stream<byte[]> seeds() {
      return samples("v5.vk");
    }
  },

  KEY_V6 {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      VerifyingKey key = VerifyingKey.parse(input, Generation.V6);
      assertThat(key.digest().matches(key.hashBytes())).isTrue();
      return Optional.of(key.toByteArray());
    }

    @Override
    Stream<byte[]> seeds() {
      return samples("v6.vk");
    }
  },

  STDIN_V5 {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      return Optional.of(Sp1Stdin.parse(input, Layout.V5).toByteArray());
    }

    @Override
    Stream<byte[]> seeds() {
      return samples("stdin.bin");
    }
  },

  STDIN_V6 {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      return Optional.of(Sp1Stdin.parse(input, Layout.V6_1).toByteArray());
    }

    @Override
    Stream<byte[]> seeds() {
      return Stream.concat(samples("stdin.bin"), Stream.of(stdinWithProof()));
    }
  },

  PROGRAM {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      MemorySegment elf = ProgramArtifact.parse(MemorySegment.ofArray(input)).elf();
      return Optional.of(ProgramArtifact.write(elf.toArray(ValueLayout.JAVA_BYTE)));
    }

    @Override
    Stream<byte[]> seeds() {
      return Stream.of(ProgramArtifact.write(new byte[] {1, 2, 3}));
    }
  },

  KEY_MAP_V5 {
    @Override
    Optional<byte[]> read(byte[] input) throws FormatException {
      KeyMapV5 map = KeyMapV5.parse(input);
      BincodeWriter out = new BincodeWriter().u64(map.size());
      for (int place = 0; place < map.size(); place++) {
        for (int word : map.digest(place)) {
          out.u32(word);
        }
        out.u64(place);
      }
      return Optional.of(out.toByteArray());
    }

    @Override
    Stream<byte[]> seeds() {
      BincodeWriter out = new BincodeWriter().u64(3);
      for (int place = 0; place < 3; place++) {
        for (int word = 0; word < 8; word++) {
          out.u32(1000 * place + word);
        }
        out.u64(place);
      }
      return Stream.of(out.toByteArray());
    }
  },

  /** What stands in proofs and keys of Groth16 and Plonk; the first byte says in which form. */
  POINT {
    @Override
    Optional<byte[]> read(byte[] input) throws PointException {
      if (!isWhole(input)) {
        return Optional.empty();
      }
      ByteBuffer out = ByteBuffer.allocate(1 + G2Point.BYTES).put(0, input, 0, 1).position(1);
      switch (input[0]) {
        case 0 -> out.put(G1Point.parse(input, 1).toByteArray());
        case 1 -> out.put(G2Point.parse(input, 1).toByteArray());
        case 2 -> out.put(Scalar.parse(input, 1).toByteArray());
        case 3 -> {
          G1Point point = G1Point.parseCompressed(input, 1);
          assertThat(G1Point.parse(point.toByteArray(), 0)).isEqualTo(point);
          return Optional.empty();
        }
        default -> {
          G2Point point = G2Point.parseCompressed(input, 1);
          assertThat(G2Point.parse(point.toByteArray(), 0)).isEqualTo(point);
          return Optional.empty();
        }
      }
      return Optional.of(Arrays.copyOf(out.array(), out.position()));
    }

    private static boolean isWhole(byte[] input) {
      List<Integer> lengths =
          List.of(
              G1Point.BYTES,
              G2Point.BYTES,
              Scalar.BYTES,
              G1Point.COMPRESSED_BYTES,
              G2Point.COMPRESSED_BYTES);
      return input.length > 0
          && input[0] >= 0
          && input[0] < lengths.size()
          && input.length == 1 + lengths.get(input[0]);
    }

    @Override
    Stream<byte[]> seeds() {
      byte[] g1 = G1Point.GENERATOR.toByteArray();
      byte[] compressed = Arrays.copyOf(g1, G1Point.COMPRESSED_BYTES);
      compressed[0] |= (byte) 0x80;
      byte[] infinity = new byte[G2Point.COMPRESSED_BYTES];
      infinity[0] = 0x40;
      return Stream.of(
              new byte[][] {{0}, g1},
              new byte[][] {{0}, G1Point.INFINITY.toByteArray()},
              new byte[][] {{1}, G2Point.INFINITY.toByteArray()},
              new byte[][] {{2}, Scalar.ONE.negate().toByteArray()},
              new byte[][] {{3}, compressed},
              new byte[][] {{4}, infinity})
          .map(
              parts ->
                  ByteBuffer.allocate(1 + parts[1].length).put(parts[0]).put(parts[1]).array());
    }
  },

  ELF_V5 {
    @Override
    Optional<byte[]> read(byte[] input) throws ElfException {
      GuestProgram.load(Generation.V5, input);
      return Optional.empty();
    }

    @Override
    Stream<byte[]> seeds() {
      return samples("v5.elf");
    }
  },

  ELF_V6 {
    @Override
    Optional<byte[]> read(byte[] input) throws ElfException {
      GuestProgram.load(Generation.V6, input);
      return Optional.empty();
    }

    @Override
    Stream<byte[]> seeds() {
      return samples("v6.elf");
    }
  };

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long SPARE_BYTES = 64L << 20;

  /** Reads the input whole and gives back what is written of the value, where a writer exists. */
  abstract Optional<byte[]> read(byte[] input) throws FormatException, PointException, ElfException;

  /** Well-formed inputs, made from the checkout's samples. */
  abstract Stream<byte[]> seeds();

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Fails if the reader does anything that it may not. */
  void check(byte[] input) {
    byte[] untouched = input.clone();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<byte[]> written = outcome(input);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(input).as("the input after it was read").isEqualTo(untouched);
    written.ifPresent(bytes -> assertThat(bytes).isEqualTo(withoutAbsentOption(input, bytes)));

    long limit = 3L * input.length + SPARE_BYTES;
    if (allocated >= limit) { // the first time loads classes, and Jazzer instruments them
      before = THREADS.getCurrentThreadAllocatedBytes();
      outcome(input);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).as("bytes allocated").isLessThan(limit);
  }

  private Optional<byte[]> outcome(byte[] input) {
    try {
      return read(input);
    } catch (FormatException e) {
      assertThat(e.offset()).as("offset of: %s", e).isBetween(0L, (long) input.length);
    } catch (ElfException e) {
      assertThat(e.offset()).as("offset of: %s", e).isBetween(0L, (long) input.length);
    } catch (PointException e) {
      assertThat(e).hasMessageNotContaining("null"); // it has no offset: a point is one thing
    }
    return Optional.empty();
  }

  /** A saved proof has one zero byte that a downloaded one has not. */
  private static byte[] withoutAbsentOption(byte[] input, byte[] written) {
    boolean saved = written.length == input.length - 1 && input[written.length] == 0;
    return saved ? Arrays.copyOf(input, written.length) : input;
  }

  private static Stream<byte[]> samples(String file) {
    return Stream.of("fibonacci", "echo", "panic")
        .map(name -> SampleProofs.sample(name + "/" + file));
  }

  private static Stream<byte[]> mocks() {
    return Stream.of("v4.0.0-rc.3", "v5.0.0", "v6.0.0", "v6.1.0")
        .flatMap(
            version -> {
              Generation generation = Layout.of(version).orElseThrow().generation();
              VerifyingKey key = SampleProofs.key("fibonacci", generation);
              return Arrays.stream(ProofKind.values())
                  .map(kind -> MockProofs.build(kind, version, key, new byte[] {1, 2, 3}));
            });
  }

  private static byte[] stdinWithProof() {
    VerifyingKey key = SampleProofs.key("fibonacci", Generation.V6);
    BincodeWriter out = new BincodeWriter().u64(0).u64(0).u64(1);
    try {
      byte[] mock = MockProofs.build(ProofKind.COMPRESSED, "v6.1.0", key, new byte[0]);
      Sp1Proof.Compressed proof = (Sp1Proof.Compressed) ProofFromNetwork.parse(mock).proof();
      proof.proof().write(out);
    } catch (FormatException e) {
      throw new AssertionError(e);
    }
    return out.raw(key.toByteArray()).toByteArray();
  }
}
