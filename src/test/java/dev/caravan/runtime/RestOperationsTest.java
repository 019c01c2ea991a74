package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Operation;
import dev.caravan.security.AuditTrail;
import dev.caravan.security.Role;
import dev.caravan.security.TestUsers;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does by REST, over real sockets: each test has a flow of its own. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestOperationsTest {
  private static final String API = Operation.BASE;
  private static final List<String> FLOWS = List.of("drifting");

  @TempDir private static Path folder;
  private CaravanRuntime runtime;
  private Workplace place;

  @BeforeAll
  void start() throws Exception {
    TestUsers.ofEachRole(folder.resolve("data/users.json"));
    place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0");
    for (String flow : FLOWS) {
      place.contract("test/" + flow, """
          apiVersion: v3.1.0
          kind: DataContract
          id: test-%1$s
          name: %1$s
          version: 1.0.0
          status: active
          schema:
            - name: %1$s
              logicalType: object
              properties:
                - {name: id, logicalType: integer, required: true, primaryKey: true}
                - {name: email, logicalType: string, classification: restricted, logicalTypeOptions: {minLength: 5}}
          """.formatted(flow));
      place.flow(flow, "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/" + flow + "}}");
    }
    place.deliver("drifting/a.csv", "id,email,tier\n1,anna@example.com,gold\n2,ben@example.com,iron\n");
    runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED);
    runtime.start();
  }

  @AfterAll
  void stop() {
    runtime.close();
  }

  private JsonNode answer(Role role, String method, String path, String body, int status) {
    HttpResponse<byte[]> answer = call(role, method, path, body);
    assertThat(answer.statusCode()).as(path + ": " + new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(status);
    return Browser.json(answer);
  }

  private HttpResponse<byte[]> call(Role role, String method, String path, String body) {
    return Browser.send(
        Browser.at(runtime).user(role.word(), TestUsers.PASSWORD).request(path.startsWith(API) ? path : API + path).header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  private JsonNode told(String path) {
    return answer(Role.VIEWER, "GET", path, null, 200);
  }

  private JsonNode done(String path, String body, int status) {
    return answer(Role.OPERATOR, "POST", path, body, status);
  }

  private void awaitRead(String flow, long records) {
    await().atMost(Duration.ofSeconds(60)).until(() -> told("/flows/" + flow).path("read").asLong() == records);
  }

  private List<AuditTrail.Entry> audit() {
    return place.ledger(ledger -> AuditTrail.latest(ledger.database(), "access", 1000));
  }

  @Test
  void driftIsAcceptedOrDeclinedInTheNameOfWhoCalls() throws IOException {
    await().atMost(Duration.ofSeconds(60)).until(() -> !told("/drift?contract=test/drifting").path("items").isEmpty());
    assertThat(told("/drift?contract=test/drifting").at("/items/0/field").asText()).isEqualTo("tier");
    String contract = "/contracts/test/drifting/drift";
    assertThat(answer(Role.VIEWER, "POST", contract + "/accept", "{\"fields\": [\"tier\"]}", 403).path("code").asText()).isEqualTo("access.denied");
    assertThat(done(contract + "/accept", "{\"fields\": [\"teir\"]}", 409).path("next").asText()).contains("tier");
    assertThat(done(contract + "/accept", "{\"fields\": [\"tier\"], \"version\": \"1: {x\"}", 400).path("code").asText()).isEqualTo("api.request");

    done(contract + "/decline", "{\"fields\": [\"tier\"], \"reason\": \"not ours\"}", 200);
    assertThat(told("/drift?contract=test/drifting").path("items")).isEmpty();
    JsonNode declined = told("/drift?contract=test/drifting&state=declined").at("/items/0");
    assertThat(declined.path("by").asText()).isEqualTo("operator");
    assertThat(declined.path("why").asText()).isEqualTo("not ours");

    JsonNode accepted = done(contract + "/accept", "{\"fields\": [\"tier\"]}", 200);
    assertThat(accepted.path("from").asText()).isEqualTo("1.0.0");
    assertThat(accepted.path("to").asText()).isNotEqualTo("1.0.0");
    assertThat(accepted.at("/changes/0/where").asText()).contains("tier");
    assertThat(Files.readString(folder.resolve("contracts/test/drifting.odcs.yaml"))).contains("name: tier");
    assertThat(told("/contracts/test/drifting").path("version").asText()).isEqualTo(accepted.path("to").asText());
    assertThat(told("/drift?state=accepted&contract=test/drifting").at("/items/0/by").asText()).isEqualTo("operator");
    assertThat(done(contract + "/accept", "{\"fields\": [\"tier\"]}", 409).path("code").asText()).isEqualTo("contract.no-proposal");
    assertThat(audit()).anyMatch(entry -> entry.action().equals("drift-decide") && entry.subject().contains("drifting") && entry.who().equals("operator") && entry.outcome().equals("done"));
  }

  @Test
  void listsGoOnWhereThePageBeforeEnded() {
    awaitRead("drifting", 2);
    call(Role.VIEWER, "POST", "/rejects/drop", "{}");
    call(Role.VIEWER, "POST", "/rejects/drop", "{}");
    JsonNode first = answer(Role.ADMIN, "GET", "/audit?kind=access&limit=1", null, 200);
    JsonNode second = answer(Role.ADMIN, "GET", "/audit?kind=access&limit=1&after=" + first.path("next").asText(), null, 200);
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.at("/items/0/at").asText()).isLessThanOrEqualTo(first.at("/items/0/at").asText());
    assertThat(answer(Role.ADMIN, "GET", "/audit?after=2026-13-01T08:00:00Z~actions~1", null, 400).path("code").asText()).isEqualTo("api.request");
    assertThat(told("/drift?limit=1&after=test/nothing:" + "f".repeat(64)).path("next").isNull()).isTrue();
    assertThat(answer(Role.VIEWER, "GET", "/drift?state=accepted&after=x:" + "f".repeat(64), null, 400).path("code").asText()).isEqualTo("api.request");
    assertThat(told("/reject-counts?limit=1").has("next")).isTrue();
  }
}
