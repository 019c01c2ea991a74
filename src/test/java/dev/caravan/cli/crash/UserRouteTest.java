package dev.caravan.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.batch.Counts;
import dev.caravan.contract.Contracts;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserRouteTest {
  @TempDir private Path folder;

  @Test
  void noRealSystemIsReadOrLandedIn() throws IOException {
    UserRoute route = UserRoute.read(route("kamelet:file-source?path=/real/in&format=csv&header=true", """
        - to: {uri: "kamelet:lake-sink", parameters: {dataset: shop/order, target: "s3://real/lake"}}
        - to: "kamelet:jdbc-upsert-sink?dataSource=shop&table=real.orders&create=false"
        """));

    String text = route.text(files());

    assertThat(text).contains(folder.resolve("inbox").resolve("orders").toString(), "dataset: shop/order", "dataSource: " + StandIns.DATABASE, "create: true");
    assertThat(text).doesNotContain("/real/in", "s3://", "csv", "dataSource: shop\n");
    assertThat(route.landings()).containsExactly(new UserRoute.Landing(UserRoute.LAKE, "shop/order"), new UserRoute.Landing(UserRoute.TABLE, "real.orders"));
    assertThat(route.playedByFiles(false)).isEmpty();
  }

  @Test
  void filesStandInForAccountsAndApis() throws IOException {
    UserRoute route = UserRoute.read(route("kamelet:rest-source?baseUrl=https://real.example.com&path=/orders&credentials=shop&after=customers", LAKE));

    String text = route.text(files());

    assertThat(text).contains("kamelet:file-source", folder.resolve("inbox").resolve("orders").toString(), "after: customers");
    assertThat(text).doesNotContain("rest-source", "real.example.com", "credentials");
    assertThat(route.playedByFiles(true)).containsExactly("orders reads files in the place of rest-source; `caravan crash-test --source rest` kills that source");
  }

  @Test
  void noRealTopicIsReadOrLandedIn() throws IOException {
    UserRoute route = UserRoute.read(route("kamelet:kafka-batch-source?brokers=real:9092&topics=real-orders&login=plain&group=real-group", """
        - to: "kamelet:kafka-sink?brokers=real:9092&topic={{real.topic}}&login=plain&key=id&batches=real-batches"
        - to: "kamelet:events-sink?brokers=real:9092&topic=real-events&type=order.changed&preset=event-hubs"
        """));
    KafkaBroker broker = KafkaBroker.shared();
    try (SeededTopics seeded = new SeededTopics(new CrashTopics(broker.address()), 7, Map.of("orders", List.of("{}", "{}")))) {
      String text = route.text(new StandIns(folder.resolve("round-0"), seeded));

      assertThat(text).contains("kamelet:kafka-batch-source", "topics: " + seeded.prefix() + "-from-orders", seeded.prefix() + "-round-0-to---real.topic--", "key: id", "type: order.changed");
      assertThat(text).doesNotContain("real:9092", "real-orders", "real-group", "real-batches", "topic: real-events", "login", "preset");
    }
    assertThat(route.playedByFiles(true)).isEmpty();
    assertThat(route.playedByFiles(false)).containsExactly("orders reads files in the place of kafka-batch-source; with --brokers host:port it reads a topic");
  }

  @Test
  void saysWhatCannotBeSeededOrCounted() throws IOException {
    assertRefused(route("kamelet:mainframe-source", LAKE), "Records of mainframe-source cannot be seeded");
    assertRefused(route("kamelet:file-source", "- to: \"kamelet:http-call-action?system=shop\"\n"), "calls http-call-action, which a test must not");
    assertRefused(route("timer:tick", LAKE), "begins with timer");
    assertRefused(route("kamelet:file-source", "- to: {uri: \"https://example.com/orders\"}\n"), "calls https, which a test must not");
    assertRefused(route("kamelet:file-source", "- split: {steps: [{toD: \"file:/real/out\"}]}\n"), "calls file, which a test must not");
    assertRefused(route("kamelet:file-source", "- to: kamelet:queue-sink\n"), "What lands by queue-sink cannot be counted");
    Path bare = Files.writeString(folder.resolve("bare.camel.yaml"), "- route: {id: a, from: {uri: \"kamelet:file-source\", steps: [{to: \"kamelet:lake-sink?dataset=a\"}]}}\n");
    assertRefused(bare, "names no contract by which records can be made");
  }

  @Test
  void recordsFitTheirContract() throws IOException {
    Files.createDirectories(folder.resolve("shop"));
    Files.writeString(folder.resolve("shop/order.odcs.yaml"), """
        apiVersion: v3.1.0
        kind: DataContract
        id: shop-order
        version: 1.0.0
        status: active
        schema:
          - name: order
            properties:
              - {name: id, physicalName: "No", logicalType: integer, primaryKey: true, required: true}
              - {name: share, logicalType: number, physicalType: "DECIMAL(5,2)", logicalTypeOptions: {minimum: 0.5, maximum: 1, multipleOf: 0.25}}
              - {name: email, logicalType: string, logicalTypeOptions: {pattern: "^[^@ ]+@[^@ ]+$"}}
              - {name: code, logicalType: string, logicalTypeOptions: {pattern: "^[A-Z]{3}$"}}
              - {name: colour, logicalType: string, logicalTypeOptions: {maxLength: 5}, examples: [red, blue]}
              - {name: day, logicalType: date}
              - {name: cents, logicalType: number, physicalType: "DECIMAL(10,2)"}
        """);
    SeededRecords records =
        new SeededRecords(new Contracts(List.of(folder)).dataset("shop/order"), Map.of("day", "dd.MM.yyyy"), Map.of("cents", 2), Map.of("code", "shop.code"));

    List<SeededRecords.Line> lines = records.lines(7, 500);

    assertThat(lines).hasSize(500).isEqualTo(records.lines(7, 500));
    Set<Long> keys = new HashSet<>();
    int without = 0;
    for (SeededRecords.Line line : lines) {
      JsonNode record = new ObjectMapper().readTree(line.text());
      JsonNode repaired = new ObjectMapper().readTree(line.repaired());
      assertThat(repaired.has("No")).isTrue();
      assertThat(repaired.equals(record)).isEqualTo(record.has("No"));
      if (record.has("No")) {
        assertThat(keys.add(record.get("No").asLong())).isTrue();
      } else {
        without++;
      }
      assertThat(record.get("share").decimalValue().toPlainString()).isIn("0.5", "0.75", "1");
      assertThat(record.get("email").asText()).matches("^[^@ ]+@[^@ ]+$");
      assertThat(record.at("/shop/code").asText()).matches("^[A-Z]{3}$");
      assertThat(record.get("colour").asText()).isIn("red", "blue");
      assertThat(record.get("day").asText()).matches("\\d\\d\\.\\d\\d\\.2026");
      assertThat(record.get("cents").isIntegralNumber()).isTrue();
    }
    assertThat(without).as("records that are refused").isBetween(1, 50);
  }

  @Test
  void tellsWhatWasLostAndWhatLandedTwice() {
    Left expected = new Left(Map.of("shop/order", Map.of("[1]", 1L, "[2]", 1L, "[3]", 2L)), Map.of("orders", new Counts(4, 4, 0, 0, 0)));
    Left got = new Left(Map.of("shop/order", Map.of("[2]", 2L, "[3]", 2L, "[4]", 1L)), Map.of("orders", new Counts(5, 5, 0, 0, 0)));

    assertThat(expected.differences(expected)).isEmpty();
    assertThat(got.differences(expected))
        .extracting(Finding::text)
        .containsExactlyInAnyOrder(
            "record [1] was lost in shop/order",
            "record [2] landed 2 times in shop/order and not 1",
            "record [4] landed in shop/order, and does not without kills",
            "the ledger has " + new Counts(5, 5, 0, 0, 0) + " of orders, and without kills " + new Counts(4, 4, 0, 0, 0));
  }

  private StandIns files() {
    return new StandIns(folder, new SeededTopics(null, 1, Map.of()));
  }

  private static final String LAKE = "- to: \"kamelet:lake-sink?dataset=shop/order\"\n";

  private static void assertRefused(Path route, String said) {
    assertThatThrownBy(() -> UserRoute.read(route)).hasMessageContaining(said).hasMessageContaining("[crash-test.route]");
  }

  private Path route(String from, String steps) throws IOException {
    String head = "- route:\n    id: orders\n    from:\n      uri: \"" + from + "\"\n      steps:\n        - to: {uri: \"kamelet:validate-action\", parameters: {contract: shop/order}}\n";
    return Files.writeString(folder.resolve("orders.camel.yaml"), head + steps.indent(8));
  }
}
