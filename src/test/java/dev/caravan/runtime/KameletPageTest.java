package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class KameletPageTest {

  @Test
  void thePageIsWhatTheKameletsSay() throws IOException {
    StringBuilder page = new StringBuilder("""
        # Kamelets

        The vocabulary of routes: every Kamelet that is packaged, with its parameters. A file of the same name in `./kamelets` (or
        the folder `caravan.kamelets` names) comes before the packaged one. The stock Kamelets of Camel's catalogue are found too.

        A text parameter that holds `&` is written `RAW(...)`: Kamelet parameters travel as a URI.

        This page is made from `kamelets/`; a test compares it.
        """);
    try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".kamelet.yaml")).sorted().toList()) {
        describe(Files.readString(file), page);
      }
    }
    GeneratedPage.assertUpToDate("kamelets.md", page.toString());
  }

  private static void describe(String yaml, StringBuilder page) {
    Map<?, ?> kamelet = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    Map<?, ?> definition = (Map<?, ?>) ((Map<?, ?>) kamelet.get("spec")).get("definition");
    Map<?, ?> metadata = (Map<?, ?>) kamelet.get("metadata");
    page.append("\n## ").append(metadata.get("name")).append("\n\n")
        .append(definition.get("description").toString().strip()).append("\n");
    if (definition.get("properties") instanceof Map<?, ?> some && !some.isEmpty()) {
      page.append("\n| parameter | default | meaning |\n|---|---|---|\n");
    }
    Map<?, ?> annotations = (Map<?, ?>) metadata.get("annotations");
    Object example = annotations == null ? null : annotations.get("dev.caravan/example");
    assertThat(example).as("annotation dev.caravan/example of " + metadata.get("name")).isNotNull();
    List<?> required = definition.get("required") instanceof List<?> names ? names : List.of();
    if (definition.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach((name, value) -> {
        Map<?, ?> property = (Map<?, ?>) value;
        page.append("| `").append(name).append("` | ").append(required.contains(name) ? "*required*" : shown(property.get("default")))
            .append(" | ").append(cell(property.get("description")));
        if (property.get("enum") instanceof List<?> values) {
          page.append(" One of ").append(String.join(", ", values.stream().map(one -> "`" + one + "`").toList())).append('.');
        }
        if (property.get("example") != null) {
          page.append(" Example: `").append(cell(property.get("example"))).append("`.");
        }
        page.append(" |\n");
      });
    }
    page.append("\n```yaml\n").append(example.toString().strip()).append("\n```\n");
  }

  private static String shown(Object value) {
    return value == null || value.toString().isEmpty() ? "" : "`" + value + "`";
  }

  private static String cell(Object text) {
    return text.toString().strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }
}
