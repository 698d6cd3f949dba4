package org.hierophant.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hierophant.network.domain.Bytes32;
import org.junit.jupiter.api.Test;

class PackedBytesTest {
  private final PackedBytes bytes = new PackedBytes();

  /** All in one bucket, and each differs from the others in one word only. */
  private static List<Bytes32> neighbours() {
    return List.of(
        new Bytes32(7, 1, 1, 1),
        new Bytes32(8, 1, 1, 1),
        new Bytes32(7, 2, 1, 1),
        new Bytes32(7, 1, 2, 1),
        new Bytes32(7, 1, 1, 2));
  }

  @Test
  void neighboursAreToldApart() {
    List<Bytes32> ids = neighbours();
    for (int i = 0; i < ids.size(); i++) {
      assertThat(bytes.get(ids.get(i))).isNull();
      bytes.put(ids.get(i), new byte[i * 100]);
    }

    for (int i = 0; i < ids.size(); i++) {
      assertThat(bytes.get(ids.get(i))).hasSize(i * 100);
    }
  }

  @Test
  void oneAmongOthersIsReplaced() {
    neighbours().forEach(id -> bytes.put(id, new byte[] {1}));

    bytes.put(neighbours().get(1), new byte[] {2, 3});

    assertThat(bytes.get(neighbours().get(1))).containsExactly(2, 3);
    assertThat(bytes.get(neighbours().get(0))).containsExactly(1);
    assertThat(bytes.get(neighbours().get(2))).containsExactly(1);
  }

  @Test
  void whatComesBackIsACopy() {
    Bytes32 id = neighbours().getFirst();
    bytes.put(id, new byte[] {1});

    bytes.get(id)[0] = 9;

    assertThat(bytes.get(id)).containsExactly(1);
  }

  @Test
  void theLongestThatFitAndOneMore() {
    Bytes32 id = neighbours().getFirst();

    bytes.put(id, new byte[PackedBytes.MAX_BYTES]);

    assertThat(bytes.get(id)).hasSize(PackedBytes.MAX_BYTES);
    assertThatThrownBy(() -> bytes.put(id, new byte[PackedBytes.MAX_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536");
  }

  /** Few first words, so that buckets are shared, and the last bucket is among them. */
  @Test
  void itIsAMap() {
    Random random = new Random(3);
    Map<Bytes32, byte[]> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      Bytes32 id = new Bytes32(random.nextInt(-2, 2), 0, 0, random.nextInt(50));
      if (random.nextInt(3) == 0) {
        bytes.remove(id);
        expected.remove(id);
      } else {
        byte[] value = new byte[random.nextInt(200)];
        random.nextBytes(value);
        bytes.put(id, value);
        expected.put(id, value);
      }
      assertThat(bytes.get(id)).isEqualTo(expected.get(id));
    }
    expected.forEach((id, value) -> assertThat(bytes.get(id)).isEqualTo(value));
  }

  @Test
  void nothingIsLostWhenManyWriteIntoOneBucket() throws Exception {
    int writers = 4;
    int each = 200;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Callable<Void>> work = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int own = writer;
        work.add(
            () -> {
              for (int i = 0; i < each; i++) {
                bytes.put(new Bytes32(0, own, 0, i), new byte[] {(byte) own, (byte) i});
              }
              return null;
            });
      }
      for (Future<Void> one : threads.invokeAll(work)) {
        one.get();
      }
    }

    for (int writer = 0; writer < writers; writer++) {
      for (int i = 0; i < each; i++) {
        assertThat(bytes.get(new Bytes32(0, writer, 0, i)))
            .containsExactly((byte) writer, (byte) i);
      }
    }
  }
}
