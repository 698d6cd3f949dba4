package org.hierophant.network;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What both programs share is free of what only one of them needs. */
@AnalyzeClasses(
    packages = "org.hierophant.network",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String US = "org.hierophant.network";

  @ArchTest
  static final ArchRule itKnowsNeitherProgramNorFramework =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.hierophant.coordinator..",
              "org.hierophant.contemplant..",
              "org.hierophant.sp1..",
              "org.springframework..",
              "jakarta..",
              "io.grpc..");

  @ArchTest
  static final ArchRule valuesDependOnNothing =
      classes()
          .that()
          .resideInAPackage(US + ".domain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(US + ".domain..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule onlyTheWireKnowsProtobuf =
      noClasses()
          .that()
          .resideOutsideOfPackage(US + ".wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.protobuf..", "org.hierophant.proto..");

  @ArchTest
  static final ArchRule onlyCryptographyKnowsBouncyCastle =
      noClasses()
          .that()
          .resideOutsideOfPackage(US + ".crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching(US + ".(*)..").should().beFreeOfCycles();
}
