package dev.caravan.runtime.lint;

import dev.caravan.streams.StreamsFile;
import java.util.Optional;

/**
 * A file to look at.
 *
 * @param name as the user named it, for places
 * @param text its content
 */
public record LintFile(String name, String text) {

  /** What is in a file. */
  enum Kind {
    ROUTES,
    JAVA,
    KAMELET,
    CONTRACT,
    TEST,
    STREAMS,
    PROPERTIES
  }

  String fileName() {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** What the name tells, or the first lines where the name does not; nothing when it is none of ours. */
  Optional<Kind> kind() {
    String file = fileName();
    if (file.endsWith(".properties")) {
      return Optional.of(Kind.PROPERTIES);
    }
    if (file.endsWith(".java")) {
      return Optional.of(Kind.JAVA);
    }
    if (!file.endsWith(".yaml") && !file.endsWith(".yml")) {
      return Optional.empty();
    }
    if (file.endsWith(".test.yaml")) {
      return Optional.of(Kind.TEST);
    }
    if (StreamsFile.isNamed(file)) {
      return Optional.of(Kind.STREAMS);
    }
    if (file.contains(".kamelet.") || hasLine("kind:\\s*['\"]?Kamelet\\b.*")) {
      return Optional.of(Kind.KAMELET);
    }
    if (file.contains(".odcs.") || hasLine("kind:\\s*['\"]?DataContract\\b.*")) {
      return Optional.of(Kind.CONTRACT);
    }
    boolean routes = file.contains(".camel.")
        || hasLine("-\\s+['\"]?(route|from|beans|rest|restConfiguration|routeConfiguration|routeTemplate|templatedRoute|onException|errorHandler|intercept\\w*|onCompletion|dataFormats)['\"]?:.*");
    return routes ? Optional.of(Kind.ROUTES) : Optional.empty();
  }

  /** Whether it reads as a file of routes where many other classes may lie: one that is in no package. */
  boolean javaRoutes() {
    return fileName().endsWith(".java") && !hasLine("package\\s.*") && hasLine("public\\s+(final\\s+)?class\\s.*\\bRoute\\w*Builder\\b.*");
  }

  private boolean hasLine(String pattern) {
    return text.lines().anyMatch(line -> line.matches(pattern));
  }
}
