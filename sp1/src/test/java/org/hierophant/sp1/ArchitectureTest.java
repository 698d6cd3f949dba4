package org.hierophant.sp1;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A library for people who want neither of the two programs. */
@AnalyzeClasses(
    packages = "org.hierophant.sp1",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule itStandsAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.hierophant.sp1..", "java..", "jdk.incubator.vector..", "org.jspecify..")
          .because("it depends on nothing of ours and on no framework");

  @ArchTest
  static final ArchRule itUsesNoNetwork =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.net.http..", "java.sql..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("org.hierophant.sp1.(*)..").should().beFreeOfCycles();
}
