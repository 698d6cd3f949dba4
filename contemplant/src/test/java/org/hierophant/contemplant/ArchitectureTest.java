package org.hierophant.contemplant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The worker is a plain program: no container, and only its provers know SP1. */
@AnalyzeClasses(
    packages = "org.hierophant.contemplant",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String US = "org.hierophant.contemplant";

  @ArchTest
  static final ArchRule itNeedsNoContainer =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "jakarta..", "org.hierophant.coordinator..");

  @ArchTest
  static final ArchRule onlyTheClusterIsReachedByGrpcOrRedis =
      noClasses()
          .that()
          .resideOutsideOfPackage(US + ".prover.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "redis.clients..");

  @ArchTest
  static final ArchRule onlyProversKnowSp1 =
      noClasses()
          .that()
          .resideOutsideOfPackage(US + ".prover..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.hierophant.sp1..");

  @ArchTest
  static final ArchRule proversKnowNoConnection =
      noClasses()
          .that()
          .resideInAPackage(US + ".prover..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(US + ".link..", US + ".job..", "org.hierophant.network.wire..")
          .because("the same backend must serve without a coordinator");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching(US + ".(*)..").should().beFreeOfCycles();
}
