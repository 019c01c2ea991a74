package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sensitive values of rejects are shown to those who may see them, and to nobody else. */
class RejectsMaskTest {
  private static final String SECRET = "carla-at-example";

  @TempDir private Path folder;
  private Path route;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void land() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.createDirectories(folder.resolve("contracts/test"));
    Files.writeString(folder.resolve("inbox/people.csv"), "id,email,age\n1,anna@example.com,34\n2," + SECRET + ",34056789\n3,ben\n");
    Files.writeString(
        folder.resolve("contracts/test/person.odcs.yaml"),
        """
        apiVersion: v3.0.2
        kind: DataContract
        id: person
        version: 1.0.0
        status: active
        schema:
          - name: person
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: email, logicalType: string, classification: restricted, logicalTypeOptions: {format: email}}
              - {name: age, logicalType: integer, logicalTypeOptions: {maximum: 100}}
        """);
    route =
        Files.writeString(
            folder.resolve("people.camel.yaml"),
            """
            - route:
                id: people
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s}
                  steps:
                    - to: {uri: "kamelet:validate-action", parameters: {contract: test/person}}
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/person}}
            """
                .formatted(folder.resolve("inbox")));
    assertThat(caravan("run", "--once", route.toString())).isZero();
    assertThat(out.toString()).contains("read 3, landed 1, rejected 2");
  }

  @Test
  void sensitiveValuesAreBlankedAndTheOthersShown() throws IOException {
    assertThat(caravan("rejects", "list")).isZero();
    assertThat(out.toString()).contains("got '***'").contains("got '34056789'").doesNotContain(SECRET);

    assertThat(caravan("rejects", "show", id(0))).isZero();
    assertThat(out.toString()).contains("raw       2,***,34056789").contains("step      check").doesNotContain(SECRET);
    assertThat(caravan("rejects", "show", "--format", "json", id(0))).isZero();
    assertThat(out.toString()).doesNotContain(SECRET);

    assertThat(caravan("rejects", "replay", "--dry-run", "--all", "--routes", route.toString())).isZero();
    assertThat(out.toString()).contains("email format").doesNotContain(SECRET);
  }

  @Test
  void aRecordThatCannotBeTakenApartIsHiddenAsAWhole() throws IOException {
    assertThat(caravan("rejects", "show", id(1))).isZero();

    assertThat(out.toString()).contains("raw       ***").contains("step      read").doesNotContain("ben");
  }

  @Test
  void withoutItsContractAllIsHidden() throws IOException {
    Files.delete(folder.resolve("contracts/test/person.odcs.yaml"));

    assertThat(caravan("rejects", "show", id(0))).isZero();

    assertThat(out.toString()).contains("raw       ***").doesNotContain(SECRET).doesNotContain("34056789");
    assertThat(err.toString()).contains("Values are hidden").contains("contract test/person").contains("-p caravan.contracts=DIR").hasLineCount(1);
    assertThat(caravan("rejects", "list", "--format", "json")).isZero();
    assertThat(err.toString()).contains("Values are hidden").hasLineCount(1);
  }

  @Test
  void withItsContractNothingIsSaidOfIt() throws IOException {
    assertThat(caravan("rejects", "show", id(0))).isZero();

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whoMayNotIsRefused() throws IOException {
    String id = id(0);

    assertThat(caravan("rejects", "show", "--unmasked", id)).isEqualTo(ExitCode.INVALID);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("rejects.masked").doesNotContain(SECRET);
  }

  @Test
  void whoMaySeesAll() throws IOException {
    String allowed = "caravan.rejects.unmasked-for=nobody, " + System.getProperty("user.name");

    assertThat(caravan("rejects", "show", "--unmasked", id(0), "-p", allowed)).isZero();

    assertThat(out.toString()).contains("raw       2," + SECRET + ",34056789").contains("got '" + SECRET + "'");
  }

  private String id(int index) throws IOException {
    assertThat(caravan("rejects", "list", "--format", "json")).isZero();
    return new com.fasterxml.jackson.databind.ObjectMapper().readTree(out.toString()).get(index).path("id").asText();
  }

  private int caravan(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", folder.resolve("data").toString(), "-p", "caravan.contracts=" + folder.resolve("contracts")));
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
