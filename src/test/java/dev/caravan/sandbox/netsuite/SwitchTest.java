package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.NetSuiteClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs between accounts and is not documented: each switch shows. */
class SwitchTest {
  private static final String MANY = "SELECT a.id FROM customer a CROSS JOIN customer b CROSS JOIN currency c ORDER BY a.id";

  private NetSuiteSimulator simulator;
  private NetSuiteClient client;

  @AfterEach
  void stop() {
    if (simulator != null) {
      simulator.close();
    }
  }

  private void start(String... switches) {
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard();
    for (int i = 0; i < switches.length; i += 2) {
      behaviour = behaviour.with(switches[i], switches[i + 1]);
    }
    simulator = NetSuiteSimulator.small(behaviour);
    client = new NetSuiteClient(simulator);
  }

  @ParameterizedTest
  @CsvSource({
    "M/D/YYYY,3/2/2026", "MM/DD/YYYY,03/02/2026", "DD/MM/YYYY,02/03/2026", "D.M.YYYY,2.3.2026", "DD.MM.YYYY,02.03.2026", "YYYY-MM-DD,2026-03-02",
    "DD-Mon-YYYY,02-Mar-2026", "DD/MM/YY,02/03/26"
  })
  void bareDaysHaveTheUsersFormat(String format, String expected) {
    start("dateFormat", format);
    simulator.change("UPDATE transaction SET trandate = DATE '2026-03-02'");
    assertThat(client.rows("SELECT trandate FROM transaction ORDER BY id").get(0).path("trandate").asText()).isEqualTo(expected);
  }

  @Test
  void theZoneDecidesTheDayAndTheWallTime() {
    start("timeZone", "Asia/Kolkata");
    simulator.change("UPDATE customer SET lastmodifieddate = TIMESTAMPTZ '2026-03-02 20:00:00+00' WHERE id = 1");
    JsonNode row = client.rows("SELECT lastmodifieddate, TO_CHAR(lastmodifieddate, 'HH24:MI') AS wall, SESSIONTIMEZONE AS zone FROM customer WHERE id = 1").get(0);
    assertThat(row.path("lastmodifieddate").asText()).isEqualTo("3/3/2026");
    assertThat(row.path("wall").asText()).isEqualTo("01:30");
    assertThat(row.path("zone").asText()).isEqualTo("Asia/Kolkata");
  }

  @Test
  void inAutumnTwoInstantsHaveOneWallTime() {
    start();
    simulator.change("UPDATE customer SET lastmodifieddate = TIMESTAMPTZ '2025-11-02 08:30:00+00' WHERE id = 1");
    simulator.change("UPDATE customer SET lastmodifieddate = TIMESTAMPTZ '2025-11-02 09:30:00+00' WHERE id = 2");
    List<JsonNode> rows = client.rows("SELECT TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS wall FROM customer WHERE id <= 2 ORDER BY id");
    assertThat(rows).extracting(row -> row.path("wall").asText()).containsExactly("2025-11-02 01:30:00", "2025-11-02 01:30:00");
  }

  @Test
  void aDeniedTableLooksMissing() {
    start("deniedTables", "currency, vendor");
    assertThat(client.refusal("SELECT id FROM currency")).isEqualTo(client.refusal("SELECT id FROM nowhere").replace("nowhere", "currency")).contains("was not found");
    assertThat(client.rows("SELECT id FROM customer ORDER BY id")).isNotEmpty();
    assertThat(client.read("/services/rest/record/v1/vendor").statusCode()).isEqualTo(403);
    assertThat(client.read("/services/rest/record/v1/metadata-catalog").body()).doesNotContain("vendor\"").contains("customer");
  }

  @Test
  void aMissingTableIsRefusedInOtherWords() {
    start("missingTable", "searchType");
    assertThat(client.refusal("SELECT id FROM nowhere")).endsWith("Invalid search type: nowhere.");
  }

  @Test
  void limitsAreRefusedInOtherWords() {
    start("limitText", "terse");
    assertThat(client.suiteQl("?limit=1001&offset=0", "SELECT id FROM customer").body()).contains("Invalid limit.");
    assertThat(client.suiteQl("?limit=10&offset=5", "SELECT id FROM customer").body()).contains("Invalid offset.");
  }

  @Test
  void pastTheLastRowThatCanBeReachedIsAnError() {
    start("pastLimit", "error");
    assertThat(client.suiteQl("?limit=1000&offset=99000", MANY).statusCode()).isEqualTo(200);
    HttpResponse<String> past = client.suiteQl("?limit=1000&offset=100000", MANY);
    assertThat(past.statusCode()).isEqualTo(400);
    assertThat(json(past).path("o:errorDetails").path(0).path("o:errorQueryParam").asText()).isEqualTo("offset");
  }

  @Test
  void totalResultsMayBeCapped() {
    start("totalResults", "capped");
    assertThat(json(client.suiteQl("?limit=1000&offset=0", MANY)).path("totalResults").asLong()).isEqualTo(100_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 100, 10})
  void aPageWithoutLimitHasTheStandardSize(int rows) {
    start("defaultLimit", Integer.toString(rows));
    assertThat(json(client.suiteQl("", MANY)).path("items")).hasSize(rows);
  }

  @Test
  void namesMayComeInUpperCase() {
    start("nameCase", "upper");
    assertThat(client.rows("SELECT id AS myId FROM customer ORDER BY id").get(0).has("MYID")).isTrue();
  }

