package org.hierophant.sp1.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import org.hierophant.sp1.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Regions stay small enough for the JIT compiler, and know where to look at the countdown. */
class RegionPlanTest {
  /** Longest method that HotSpot compiles by default. */
  private static final int HUGE_METHOD_BYTES = 8_000;

  private static RegionPlan planAt(Code code, int seed) {
    return RegionPlan.grow(code, seed, new long[code.size() + 1], 0);
  }

  private static int methodBytes(Generation generation, Code code, int seed) {
    byte[] type = new Translations(generation, code, true).write(planAt(code, seed));
    return ClassFile.of().parse(type).methods().stream()
        .filter(method -> method.methodName().equalsString("run"))
        .map(MethodModel::code)
        .mapToInt(body -> ((CodeAttribute) body.orElseThrow()).codeLength())
        .sum();
  }

  private static Code straight(Generation generation, BiConsumer<Guest, Random> instruction) {
    Random random = new Random(1);
    Guest guest = Guest.of(generation);
    for (int i = 0; i < 3_000; i++) {
      instruction.accept(guest, random);
    }
    return guest.halt().program().code();
  }

  @ParameterizedTest
  @EnumSource
  void aBlockOfAnyLengthGivesAMethodThatIsCompiled(Generation generation) {
    int store = generation == Generation.V5 ? 2 : 3;
    int narrow = generation == Generation.V5 ? 0x33 : 0x3b;

    Code stores = straight(generation, (g, r) -> g.storeAs(store, 10, 11, 8 * r.nextInt(99)));
    Code sums = straight(generation, (g, r) -> g.register(narrow, 0, 0, 1 + r.nextInt(31), 30, 31));
    Code comparisons = straight(generation, (g, r) -> g.register(0x33, 0, 3, 10, 11, 12));
    Code quotients = straight(generation, (g, r) -> g.register(narrow, 1, 4, 10, 11, 12));
    Code constants = straight(generation, (g, r) -> g.word(r.nextInt() & 0xffff_f000 | 0x537));

    for (Code code : Arrays.asList(stores, sums, comparisons, quotients, constants)) {
      assertThat(methodBytes(generation, code, 0)).isBetween(1_000, HUGE_METHOD_BYTES);
    }
  }

  @ParameterizedTest
  @EnumSource
  void programsOfManyBlocksGiveMethodsThatAreCompiled(Generation generation) {
    for (int seed = 0; seed < 100; seed++) {
      Code code = LoopingGuests.of(generation, seed).program().code();
      for (int at = 0; at < code.size(); at += 37) {
        assertThat(methodBytes(generation, code, at)).isLessThan(HUGE_METHOD_BYTES);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void blocksOfOneBranchEachGiveAMethodThatIsCompiled(Generation generation) {
    Guest guest = Guest.of(generation);
    for (int i = 0; i < 2_000; i++) {
      guest.branch(i % 2, 10, 11, guest.here() + 8).jal(1, guest.here() + 8);
    }
    Code code = guest.halt().program().code();

    assertThat(methodBytes(generation, code, 0)).isBetween(1_000, HUGE_METHOD_BYTES);
  }

  @Test
  void everyCircleHasAHead() {
    for (int seed = 0; seed < 200; seed++) {
      Code code = LoopingGuests.of(Generation.V6, seed).program().code();
      RegionPlan plan = planAt(code, 0);
      for (int start : plan.starts().stream().toArray()) {
        int last = code.ends()[start];
        int target = Op.isBranch(Code.op(code.packed()[last])) ? RegionPlan.target(code, last) : -1;
        boolean back = target >= 0 && target <= start && plan.starts().get(target);
        assertThat(back && !plan.isHead(target)).as("seed %d, block %d", seed, start).isFalse();
        assertThat(plan.worst(start)).isGreaterThanOrEqualTo(code.costs()[start]);
      }
    }
  }
}
