package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Operation;
import dev.caravan.cli.Answer;
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
  private static final List<String> FLOWS = List.of("drifting", "refused", "again", "suspended", "stopped", "heard", "beside");

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

  private JsonNode ended(JsonNode task) {
    String address = task.path("status").asText();
    await().atMost(Duration.ofSeconds(60)).until(() -> !told(address).path("state").asText().equals("running"));
    return told(address);
  }

  @Test
  void rejectsAreTriedOutBeforeTheyAreReplayedAndNothingChanges() throws IOException {
    place.deliver("refused/a.csv", "id,email\nx,ben@example.com\n3,zoe\n4,eve@example.com\n");
    awaitRead("refused", 3);
    JsonNode rejects = told("/rejects?flow=refused").path("items");
    String first = rejects.at("/0/id").asText();
    String second = rejects.at("/1/id").asText();
    answer(Role.OPERATOR, "PUT", "/rejects/" + first + "/record", "{\"raw\": \"2,ben@example.com\"}", 200);
    String ids = "{\"ids\": [\"" + first + "\", \"" + second + "\"]}";

    HttpResponse<byte[]> accepted = call(Role.OPERATOR, "POST", "/rejects/dry-run", ids);
    assertThat(accepted.statusCode()).isEqualTo(202);
    JsonNode task = Browser.json(accepted);
    assertThat(accepted.headers().firstValue("Location")).hasValue(task.path("status").asText());
    JsonNode tried = ended(task);
    assertThat(tried.path("state").asText()).as(tried.toString()).isEqualTo("done");
    assertThat(tried.path("kind").asText()).isEqualTo("dry-run");
    assertThat(tried.path("by").asText()).isEqualTo("operator");
    assertThat(tried.at("/items/0/landed").asLong()).isEqualTo(1);
    assertThat(tried.at("/items/0/rejected").asLong()).isEqualTo(1);
    assertThat(tried.at("/items/0/reasons/0/rule").asText()).isEqualTo("minLength");
    assertThat(tried.toString()).as("values of a restricted field").doesNotContain("zoe");
    assertThat(told("/rejects?flow=refused&status=open").path("items")).hasSize(2);

    JsonNode replayed = ended(done("/rejects/replay", ids, 202));
    assertThat(replayed.path("state").asText()).as(replayed.toString()).isEqualTo("done");
    assertThat(replayed.at("/items/0/state").asText()).isEqualTo("committed");
    assertThat(told(replayed.at("/items/0/status").asText()).path("landed").asLong()).isEqualTo(1);
    assertThat(told("/tasks?limit=1").path("items")).hasSize(1);
    assertThat(told("/tasks?limit=1&after=" + told("/tasks?limit=1").path("next").asText()).at("/items/0/task").asLong()).isPositive();
    assertThat(done("/rejects/dry-run", ids, 409).path("code").asText()).isEqualTo("rejects.gone");
    assertThat(answer(Role.VIEWER, "GET", "/tasks/999999", null, 404).path("code").asText()).isEqualTo("api.missing");
  }

  @Test
  void whatLandedWithinATimeIsRunAgainByTheContractAsItIsNow() throws IOException {
    place.deliver("again/a.csv", "id,email\n1,anna@example.com\n2,zoe\n");
    awaitRead("again", 2);
    Path contract = folder.resolve("contracts/test/again.odcs.yaml");
    Files.writeString(contract, Files.readString(contract).replace("minLength: 5", "minLength: 3").replace("version: 1.0.0", "version: 1.1.0"));
    await().atMost(Duration.ofSeconds(60)).until(() -> place.ledger(ledger -> AuditTrail.latest(ledger.database(), "contract", 100)).stream()
        .anyMatch(entry -> entry.subject().contains("again") && entry.outcome().equals("done")));

    String all = "{\"from\": \"2000-01-01T00:00:00Z\", \"to\": \"2100-01-01T00:00:00Z\"}";
    JsonNode run = ended(done("/flows/again/backfill", all, 202));

    assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("done");
    assertThat(run.path("total").asLong()).isEqualTo(1);
    assertThat(told(run.at("/items/0/status").asText()).path("landed").asLong()).isEqualTo(2);
    assertThat(place.query("SELECT id FROM test.again ORDER BY id")).hasSize(2);
    JsonNode nothing = ended(done("/flows/again/backfill", "{\"from\": \"2000-01-01T00:00:00Z\", \"to\": \"2000-01-02T00:00:00+01:00\"}", 202));
    assertThat(nothing.path("state").asText()).isEqualTo("done");
    assertThat(nothing.path("total").asLong()).isZero();
    assertThat(done("/flows/again/backfill", "{\"from\": \"2000-01-02T00:00:00Z\", \"to\": \"2000-01-01T00:00:00Z\"}", 400).path("code").asText()).isEqualTo("api.request");
    for (String wrong : List.of("{}", "{\"from\": \"yesterday\", \"to\": \"today\"}", "{\"from\": 1, \"to\": 2}", "{\"from\": \"2000-13-02T00:00:00Z\", \"to\": \"2100-01-01T00:00:00Z\"}")) {
      assertThat(done("/flows/again/backfill", wrong, 400).path("code").asText()).as(wrong).isEqualTo("api.request");
    }
  }

  /** Waits until flows have been asked to begin: a flow that was delivered to later has landed. */
  private void awaitLaterWork(String file) throws IOException {
    long before = told("/flows/beside").path("read").asLong();
    place.deliver("beside/" + file, "id,email\n1,anna" + file + "@example.com\n");
    awaitRead("beside", before + 1);
  }

  @Test
  void aFlowThatIsSuspendedTakesInNothingUntilItIsResumed() throws IOException {
    assertThat(done("/flows/suspended/suspend", null, 200).path("route").asText()).isEqualTo("suspended");
    assertThat(done("/flows/suspended/suspend", null, 200).path("route").asText()).as("again").isEqualTo("suspended");
    place.deliver("suspended/a.csv", "id,email\n1,anna@example.com\n");
    awaitLaterWork("suspended.csv");
    JsonNode waiting = told("/flows/suspended");
    assertThat(waiting.path("read").asLong()).isZero();
    assertThat(waiting.path("stopped").isNull()).isTrue();
    assertThat(told("/flows?state=failed").path("items")).isEmpty();

    assertThat(done("/flows/suspended/resume", null, 200).path("route").asText()).isEqualTo("running");
    awaitRead("suspended", 1);
    assertThat(answer(Role.VIEWER, "POST", "/flows/suspended/suspend", null, 403).path("code").asText()).isEqualTo("access.denied");
    assertThat(done("/flows/suspendde/suspend", null, 404).path("next").asText()).contains("suspended");
    assertThat(audit()).anyMatch(entry -> entry.subject().equals("suspendFlow suspended") && entry.who().equals("operator") && entry.outcome().equals("done"));
  }

  @Test
  void aFlowThatIsStoppedStaysSoForOtherProcessesUntilItIsStarted() throws IOException {
    place.deliver("stopped/a.csv", "id,email\n1,anna@example.com\n");
    awaitRead("stopped", 1);
    JsonNode stopped = ended(done("/flows/stopped/stop", "{\"reason\": \"the shop moves\"}", 202));
    assertThat(stopped.path("state").asText()).as(stopped.toString()).isEqualTo("done");
    JsonNode flow = told("/flows/stopped");
    assertThat(flow.path("route").asText()).isEqualTo("stopped");
    assertThat(flow.at("/stopped/by").asText()).isEqualTo("operator");
    assertThat(flow.at("/stopped/why").asText()).isEqualTo("the shop moves");
    place.deliver("stopped/b.csv", "id,email\n2,ben@example.com\n");
    done("/flows/stopped/resume", null, 200);
    awaitLaterWork("stopped.csv");
    assertThat(told("/flows/stopped").path("read").asLong()).as("to resume does not start").isEqualTo(1);

    String data = folder.resolve("data").toString();
    assertThat(Answer.to("flow", "list", "--data", data).done()).containsPattern("stopped +\\d{4}-.* operator +the shop moves");
    assertThat(Answer.to("flow", "stop", "stopped", "--data", data).done()).contains("was stopped before");
    assertThat(Answer.to("flow", "start", "stoped", "--data", data).said()).contains("stopped");

    assertThat(done("/flows/stopped/start", null, 200).path("stopped").isNull()).isTrue();
    awaitRead("stopped", 2);
  }

  @Test
  void eventsTellHowFarATaskIsUntilItHasEnded() throws IOException {
    place.deliver("heard/a.csv", "id,email\nx,eve@example.com\n");
    await().atMost(Duration.ofSeconds(60)).until(() -> told("/rejects?flow=heard&status=open").path("items").size() == 1);
    String id = told("/rejects?flow=heard&status=open").at("/items/0/id").asText();
    JsonNode task = done("/rejects/dry-run", "{\"ids\": [\"" + id + "\"]}", 202);

    HttpResponse<byte[]> heard = call(Role.VIEWER, "GET", task.path("events").asText(), null);

    assertThat(heard.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    List<String> events = new String(heard.body(), StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("event: ")).toList();
    assertThat(events.get(events.size() - 1)).isEqualTo("event: end");
    assertThat(events.subList(0, events.size() - 1)).allMatch(event -> event.equals("event: progress"));
    assertThat(new String(heard.body(), StandardCharsets.UTF_8)).contains("\"state\":\"done\"");
    assertThat(answer(Role.VIEWER, "GET", "/tasks/999999/events", null, 404).path("code").asText()).isEqualTo("api.missing");
    assertThat(answer(Role.VIEWER, "GET", task.path("events").asText() + "?x=1", null, 400).path("code").asText()).isEqualTo("api.request");
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
