package dev.caravan.runtime.lint;

import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells which of a Kamelet's dependencies the class path lacks. */
final class ClassPathJars {
  private static final Set<String> ALWAYS_THERE = Set.of("core", "kamelet");

  private final String camelVersion;

  ClassPathJars(String camelVersion) {
    this.camelVersion = camelVersion;
  }

  /**
   * @param dependencies as a Kamelet writes them: {@code camel:slack}, {@code mvn:group:artifact:version}
   * @return Maven coordinates of what is missing; empty when all is there
   */
  Set<String> missing(List<String> dependencies) {
    Set<String> missing = new LinkedHashSet<>();
    for (String dependency : dependencies) {
      List<String> parts = Arrays.asList(dependency.split(":"));
      if (parts.get(0).equals("camel") && parts.size() == 2 && !ALWAYS_THERE.contains(parts.get(1))) {
        addIfMissing("org.apache.camel", "camel-" + parts.get(1), camelVersion, missing);
      } else if (parts.get(0).equals("mvn") && parts.size() == 4) {
        addIfMissing(parts.get(1), parts.get(2), parts.get(3), missing);
      }
    }
    return missing;
  }

  private static void addIfMissing(String group, String artifact, String version, Set<String> missing) {
    boolean there = ClassPathJars.class.getClassLoader().getResource("META-INF/maven/" + group + "/" + artifact + "/pom.properties") != null;
    if (!there && !jarNamed(artifact)) {
      missing.add(group + ":" + artifact + ":" + version);
    }
  }

  // Not every jar carries its Maven coordinates inside.
  private static boolean jarNamed(String artifact) {
    Pattern name = Pattern.compile(Pattern.quote(artifact) + "-\\d.*\\.jar");
    return Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .anyMatch(entry -> name.matcher(new File(entry).getName()).matches());
  }
}
