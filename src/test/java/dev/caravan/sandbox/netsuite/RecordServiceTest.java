package dev.caravan.sandbox.netsuite;

import static dev.caravan.sandbox.netsuite.NetSuiteClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordServiceTest {
  private static final String ROOT = "/services/rest/record/v1/";

  private static NetSuiteSimulator simulator;
  private static NetSuiteClient client;

  @BeforeAll
  static void start() {
    simulator = NetSuiteSimulator.small(NetSuiteBehaviour.standard().with("dateFormat", "DD/MM/YYYY"));
    client = new NetSuiteClient(simulator);
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @Test
  void listsHoldIdsAndLinksInNoOrder() {
    JsonNode first = json(client.read(ROOT + "customer?limit=1000&offset=0"));
    JsonNode second = json(client.read(ROOT + "customer?limit=1000&offset=0"));
    JsonNode item = first.path("items").path(0);
    assertThat(item).hasSize(2);
    assertThat(item.path("links").path(0).path("href").asText()).isEqualTo(simulator.baseUrl() + ROOT + "customer/" + item.path("id").asText());
    assertThat(first.path("totalResults").asLong()).isEqualTo(120);
    assertThat(SuiteQlTest.ids(first.path("items"))).hasSize(120).isNotEqualTo(SuiteQlTest.ids(second.path("items")));
  }

  @Test
  void listsAreFilteredByQ() {
    assertThat(json(client.read(ROOT + "customer?q=" + encoded("id LESS_OR_EQUAL 3 AND isPerson IS true OR id EQUAL 9"))).path("items").size()).isBetween(1, 4);
    simulator.change("UPDATE customer SET lastmodifieddate = TIMESTAMPTZ '2027-03-02 20:00:00+00' WHERE id = 4");
    assertThat(SuiteQlTest.ids(json(client.read(ROOT + "customer?q=" + encoded("lastModifiedDate ON_OR_AFTER \"02/03/2027\""))).path("items"))).containsExactly("4");
    HttpResponse<String> iso = client.read(ROOT + "customer?q=" + encoded("lastModifiedDate AFTER \"2027-03-01\""));
    assertThat(iso.statusCode()).isEqualTo(400);
    assertThat(iso.body()).contains("failed with date format");
  }

  @Test
  void aRecordHasTypesTimesInUtcAndReferencesAsObjects() {
    simulator.change("UPDATE customer SET lastmodifieddate = TIMESTAMPTZ '2026-03-02 06:30:15+00', creditlimit = 12.5, currency = 4, isperson = 'F', parent = NULL WHERE id = 3");
    JsonNode record = json(client.read(ROOT + "customer/3"));
    assertThat(record.path("id").asText()).isEqualTo("3");
    assertThat(record.path("lastModifiedDate").asText()).isEqualTo("2026-03-02T06:30:15Z");
    assertThat(record.path("creditLimit").isNumber()).isTrue();
    assertThat(record.path("isPerson").isBoolean()).isTrue();
    assertThat(record.path("currency").path("id").asText()).isEqualTo("4");
    assertThat(record.path("currency").path("refName").asText()).isEqualTo("Euro");
    assertThat(record.has("parent")).isFalse();
  }

  @Test
  void linesComeWhenSubresourcesAreExpanded() {
    long id = simulator.numbers("SELECT min(id) FROM transaction WHERE recordtype = 'invoice'").get(0);
    long lines = simulator.numbers("SELECT count(*) FROM transactionline WHERE mainline = 'F' AND transaction = " + id).get(0);
    assertThat(json(client.read(ROOT + "invoice/" + id)).path("item").has("items")).isFalse();
    JsonNode items = json(client.read(ROOT + "invoice/" + id + "?expandSubResources=true")).path("item").path("items");
    assertThat(items).hasSize((int) lines);
    assertThat(items.path(0).path("quantity").isNumber()).isTrue();
    assertThat(client.read(ROOT + "salesOrder/" + id).statusCode()).as("another type's record").isEqualTo(404);
  }

  @Test
  void whatDoesNotExistOrMayNotBeOpenedIsRefused() {
    assertThat(json(client.read(ROOT + "customer/999999")).path("o:errorDetails").path(0).path("o:errorCode").asText()).isEqualTo("NONEXISTENT_ID");
    assertThat(client.read(ROOT + "nothing/1").statusCode()).isEqualTo(404);
    HttpResponse<String> administrator = client.read(ROOT + "employee/1");
    assertThat(administrator.statusCode()).isEqualTo(400);
    assertThat(json(administrator).path("o:errorDetails").path(0).path("o:errorCode").asText()).isEqualTo("USER_ERROR");
    assertThat(client.read(ROOT + "employee/2").statusCode()).isEqualTo(200);
  }

  @Test
  void theCatalogueListsRecordTypesNotTables() {
    JsonNode items = json(client.read(ROOT + "metadata-catalog")).path("items");
    List<String> names = new ArrayList<>();
    items.forEach(item -> names.add(item.path("name").asText()));
    assertThat(names).contains("customer", "salesOrder", "accountingPeriod").doesNotContain("transaction", "transactionline", "transactionLine");
    assertThat(items.path(0).path("links")).extracting(link -> link.path("mediaType").asText()).contains("application/schema+json", "application/swagger+json");
    assertThat(json(client.read(ROOT + "metadata-catalog?select=customer,vendor")).path("items")).hasSize(2);
    assertThat(client.read(ROOT + "metadata-catalog?select=customer,%20vendor").statusCode()).isEqualTo(400);
    assertThat(client.read(ROOT + "metadata-catalog/transaction").statusCode()).isEqualTo(404);
  }

  @Test
  void aSchemaTellsTypesReferencesAndCustomFields() {
    JsonNode schema = json(client.read(ROOT + "metadata-catalog/customer", "Accept", "application/schema+json"));
    JsonNode properties = schema.path("properties");
    assertThat(properties.path("lastModifiedDate").path("format").asText()).isEqualTo("date-time");
    assertThat(properties.path("currency").path("properties").path("id").path("type").asText()).isEqualTo("string");
    assertThat(properties.path("custentity_tier").path("x-ns-custom-field").asBoolean()).isTrue();
    assertThat(properties.path("email").path("title").asText()).isEqualTo(" Email");
    assertThat(schema.path("x-ns-filterable")).isNotEmpty();
    JsonNode swagger = json(client.read(ROOT + "metadata-catalog?select=customer", "Accept", "application/swagger+json"));
    assertThat(swagger.path("components").path("schemas").has("customer")).isTrue();
    assertThat(swagger.path("paths").has("/customer/{id}")).isTrue();
  }

  @Test
  void filterableMayBeAFlagOfEachField() {
    try (NetSuiteSimulator other = NetSuiteSimulator.small(NetSuiteBehaviour.standard().with("filterable", "flag"))) {
      JsonNode schema = json(new NetSuiteClient(other).read(ROOT + "metadata-catalog/customer", "Accept", "application/schema+json"));
      assertThat(schema.has("x-ns-filterable")).isFalse();
      assertThat(schema.path("properties").path("email").path("x-ns-filterable").asBoolean()).isTrue();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
