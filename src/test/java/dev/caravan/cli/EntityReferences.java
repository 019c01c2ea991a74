package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.contract.Contract;
import dev.caravan.contract.Contracts;
import dev.caravan.kubernetes.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the packaged NetSuite routes take from other entities, compared with joins of what has landed. */
final class EntityReferences {
  private static final Path ROUTES = Path.of("src/main/resources/routes/netsuite");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path data;

  /** A column of an entity that names a row of another, and what is taken from there: own name by name there. */
  private record Reference(String entity, String column, String other, List<String[]> taken) {}

  EntityReferences(Path data) {
    this.data = data;
  }

  void assertResolved() throws IOException {
    Contracts contracts = new Contracts(List.of(Path.of("contracts")));
    int entities = 0;
    try (Stream<Path> files = Files.list(ROUTES)) {
      for (Path route : files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList()) {
        List<Reference> references = references(Manifests.parse(Files.readString(route)).get(0));
        Contract.Dataset dataset = contracts.dataset("netsuite/" + route.getFileName().toString().replace(".camel.yaml", ""));
        TreeSet<String> related = new TreeSet<>();
        dataset.properties().stream().filter(property -> !property.relationships().isEmpty()).forEach(property -> related.add(property.name()));
        assertThat(references).as("what %s refers to is resolved", route.getFileName()).extracting(Reference::column).containsAll(related);
        for (Reference reference : references) {
          assertResolved(reference);
        }
        entities++;
      }
    }
    assertThat(entities).isEqualTo(14);
  }

  private static List<Reference> references(JsonNode routes) {
    List<Reference> references = new ArrayList<>();
    JsonNode from = routes.get(0).path("route").path("from");
    String entity = from.path("steps").findValuesAsText("dataset").get(0);
    for (JsonNode step : from.path("steps")) {
      JsonNode parameters = step.path("to").path("parameters");
      if (parameters.has("with")) {
        List<String[]> taken = Stream.of(parameters.path("take").asText().split(",\\s*")).map(each -> each.contains("=") ? each.split("=") : new String[] {each, each}).toList();
        references.add(new Reference(entity, parameters.path("on").asText().split("=")[0], parameters.path("with").asText(), taken));
      }
    }
    return references;
  }

  private void assertResolved(Reference reference) throws IOException {
    for (String[] name : reference.taken()) {
      String sql = "SELECT count(*) FILTER (WHERE own.%3$s IS DISTINCT FROM other.%5$s) AS wrong, count(own.%3$s) AS resolved FROM %1$s AS own LEFT JOIN %4$s AS other ON other.id = own.%2$s"
          .formatted(table(reference.entity()), reference.column(), name[1], table(reference.other()), name[0]);
      JsonNode found = query(sql).get(0);
      assertThat(found.path("wrong").asLong()).as("%s of %s, against %s of %s", name[1], reference.entity(), name[0], reference.other()).isZero();
      assertThat(found.path("resolved").asLong()).as("%s of %s", name[1], reference.entity()).isPositive();
    }
  }

  private static String table(String dataset) {
    return dataset.replace("/", ".\"") + "\"";
  }

  private JsonNode query(String sql) throws IOException {
    Answer answer = Answer.to("query", "--data", data.toString(), "--format", "json", sql);
    assertThat(answer.code()).as("%s%n%s", sql, answer.err()).isZero();
    return JSON.readTree(answer.out());
  }
}
