package dev.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Draws the arrows of ARCHITECTURE.md and fails when one points up. */
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.caravan");

  @Test
  void arrowsPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("root").definedBy("dev.caravan")
        .layer("batch").definedBy("dev.caravan.batch..")
        .layer("contract").definedBy("dev.caravan.contract..")
        .layer("failure").definedBy("dev.caravan.failure..")
        .layer("catalog").definedBy("dev.caravan.catalog..")
        .layer("features").definedBy("dev.caravan.registry..", "dev.caravan.source..", "dev.caravan.transform..", "dev.caravan.quality..",
              "dev.caravan.sink..", "dev.caravan.deadletter..", "dev.caravan.security..", "dev.caravan.streams..")
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
        .whereLayer("failure").mayOnlyBeAccessedByLayers("catalog", "features", "api", "runtime", "cli")
        .whereLayer("contract").mayOnlyBeAccessedByLayers("failure", "catalog", "features", "api", "runtime", "sandbox", "cli")
        .whereLayer("batch").mayOnlyBeAccessedByLayers("contract", "failure", "catalog", "features", "api", "runtime", "sandbox", "cli")
        .check(CLASSES);
  }

  @Test
  void onlyRuntimeImportsCamel() {
    noClasses().that().resideOutsideOfPackage("dev.caravan.runtime..").should().dependOnClassesThat().resideInAPackage("org.apache.camel..")
        .check(CLASSES);
  }

  @Test
  void sourcesDoNotKnowSinks() {
    noClasses().that().resideInAPackage("dev.caravan.source..").should().dependOnClassesThat().resideInAnyPackage("dev.caravan.sink..", "dev.caravan.deadletter..")
        .check(CLASSES);
  }
}
