package dev.caravan.runtime.lint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.tooling.model.ArtifactModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.EipModel;

/** What Camel has by its catalogue, and which of it is on the class path. Not thread-safe. */
final class CamelParts {
  private static final String SERVICES = "META-INF/services/org/apache/camel/";

  private final CamelCatalog catalog = new DefaultCamelCatalog(true);
  private final Map<String, Boolean> packaged = new HashMap<>();
  private final Map<String, Optional<ComponentModel>> componentModels = new HashMap<>();
  private final Map<String, Optional<EipModel>> eipModels = new HashMap<>();
  private Set<String> components;

  CamelCatalog catalog() {
    return catalog;
  }

  /** What is on the class path under this name, whoever brings it. */
  boolean packaged(String kind, String name) {
    return packaged.computeIfAbsent(kind + "/" + name, path -> CamelParts.class.getClassLoader().getResource(SERVICES + path) != null);
  }

  Optional<ComponentModel> component(String scheme) {
    return componentModels.computeIfAbsent(scheme, name -> componentNames().contains(name) ? Optional.ofNullable(catalog.componentModel(name)) : Optional.empty());
  }

  Optional<EipModel> eip(String name) {
    return eipModels.computeIfAbsent(name, known -> Optional.ofNullable(catalog.eipModel(known)));
  }

  /** The jar that brings a language or data format of Camel's which is not on the class path. */
  Optional<String> missingJar(String kind, String name) {
    if (packaged(kind, name)) {
      return Optional.empty();
    }
    ArtifactModel<?> model = kind.equals("language") ? catalog.languageModel(name) : catalog.dataFormatModel(name);
    return Optional.ofNullable(model).map(CamelParts::jar);
  }

  static String jar(ArtifactModel<?> model) {
    return model.getGroupId() + ":" + model.getArtifactId() + ":" + model.getVersion();
  }

  Set<String> componentNames() {
    if (components == null) {
      components = new TreeSet<>(catalog.findComponentNames());
    }
    return components;
  }

  /** Names that can be used as they are: in the catalogue and on the class path. */
  TreeSet<String> packagedComponents() {
    TreeSet<String> names = new TreeSet<>();
    for (String name : componentNames()) {
      if (packaged("component", name)) {
        names.add(name);
      }
    }
    return names;
  }
}