  @Test
  void theAliasOfTheZoneMayBeLost() {
    start("sessionAlias", "expr1");
    assertThat(client.rows("SELECT SESSIONTIMEZONE AS timezone FROM DUAL").get(0).path("expr1").asText()).isEqualTo("America/Los_Angeles");
  }

  @Test
  void theTimeMayBeToldOnlyWhenNothingElseIsAsked() {
    start("timeBesideRows", "refused");
    assertThat(client.refusal("SELECT COUNT(*) AS counted, SYSTIMESTAMP AS now FROM customer")).endsWith("Invalid or unsupported search");
    assertThat(client.rows("SELECT SYSTIMESTAMP AS now FROM DUAL").get(0).path("now").asText()).isNotEmpty();
    stop();
    start();
    assertThat(client.rows("SELECT COUNT(*) AS counted, SYSTIMESTAMP AS now FROM customer").get(0).path("now").asText()).isNotEmpty();
  }

  @Test
  void modificationTimesMayHaveFractions() {
    String some = "SELECT count(*) FROM transaction WHERE extract('microseconds' FROM lastmodifieddate) % 1000000 > 0";
    start();
    assertThat(simulator.numbers(some)).containsExactly(0L);
    stop();
    start("fractionalSeconds", "yes");
    assertThat(simulator.numbers(some).get(0)).isPositive();
    assertThat(client.rows("SELECT TO_CHAR(lastmodifieddate, 'HH24:MI:SS.FF3') AS t FROM transaction ORDER BY id").toString()).containsPattern("[.][0-9]{3}\"");
  }

  @Test
  void errorBodiesDifferInTypeLinkAndOuterCode() {
    start("errorContentType", "text", "errorTypeLink", "w3", "outerErrorCode", "yes");
    HttpResponse<String> refused = client.suiteQl("?limit=0", MANY);
    assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(json(refused).path("type").asText()).startsWith("https://www.w3.org/");
    assertThat(json(refused).path("o:errorCode").asText()).isEqualTo("INVALID_PARAMETER");
    stop();
    start("errorContentType", "json");
    HttpResponse<String> json = client.suiteQl("?limit=0", MANY);
    assertThat(json.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
    assertThat(json(json).path("type").asText()).isEqualTo("https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1");
    assertThat(json(json).has("o:errorCode")).isFalse();
  }

  @Test
  void deletedRecordsAreToldByTheirTableAndLinesAreNot() {
    start();
    long id = simulator.numbers("SELECT min(id) FROM transaction").get(0);
    long lines = simulator.numbers("SELECT count(*) FROM transactionline WHERE transaction = " + id).get(0);
    simulator.delete("transaction", id);
    simulator.delete("customer", 5);
    List<JsonNode> told = client.rows("SELECT recordid, recordtypeid FROM deletedrecord ORDER BY recordid");
    assertThat(lines).isPositive();
    assertThat(told).extracting(row -> row.path("recordid").asText()).containsExactly("5", Long.toString(id));
    assertThat(told.get(0).path("recordtypeid").asText()).isEqualTo("customer");
    assertThat(simulator.numbers("SELECT count(*) FROM transactionline WHERE transaction = " + id)).containsExactly(0L);
  }

  @Test
  void deletedRecordsMayHaveOtherColumnsOrBeRefusedOrForgotten() {
    start("deletedColumns", "internalid", "deletedDays", "30");
    simulator.delete("customer", 5);
    simulator.delete("customer", 6);
    simulator.change("UPDATE deletedrecord SET deleteddate = deleteddate - INTERVAL 31 DAY WHERE internalid = 6");
    assertThat(client.rows("SELECT internalid, type FROM deletedrecord ORDER BY internalid")).extracting(row -> row.path("internalid").asText()).containsExactly("5");
    stop();
    start("deletedRecords", "refused");
    assertThat(client.refusal("SELECT recordid FROM deletedrecord")).contains("Record 'deletedrecord' was not found.");
  }

  @Test
  void rowsChangeAndGoWhilePagesAreRead() {
    start("changingRows", "3", "deletedRows", "2");
    long before = simulator.numbers("SELECT count(*) FROM customer").get(0);
    String today = "SELECT count(*) FROM customer WHERE lastmodifieddate > now() - INTERVAL 1 HOUR";
    assertThat(simulator.numbers(today)).containsExactly(0L);
    client.suiteQl("?limit=10&offset=0", "SELECT id FROM customer ORDER BY id");
    assertThat(simulator.numbers("SELECT count(*) FROM customer")).containsExactly(before - 2);
    assertThat(simulator.numbers(today).get(0)).isBetween(1L, 3L);
    assertThat(simulator.numbers("SELECT count(*) FROM deletedrecord")).containsExactly(2L);
  }

  @Test
  void anUnknownSwitchOrValueIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> NetSuiteBehaviour.standard().with("timezone", "UTC")).isInstanceOf(CaravanException.class).hasMessageContaining("timeZone");
    assertThatThrownBy(() -> NetSuiteBehaviour.standard().with("pastLimit", "never")).hasMessageContaining("one of empty, error");
    assertThatThrownBy(() -> NetSuiteBehaviour.standard().with("cutPercent", "few")).hasMessageContaining("a number");
  }

  @Test
  void aSeedAlwaysGivesTheSameCombination() {
    assertThat(NetSuiteBehaviour.random(7)).isEqualTo(NetSuiteBehaviour.random(7)).isNotEqualTo(NetSuiteBehaviour.random(8));
  }
}
