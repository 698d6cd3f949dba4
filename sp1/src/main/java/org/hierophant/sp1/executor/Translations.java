package org.hierophant.sp1.executor;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import org.hierophant.sp1.Generation;
import org.jspecify.annotations.Nullable;

/**
 * The translated regions of one program, as long as the program lives.
 *
 * <p><b>Limits.</b> {@value #MOST_REGIONS} regions in {@value #MOST_BYTES} bytes of class files;
 * what does not fit stays interpreted.
 *
 * <p><b>Thread.</b> Any; regions have no state, so a reader may find one early or late.
 */
final class Translations {
  private static final int MOST_REGIONS = 2_048;
  private static final int MOST_BYTES = 16 << 20;
  private static final ClassDesc REGION = RegionEmitter.describe(Region.class);
  private static final ClassDesc NAME =
      ClassDesc.of(Region.class.getPackageName(), "TranslatedRegion");
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_int, RegionEmitter.MACHINE);

  private final Generation generation;
  private final Code code;
  private final boolean counting;

  /** By the index of an entry. */
  private final @Nullable Region[] regions;

  /** Where a region ends inside a block: nothing counts how often that place is come to. */
  private final boolean[] cuts;

  private int count;
  private int bytes;

  /**
   * @param counting true for code that counts the touches that gas is made of
   */
  Translations(Generation generation, Code code, boolean counting) {
    this.generation = generation;
    this.code = code;
    this.counting = counting;
    this.regions = new Region[code.size()];
    this.cuts = new boolean[code.size()];
  }

  /** The region with an entry at an index, if there is one. */
  @Nullable Region at(int index) {
    return regions[index];
  }

  /** True if what starts at an index follows a block's translated start. */
  boolean isCut(int index) {
    return cuts[index];
  }

  /**
   * Translates the region around an index; null if the cache is full.
   *
   * @param runs how often blocks ran so far
   * @param enough how often a block must have run to be translated along
   */
  synchronized @Nullable Region translate(int index, long[] runs, long enough) {
    if (regions[index] != null || count >= MOST_REGIONS || bytes >= MOST_BYTES) {
      return regions[index];
    }
    RegionPlan plan = RegionPlan.grow(code, index, runs, enough);
    byte[] type = write(plan);
    Region region = define(type);
    plan.entries().stream()
        .filter(entry -> regions[entry] == null)
        .forEach(entry -> regions[entry] = region);
    count++;
    bytes += type.length;
    plan.cuts().stream().forEach(cut -> cuts[cut] = true);
    return region;
  }

  /** The class file of a region. */
  byte[] write(RegionPlan plan) {
    return ClassFile.of()
        .build(
            NAME,
            type ->
                type.withSuperclass(REGION)
                    .withFlags(ClassFile.ACC_FINAL)
                    .withMethodBody(INIT_NAME, MTD_void, 0, Translations::constructor)
                    .withMethodBody("run", RUN, 0, out -> emitter(out, plan).write()));
  }

  private static void constructor(CodeBuilder out) {
    out.aload(0).invokespecial(REGION, INIT_NAME, MTD_void).return_();
  }

  private RegionEmitter emitter(CodeBuilder out, RegionPlan plan) {
    return switch (generation) {
      case V5 -> new Rv32Emitter(out, code, plan);
      case V6 -> new Rv64Emitter(out, code, plan, counting);
    };
  }

  private static Region define(byte[] type) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(type, true);
      return (Region) lookup.lookupClass().getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a translated region cannot be loaded", e);
    }
  }
}
