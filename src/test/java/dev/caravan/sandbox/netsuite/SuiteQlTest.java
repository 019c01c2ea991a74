package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.NetSuiteClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documented rules of queries, with every switch at its standard. */
class SuiteQlTest {
  private static NetSuiteSimulator simulator;
  private static NetSuiteClient client;

  @BeforeAll
  static void start() {
    simulator = NetSuiteSimulator.small(NetSuiteBehaviour.standard());
    client = new NetSuiteClient(simulator);
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @Test
  void aRequestWithoutPreferTransientIsRefused() {
    HttpResponse<String> refused =
        client.send(
            HttpRequest.newBuilder(URI.create(simulator.baseUrl() + SuiteQlEndpoint.PATH)).header("Authorization", "Bearer " + client.token())
                .POST(BodyPublishers.ofString("{\"q\":\"SELECT id FROM customer\"}")));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("o:errorDetails").path(0).path("o:errorHeader").asText()).isEqualTo("Prefer");
  }

  @ParameterizedTest
  @CsvSource({"?limit=1001&offset=0,limit", "?limit=0&offset=0,limit", "?limit=100&offset=50,offset", "?limit=ten,limit", "?limit=10&offset=-10,offset"})
  void aLimitOrOffsetThatIsNotAllowedIsRefused(String parameters, String blamed) {
    HttpResponse<String> refused = client.suiteQl(parameters, "SELECT id FROM customer ORDER BY id");
    assertThat(refused.statusCode()).isEqualTo(400);
    JsonNode detail = json(refused).path("o:errorDetails").path(0);
    assertThat(detail.path("o:errorCode").asText()).isEqualTo("INVALID_PARAMETER");
    assertThat(detail.path("o:errorQueryParam").asText()).isEqualTo(blamed);
  }

  @Test
  void pagesLinkToEachOther() {
    JsonNode first = json(client.suiteQl("?limit=10&offset=0", "SELECT id FROM customer ORDER BY id"));
    JsonNode second = json(client.suiteQl("?limit=10&offset=10", "SELECT id FROM customer ORDER BY id"));
    JsonNode only = json(client.suiteQl("?limit=1000&offset=0", "SELECT id FROM currency ORDER BY id"));
    assertThat(relations(first)).containsExactlyInAnyOrder("next", "last", "self");
    assertThat(relations(second)).containsExactlyInAnyOrder("next", "last", "self", "first", "prev");
    assertThat(relations(only)).containsExactly("self");
    assertThat(first.path("count").asInt()).isEqualTo(10);
    assertThat(first.path("hasMore").asBoolean()).isTrue();
    assertThat(first.path("totalResults").asLong()).isEqualTo(120);
    assertThat(only.path("hasMore").asBoolean()).isFalse();
    assertThat(ids(first.path("items"))).doesNotContainAnyElementsOf(ids(second.path("items")));
  }

  @Test
  void everyValueIsATextNullsAreAbsentNamesAreLowerCaseAndItemsHaveEmptyLinks() {
    JsonNode row = client.rows("SELECT id AS MyId, isInactive, creditLimit, NULL AS nothing, count(*) OVER () FROM customer WHERE creditlimit IS NOT NULL ORDER BY id").get(0);
    assertThat(names(row)).containsExactly("links", "myid", "isinactive", "creditlimit", "expr1");
    assertThat(row.path("links")).isEmpty();
    row.fields().forEachRemaining(field -> assertThat(field.getValue().isTextual() || field.getKey().equals("links")).as(field.getKey()).isTrue());
    assertThat(row.path("isinactive").asText()).isIn("T", "F");
  }

  @Test
  void parametersAreBound() {
    assertThat(client.rows("SELECT id FROM customer WHERE id > ? AND id <= ? ORDER BY id", "3", "6")).extracting(row -> row.path("id").asText()).containsExactly("4", "5", "6");
  }

