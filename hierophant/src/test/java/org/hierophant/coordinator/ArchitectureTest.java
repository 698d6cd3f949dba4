package org.hierophant.coordinator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.hierophant.coordinator.config.ArtifactWiring;
import org.hierophant.coordinator.ledger.SystemTime;
import org.jspecify.annotations.NullMarked;

/** Which part of the coordinator may know which. */
@AnalyzeClasses(
    packages = "org.hierophant.coordinator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String US = "org.hierophant.coordinator";

  @ArchTest
  static final ArchRule arrowsPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("start")
          .definedBy(US, US + ".config..")
          .layer("api")
          .definedBy(US + ".api..")
          .layer("intake")
          .definedBy(US + ".intake..")
          .layer("verification")
          .definedBy(US + ".verification..")
          .layer("preflight")
          .definedBy(US + ".preflight..")
          .layer("artifact")
          .definedBy(US + ".artifact..")
          .layer("magister")
          .definedBy(US + ".magister..")
          .layer("ledger")
          .definedBy(US + ".ledger..")
          .layer("assignment")
          .definedBy(US + ".assignment..")
          .layer("records")
          .definedBy(US + ".request..", US + ".program..", US + ".worker..")
          .whereLayer("start")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("start")
          .whereLayer("magister")
          .mayOnlyBeAccessedByLayers("start")
          .whereLayer("preflight")
          .mayOnlyBeAccessedByLayers("start")
          .whereLayer("intake")
          .mayOnlyBeAccessedByLayers("start", "api")
          .whereLayer("verification")
          .mayOnlyBeAccessedByLayers("start", "api", "intake")
          .whereLayer("artifact")
          .mayOnlyBeAccessedByLayers("start", "api", "intake", "verification", "preflight")
          .whereLayer("ledger")
          .mayOnlyBeAccessedByLayers(
              "start", "api", "intake", "verification", "preflight", "artifact", "magister")
          .whereLayer("assignment")
          .mayOnlyBeAccessedByLayers("start", "ledger");

  @ArchTest
  static final ArchRule onlyWhatReadsProgramsAndProofsKnowsSp1 =
      noClasses()
          .that()
          .resideOutsideOfPackages(US + ".intake..", US + ".verification..", US + ".preflight..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.hierophant.sp1..")
          .because("keys are read at intake, proofs are verified, and programs executed beside");

  @ArchTest
  static final ArchRule onlyAdaptersKnowTheWire =
      noClasses()
          .that()
          .resideOutsideOfPackage(US + ".api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.hierophant.proto..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule recordsKnowNothingAbove =
      noClasses()
          .that()
          .resideInAnyPackage(US + ".request..", US + ".program..", US + ".worker..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(US + "..")
                  .and(
                      DescribedPredicate.not(
                          resideInAnyPackage(
                              US + ".request..", US + ".program..", US + ".worker.."))))
          .because("they are what everything else is about");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching(US + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule transportsDoNotKnowEachOther =
      slices().matching(US + ".api.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule theLedgerImportsNoTransport =
      noClasses()
          .that()
          .resideInAnyPackage(
              US + ".ledger", US + ".assignment..", US + ".request..", US + ".program..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "com.google.protobuf..",
              "io.netty..",
              "jakarta..",
              "java.net..",
              "java.sql..",
              "org.apache..",
              "org.hierophant.proto..",
              "org.hierophant.network.wire..",
              "org.springframework..")
          .because("it decides; sockets and disks are told afterwards");

  @ArchTest
  static final ArchRule onlyTheJournalSpeaksSql =
      noClasses()
          .that()
          .resideOutsideOfPackages(US + ".ledger.sqlite..", US + ".config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..");

  @ArchTest
  static final ArchRule springStaysAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages(US, US + ".config..", US + ".api.http..", US + ".api.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..")
          .because("wiring is explicit, and what decides needs no framework");

  @ArchTest
  static final ArchRule nothingIsInjectedIntoFields =
      noFields()
          .should()
          .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
          .orShould()
          .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
          .orShould()
          .beAnnotatedWith("jakarta.inject.Inject")
          .allowEmptyShould(true);

  /** {@link ArtifactWiring} hands the system's clock on to those that ask an InstantSource. */
  @ArchTest
  static final ArchRule onlySystemTimeReadsAClock =
      noClasses()
          .that()
          .doNotBelongToAnyOf(SystemTime.class, ArtifactWiring.class)
          .should()
          .callMethodWhere(readsAClock())
          .because("time is a parameter: hours must pass in microseconds");

  private static DescribedPredicate<JavaMethodCall> readsAClock() {
    Set<String> clocks = Set.of("nanoTime", "currentTimeMillis", "now", "system", "systemUTC");
    return DescribedPredicate.describe(
        "read a clock",
        call ->
            clocks.contains(call.getName())
                && call.getTarget().getRawParameterTypes().isEmpty()
                && (call.getTargetOwner().isEquivalentTo(System.class)
                    || call.getTargetOwner().isEquivalentTo(Instant.class)
                    || call.getTargetOwner().isEquivalentTo(Clock.class)
                    || call.getTargetOwner().isEquivalentTo(InstantSource.class)
                    || (call.getTargetOwner().getPackageName().startsWith("java.time")
                        && call.getName().equals("now"))));
  }

  @ArchTest
  static final ArchRule classesAreNamedForWhatTheyAre =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Utils");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked = classes().should(liveInANullMarkedPackage());

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return ArchCondition.from(
        DescribedPredicate.describe(
            "live in a null-marked package",
            type -> type.getPackage().isAnnotatedWith(NullMarked.class)));
  }
}
