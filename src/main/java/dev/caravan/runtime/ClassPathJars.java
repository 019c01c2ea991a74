package dev.caravan.runtime;

import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells which jars a Kamelet needs and the class path lacks. */
final class ClassPathJars {
  private static final Set<String> ALWAYS_THERE = Set.of("core", "kamelet");

  private final String camelVersion;

  ClassPathJars(String camelVersion) {
    this.camelVersion = camelVersion;
  }

  /** Maven coordinates of what is missing, for people; empty when the Kamelet can run. */
  Set<String> missing(KameletDefinition kamelet) {
    Set<String> missing = new LinkedHashSet<>();
    for (String dependency : kamelet.dependencies()) {
      List<String> parts = Arrays.asList(dependency.split(":"));
      if (parts.get(0).equals("camel") && parts.size() == 2 && !ALWAYS_THERE.contains(parts.get(1))) {
        addIfMissing("org.apache.camel", "camel-" + parts.get(1), camelVersion, missing);
      } else if (parts.get(0).equals("mvn") && parts.size() == 4) {
        addIfMissing(parts.get(1), parts.get(2), parts.get(3), missing);
      }
    }
    if (missing.isEmpty()) {
      kamelet.schemes().stream()
          .filter(scheme -> resourceMissing("META-INF/services/org/apache/camel/component/" + scheme))
          .forEach(scheme -> missing.add("org.apache.camel:camel-" + scheme + ":" + camelVersion));
    }
    return missing;
  }

  private static void addIfMissing(String group, String artifact, String version, Set<String> missing) {
    if (resourceMissing("META-INF/maven/" + group + "/" + artifact + "/pom.properties") && !jarNamed(artifact)) {
      missing.add(group + ":" + artifact + ":" + version);
    }
  }

  private static boolean resourceMissing(String resource) {
    return ClassPathJars.class.getClassLoader().getResource(resource) == null;
  }

  // Not every jar carries its Maven coordinates inside.
  private static boolean jarNamed(String artifact) {
    Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d.*\\.jar");
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .anyMatch(entry -> name.matcher(new File(entry).getName()).matches());
  }
}
