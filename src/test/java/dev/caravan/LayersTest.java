package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Draws the arrows of ARCHITECTURE.md and fails when one points up. */
@AnalyzeClasses(packages = "dev.caravan", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("root").definedBy("dev.caravan")
          .layer("batch").definedBy("dev.caravan.batch..")
          .layer("contract").definedBy("dev.caravan.contract..")
          .layer("catalog").definedBy("dev.caravan.catalog..")
          .layer("features").definedBy("dev.caravan.source..", "dev.caravan.transform..", "dev.caravan.quality..",
              "dev.caravan.sink..", "dev.caravan.deadletter..", "dev.caravan.security..")
          .layer("api").definedBy("dev.caravan.api..")
          .layer("runtime").definedBy("dev.caravan.runtime..")
          .layer("sandbox").definedBy("dev.caravan.sandbox..")
          .layer("cli").definedBy("dev.caravan.cli..")
          .whereLayer("cli").mayNotBeAccessedByAnyLayer()
          .whereLayer("sandbox").mayOnlyBeAccessedByLayers("cli")
          .whereLayer("runtime").mayOnlyBeAccessedByLayers("cli")
          .whereLayer("api").mayOnlyBeAccessedByLayers("runtime", "cli")
          .whereLayer("features").mayOnlyBeAccessedByLayers("api", "runtime", "cli")
          .whereLayer("catalog").mayOnlyBeAccessedByLayers("features", "api", "runtime", "cli")
          .whereLayer("contract").mayOnlyBeAccessedByLayers("catalog", "features", "api", "runtime", "sandbox", "cli")
          .whereLayer("batch").mayOnlyBeAccessedByLayers("contract", "catalog", "features", "api", "runtime", "sandbox", "cli");

  @ArchTest
  static final ArchRule onlyRuntimeImportsCamel =
      noClasses().that().resideOutsideOfPackage("dev.caravan.runtime..").should().dependOnClassesThat().resideInAPackage("org.apache.camel..");

  @ArchTest
  static final ArchRule featuresDoNotKnowEachOther =
      noClasses().that().resideInAPackage("dev.caravan.source..").should().dependOnClassesThat().resideInAnyPackage("dev.caravan.sink..", "dev.caravan.deadletter..");
}
