package dev.caravan.source.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an account answers when it is asked where the rows of a window are. */
class KeyCountsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigInteger AFTER = BigInteger.valueOf(-6);
  private static final BigInteger HIGHEST = BigInteger.valueOf(29_990);

  @Test
  void rowsOfTheWindowAreCountedByPartsOfTheirKeys() throws Exception {
    try (NetSuiteSimulator account = new NetSuiteSimulator(0, NetSuiteAccount.made(1), NetSuiteBehaviour.standard(), 1, 0, Clock.systemUTC())) {
      account.change("INSERT INTO customer (id, lastmodifieddate) SELECT i - 5, TIMESTAMPTZ '2026-01-01 00:00:00Z' FROM range(1000) numbers(i)");
      account.change("INSERT INTO customer (id, lastmodifieddate) SELECT 1000 + i * 10, TIMESTAMPTZ '2026-01-01 00:00:00Z' FROM range(2900) numbers(i)");
      account.change("INSERT INTO customer (id, lastmodifieddate) SELECT 5000 + i * 10 + 1, TIMESTAMPTZ '2026-06-01 00:00:00Z' FROM range(500) numbers(i)");

      KeyDensity density = KeyDensity.counted(AFTER, HIGHEST, counts(account));

      assertThat(density.rows()).as("those that changed later are not of the window").isEqualTo(3900);
      assertThat(density.rowsUpTo(BigInteger.valueOf(994))).isBetween(960.0, 1000.0);
      assertThat(density.rowsUpTo(BigInteger.valueOf(11_000))).isBetween(1990.0, 2010.0);
      assertThat(density.keyAt(500)).isBetween(BigInteger.valueOf(480), BigInteger.valueOf(510));
      assertThat(density.keyAt(3900)).isEqualTo(HIGHEST);
    }
  }

  private static List<List<String>> counts(NetSuiteSimulator account) throws Exception {
    KeyedQuery query = new KeyedQuery(SelectStatement.parse("SELECT c.id, c.companyname FROM customer c"), "c.lastmodifieddate", List.of("c.id"));
    String sql = query.counts(null, "2026-03-01 00:00:00", AFTER, HIGHEST, KeyDensity.width(AFTER, HIGHEST));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(account.baseUrl() + "/services/rest/query/v1/suiteql?limit=1000"))
            .header("Authorization", "Bearer " + account.accessToken()).header("Prefer", "transient")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("q", sql)))).build();
    JsonNode page = JSON.readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    List<List<String>> counts = new ArrayList<>();
    page.path("items").forEach(item -> counts.add(List.of(item.get("part").asText(), item.get("counted").asText())));
    assertThat(counts).as("%s", page).hasSizeBetween(900, 1000);
    return counts;
  }
}
