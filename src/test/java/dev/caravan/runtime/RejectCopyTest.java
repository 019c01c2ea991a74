package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rejects are copied to a folder, masked, each batch in a file of its own, and only once. */
@Timeout(60)
class RejectCopyTest {
  @TempDir private Path folder;

  @Test
  void rejectsAreCopiedToAFolderOnceAndMasked() throws Exception {
    Path copies = folder.resolve("copies");
    Files.createDirectories(folder.resolve("contracts/test"));
    Files.writeString(
        folder.resolve("contracts/test/person.odcs.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: person
        version: 1.0.0
        status: active
        schema:
          - name: person
            properties:
              - {name: id, logicalType: integer}
              - {name: email, logicalType: string, classification: restricted, logicalTypeOptions: {format: email}}
        """);
    Workplace place = new Workplace(folder).set("caravan.contracts", folder.resolve("contracts").toString());
    place.flow("people", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/person}}");
    place.deliver("people/a.ndjson", "{\"id\":1,\"email\":\"anna@example.com\"}\n{\"id\":2,\"email\":\"ben-at-example\"}\n{\"id\":\"x\"}\n");
    place.once();
    assertThat(copies).doesNotExist();

    place.set("caravan.rejects.copy-to", "file:" + copies);
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> !noted(place).isEmpty());
    }

    List<Path> files = files(copies);
    assertThat(files).hasSize(1);
    List<String> lines = Files.readAllLines(files.get(0));
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("step").asText()).isEqualTo("check");
    assertThat(first.path("raw").asText()).isEqualTo("{\"id\":2,\"email\":\"***\"}");
    assertThat(first.path("failures").get(0).path("got").asText()).isEqualTo("***");
    assertThat(files.get(0).getFileName().toString()).isEqualTo(first.path("batch").asText() + "-1.ndjson");
    assertThat(noted(place)).containsExactly(2L);

    Files.delete(files.get(0));
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.ONCE)) {
      runtime.start();
      assertThat(((dev.caravan.deadletter.RejectCopies) runtime.camel().getRegistry().lookupByName("rejectCopies")).next()).isNull();
    }
    assertThat(files(copies)).isEmpty();
  }

  private static List<Long> noted(Workplace place) {
    return place.ledger(
        ledger -> ledger.database().read("read", statements -> statements.list("SELECT ordinal FROM reject_copies", row -> row.getLong(1))));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