  @Test
  void pagesWithoutOrderLoseAndRepeatRows() {
    Set<String> seen = new HashSet<>();
    for (int offset = 0; offset < 120; offset += 20) {
      seen.addAll(ids(json(client.suiteQl("?limit=20&offset=" + offset, "SELECT id FROM customer")).path("items")));
    }
    assertThat(seen).hasSizeLessThan(120);
  }

  @Test
  void rowsThatTheOrderLeavesEqualComeInAnyOrder() {
    String query = "SELECT c.id FROM customer c ORDER BY c.isperson";
    assertThat(ids(client.rows(query))).isNotEqualTo(ids(client.rows(query))).hasSize(120);
    assertThat(ids(client.rows("SELECT id FROM customer ORDER BY id"))).isEqualTo(ids(client.rows("SELECT id FROM customer ORDER BY id")));
  }

  @Test
  void noMoreThanAHundredThousandRowsAreReached() {
    // 172,800 rows: known tables, multiplied.
    String query = "SELECT a.id, b.id AS other FROM customer a CROSS JOIN customer b CROSS JOIN currency c ORDER BY a.id, b.id";
    JsonNode last = json(client.suiteQl("?limit=1000&offset=99000", query));
    assertThat(last.path("count").asInt()).isEqualTo(1000);
    assertThat(last.path("hasMore").asBoolean()).isFalse();
    assertThat(last.path("totalResults").asLong()).isEqualTo(120L * 120 * 12);
    assertThat(json(client.suiteQl("?limit=1000&offset=100000", query)).path("items")).isEmpty();
    assertThat(json(client.suiteQl("?limit=10&offset=10000", query)).path("items")).as("a thousand pages").isEmpty();
  }

  @Test
  void bareTimesAreDaysOfTheSessionAndToCharIsItsWallTime() {
    simulator.change("UPDATE customer SET lastmodifieddate = TIMESTAMPTZ '2026-03-02 06:30:15+00' WHERE id = 7");
    JsonNode row =
        client.rows(
            "SELECT lastmodifieddate AS bare, TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS wall,"
                + " TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS utc FROM customer WHERE id = 7").get(0);
    assertThat(row.path("bare").asText()).isEqualTo("3/1/2026");
    assertThat(row.path("wall").asText()).isEqualTo("2026-03-01 22:30:15");
    assertThat(row.path("utc").asText()).isEqualTo("2026-03-02T06:30:15Z");
  }

  @Test
  void timesCompareAsInstants() {
    simulator.change("UPDATE customer SET lastmodifieddate = TIMESTAMPTZ '2027-01-01 00:00:05+00' WHERE id = 8");
    String utc = "SELECT id FROM customer WHERE SYS_EXTRACT_UTC(lastmodifieddate) >= TO_TIMESTAMP(?, 'YYYY-MM-DD HH24:MI:SS')";
    assertThat(client.rows(utc, "2027-01-01 00:00:05")).hasSize(1);
    assertThat(client.rows(utc, "2027-01-01 00:00:06")).isEmpty();
    String wall = "SELECT id FROM customer WHERE lastmodifieddate >= TO_TIMESTAMP('2026-12-31 16:00:05', 'YYYY-MM-DD HH24:MI:SS')";
    assertThat(client.rows(wall)).hasSize(1);
  }

  @Test
  void theServerTellsItsTimeAndZone() {
    JsonNode row = client.rows("SELECT SESSIONTIMEZONE AS zone, TO_CHAR(SYS_EXTRACT_UTC(CURRENT_TIMESTAMP), 'YYYY') AS year FROM DUAL").get(0);
    assertThat(row.path("zone").asText()).isEqualTo("America/Los_Angeles");
    assertThat(row.path("year").asText()).startsWith("20");
  }

  @Test
  void builtinDfShowsTheTextOfAReference() {
    assertThat(client.rows("SELECT c.id, BUILTIN.DF(c.currency) AS money FROM customer c WHERE c.currency = 4").get(0).path("money").asText()).isEqualTo("Euro");
  }

  @Test
  void topFetchFirstAndRownumLimit() {
    assertThat(client.rows("SELECT TOP 3 id FROM customer ORDER BY id")).hasSize(3);
    assertThat(client.rows("SELECT id FROM customer ORDER BY id FETCH FIRST 4 ROWS ONLY")).hasSize(4);
    assertThat(client.rows("SELECT id FROM customer WHERE ROWNUM <= 5")).hasSize(5);
  }

  @Test
  void commentsAreNotLookedAt() {
    assertThat(client.rows("SELECT id -- LIMIT 1\nFROM customer /* WITH [x] */ WHERE id <= 2 ORDER BY id")).hasSize(2);
  }

  @Test
  void whatSuiteQlLacksIsRefused() {
    assertThat(client.refusal("WITH c AS (SELECT id FROM customer) SELECT id FROM c")).contains("Invalid or unsupported search");
    assertThat(client.refusal("SELECT id FROM customer LIMIT 5")).contains("Invalid or unsupported search");
    assertThat(client.refusal("SELECT id FROM customer WHERE lastmodifieddate > DATE '2026-01-01'")).contains("Date literals");
    assertThat(client.refusal("SELECT 'a' + altname FROM customer")).contains("||");
    assertThat(client.refusal("SELECT c.id FROM customer c, currency m WHERE c.currency = m.id (+)")).contains("(+)");
    assertThat(client.refusal("SELECT [id] FROM customer")).contains("unsupported");
    assertThat(client.refusal("SELECT id FROM (SELECT \"id\" FROM customer)")).contains("Quoted names");
    assertThat(client.refusal("DELETE FROM customer")).contains("unsupported");
    String list = IntStream.rangeClosed(1, 1001).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertThat(client.refusal("SELECT id FROM customer WHERE id IN (" + list + ")")).contains("1000");
    assertThat(client.rows("SELECT id FROM customer WHERE id IN (" + list.substring(0, list.lastIndexOf(',')) + ")")).hasSize(120);
  }

  @Test
  void unknownNamesAreRefusedAsTheServiceDoes() {
    assertThat(client.refusal("SELECT subsidiary FROM transaction"))
        .isEqualTo(
            "Invalid search query. Detailed unprocessed description follows. Search error occurred: Unknown identifier 'subsidiary'."
                + " Available identifiers are: {transaction=transaction}.");
    assertThat(client.refusal("SELECT t.nothing FROM transaction t")).contains("Unknown identifier 'nothing'").contains("{t=transaction}");
    assertThat(client.refusal("SELECT id FROM nowhere")).contains("Record 'nowhere' was not found.");
    assertThat(client.refusal("SELECT id FROM customer WHERE id IN (SELECT customer FROM information_schema)")).contains("Record 'information_schema' was not found.");
  }

  @Test
  void aBrokenBodyIsRefused() {
    HttpResponse<String> refused =
        client.send(
            HttpRequest.newBuilder(URI.create(simulator.baseUrl() + SuiteQlEndpoint.PATH)).header("Authorization", "Bearer " + client.token())
                .header("Prefer", "transient").POST(BodyPublishers.ofString("{\"q\":")));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("o:errorDetails").path(0).path("o:errorCode").asText()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void savedDatasetsArePagedLikeQueries() {
    simulator.save("custdataset_few", "SELECT id FROM customer WHERE id <= 25 ORDER BY id");
    JsonNode page = json(client.read("/services/rest/query/v1/dataset/custdataset_few/result?limit=10&offset=20"));
    assertThat(ids(page.path("items"))).containsExactly("21", "22", "23", "24", "25");
    assertThat(json(client.read("/services/rest/query/v1/dataset")).toString()).contains("custdataset_few");
    assertThat(client.read("/services/rest/query/v1/dataset/none/result").statusCode()).isEqualTo(404);
  }

  private static List<String> relations(JsonNode page) {
    List<String> relations = new ArrayList<>();
    page.path("links").forEach(link -> relations.add(link.path("rel").asText()));
    return relations;
  }

  static List<String> ids(Iterable<JsonNode> items) {
    List<String> ids = new ArrayList<>();
    items.forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static List<String> names(JsonNode row) {
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
