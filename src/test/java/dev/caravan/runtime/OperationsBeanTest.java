package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.Description;
import dev.caravan.api.Operation;
import dev.caravan.security.AuditTrail;
import dev.caravan.security.Role;
import dev.caravan.security.TestUsers;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operations of REST over JMX, by Jolokia and over real sockets: that both ways are one. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsBeanTest {
  private static final String API = Operation.BASE;

  @TempDir private static Path folder;
  private CaravanRuntime runtime;
  private Workplace place;

  @BeforeAll
  void start() throws Exception {
    TestUsers.ofEachRole(folder.resolve("data/users.json"));
    place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0");
    place.contract("test/orders", """
        apiVersion: v3.1.0
        kind: DataContract
        id: test-orders
        name: orders
        version: 1.0.0
        status: active
        schema:
          - name: orders
            logicalType: object
            properties:
              - {name: id, logicalType: integer, required: true}
              - {name: email, logicalType: string, classification: restricted}
        """);
    place.deliver("orders/a.csv", "id,email\n1,anna@example.com\nx,ben@example.com\n");
    place.flow("orders", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/orders}}\n- to: {uri: \"kamelet:profile-action\"}");
    runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED);
    runtime.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> runtime.progress().stream().anyMatch(flow -> flow.batches() > 0));
  }

  @AfterAll
  void stop() {
    runtime.close();
  }

  private Browser as(Role role) {
    return Browser.at(runtime).user(role.word(), TestUsers.PASSWORD);
  }

  private List<AuditTrail.Entry> audit() {
    return place.ledger(ledger -> AuditTrail.latest(ledger.database(), "access", 1000));
  }

  private static String[] texts(Operation operation, String path, String query, String body) {
    Stream<String> ofPath = Arrays.stream(operation.path().split("/")).filter(part -> part.startsWith("{")).map(part -> path);
    Stream<String> ofQuery = Description.queryParameters(operation).stream().map(name -> query);
    return Stream.of(ofPath, ofQuery, Description.hasBody(operation) ? Stream.of(body) : Stream.<String>empty()).flatMap(each -> each).toArray(String[]::new);
  }

  private static HttpResponse<byte[]> byRest(Browser browser, Operation operation, String value, String body) {
    String path = API + Arrays.stream(operation.path().split("/", -1)).map(part -> part.startsWith("{") ? value : part).collect(Collectors.joining("/"));
    return Browser.send(browser.request(path).header("Content-Type", "application/json").method(operation.method(), Description.hasBody(operation) ? BodyPublishers.ofString(body) : BodyPublishers.noBody()));
  }

  @Test
  void eachOperationIsOfferedWithItsParametersInTheOrderOfTheDescription() {
    JsonNode offered = as(Role.VIEWER).jolokia("{\"type\":\"list\",\"path\":\"dev.caravan/type=Operations/op\"}").path("value");
    assertThat(offered.properties()).hasSize(Operation.values().length);
    for (Operation operation : Operation.values()) {
      JsonNode one = offered.path(operation.id());
      List<String> names = new ArrayList<>();
      Arrays.stream(operation.path().split("/")).filter(part -> part.startsWith("{")).forEach(part -> names.add(part.substring(1, part.length() - 1)));
      names.addAll(Description.queryParameters(operation));
      names.addAll(Description.hasBody(operation) ? List.of("body") : List.of());
      assertThat(one.path("args").findValuesAsText("name")).as(operation.id()).isEqualTo(names);
      assertThat(one.path("ret").asText()).isEqualTo("java.lang.String");
      assertThat(one.path("desc").asText()).isNotBlank();
    }
  }

  @Test
  void theAnswerIsTheDocumentThatRestAnswers() {
    Browser admin = as(Role.ADMIN);
    String reject = admin.operation("listRejects", "orders", null, null, null, null, null, null, null, null, null).at("/body/items/0/id").asText();
    assertThat(reject).isNotEmpty();
    assertThat(admin.operation("listRuns", "orders", "", null, "1")).isEqualTo(documented(200, "/runs?flow=orders&limit=1"));
    assertThat(admin.operation("showReject", reject)).isEqualTo(documented(200, "/rejects/" + reject));
    assertThat(admin.operation("showReject", reject).at("/body/raw").asText()).doesNotContain("ben@");
    assertThat(admin.operation("showRejectUnmasked", reject).at("/body/raw").asText()).isEqualTo("x,ben@example.com");
    assertThat(admin.operation("showContract", "test", "orders")).isEqualTo(documented(200, "/contracts/test/orders"));
    assertThat(admin.operation("showFlow", "ordesr")).isEqualTo(documented(404, "/flows/ordesr"));
    assertThat(admin.operation("listRuns", null, null, null, "1001")).isEqualTo(documented(400, "/runs?limit=1001"));
    assertThat(admin.operation("showFlow", "").path("status").asInt()).isEqualTo(400);
    assertThat(audit()).anyMatch(entry -> entry.action().equals("reject-unmask") && entry.subject().contains(reject) && entry.who().equals("admin") && entry.detail().contains("from 127.0.0.1") && entry.outcome().equals("done"));
  }

  private JsonNode documented(int status, String path) {
    HttpResponse<byte[]> answer = as(Role.ADMIN).get(API + path);
    return new ObjectMapper().createObjectNode().put("status", status).set("body", Browser.json(answer));
  }

  @Test
  void theOverviewTellsWhatRunsWhatIsStuckAndWhy() {
    JsonNode overview = as(Role.VIEWER).operation("showOverview").path("body");
    assertThat(overview.path("ready").asBoolean()).as(overview.toString()).isTrue();
    JsonNode flow = overview.at("/flows/0");
    assertThat(flow.path("flow").asText()).isEqualTo("orders");
    assertThat(flow.path("readPerSecond").asDouble() * overview.path("rateSeconds").asLong()).isEqualTo(2);
    assertThat(flow.path("lastLanded").asText()).isNotEmpty();
    assertThat(flow.path("lagBytes").asLong()).isZero();
    assertThat(flow.path("lagRecords").isNull()).isTrue();
    assertThat(flow.path("unfinished").asLong()).isZero();
    assertThat(overview.path("systems").findValuesAsText("system")).contains("ledger");
    assertThat(overview.at("/systems/0/state").asText()).isEqualTo("closed");
    assertThat(overview.at("/budgets/0/limit").asLong()).isPositive();
    assertThat(as(Role.VIEWER).operation("listBudgets").at("/body/items").findValuesAsText("budget")).contains("engine memory");
  }

  @Test
  void rejectsAreToldByTheHourAndByTheDay() {
    Browser viewer = as(Role.VIEWER);
    for (String step : List.of("hour", "day")) {
      JsonNode trend = viewer.operation("listRejectTrend", "orders", step, null, null).at("/body/items");
      assertThat(trend.findValues("rejected").stream().mapToLong(JsonNode::asLong).sum()).as(trend.toString()).isEqualTo(1);
    }
    assertThat(viewer.operation("listRejectTrend", "returns", null, null, null).at("/body/items")).isEmpty();
    assertThat(viewer.operation("listRejectTrend", "orders", null, "2000-01-01T00:00:00Z", "2000-01-02T00:00:00Z").at("/body/items")).isEmpty();
    assertThat(viewer.operation("listRejectTrend", null, "hour", "2000-01-01T00:00:00Z", null).at("/body/code").asText()).isEqualTo("api.request");
  }

  @Test
  void theProfileOfABatchShowsNoSensitiveValue() {
    Browser viewer = as(Role.VIEWER);
    String run = viewer.operation("listRuns", "orders", null, null, "1").at("/body/items/0/run").asText();
    String batch = viewer.operation("listBatches", run, null, null).at("/body/items/0/batch").asText();
    JsonNode profile = viewer.operation("showProfile", batch).path("body");
    assertThat(profile.path("rows").asLong()).as(profile.toString()).isEqualTo(1);
    assertThat(profile.at("/columns/0/minimum").asText()).isEqualTo("1");
    assertThat(profile.at("/columns/1/count").asLong()).isEqualTo(1);
    assertThat(profile.path("masked").toString()).isEqualTo("[\"email\"]");
    assertThat(profile.toString()).doesNotContain("anna");
    assertThat(viewer.operation("showProfile", "nothing").at("/body/code").asText()).isEqualTo("api.missing");
  }

  @Test
  void whatChangesSomethingIsDoneInTheNameOfWhoCalls() {
    assertThat(as(Role.OPERATOR).operation("suspendFlow", "orders").at("/body/route").asText()).isEqualTo("suspended");
    assertThat(as(Role.VIEWER).operation("resumeFlow", "orders").at("/body/code").asText()).isEqualTo("access.denied");
    assertThat(as(Role.VIEWER).operation("showFlow", "orders").at("/body/route").asText()).isEqualTo("suspended");
    assertThat(as(Role.OPERATOR).operation("resumeFlow", "orders").at("/body/route").asText()).isEqualTo("running");
    assertThat(audit())
        .anyMatch(entry -> entry.action().equals("flow-control") && entry.subject().equals("suspendFlow orders") && entry.who().equals("operator") && entry.outcome().equals("done"))
        .anyMatch(entry -> entry.action().equals("flow-control") && entry.subject().equals("resumeFlow orders") && entry.who().equals("viewer") && entry.outcome().equals("access.denied"));
  }

  @Test
  void eachRoleMayWhatItMayByRest() {
    for (Operation operation : Operation.values()) {
      for (Role role : Role.values()) {
        JsonNode told = as(role).operation(operation.id(), texts(operation, "nothing:0", "", "[]"));
        HttpResponse<byte[]> rest = byRest(as(role), operation, "nothing:0", "[]");
        assertThat(told.path("status").asInt()).as(role + " " + operation + " " + told).isEqualTo(rest.statusCode());
        assertThat(told.at("/body/code")).as(role + " " + operation).isEqualTo(Browser.json(rest).path("code"));
        assertThat(told.path("status").asInt() == 403).as(role + " " + operation).isNotEqualTo(operation.permission().grantedTo(role));
      }
    }
  }

  @Test
  void textsThatMeanNoGoodAreAnsweredAsRestAnswersThem() {
    List<String> hostile = List.of("' OR '1'='1", "../../etc/passwd", "..", "a/b", "a\u0000b", "\r\n", "%2e%2e%2f", "?limit=1", "#", "${sys.user.home}", "-1", "99999999999999999999", "é漢字🐫", "x".repeat(3000));
    for (Operation operation : Operation.values()) {
      for (String text : hostile) {
        JsonNode told = as(Role.ADMIN).operation(operation.id(), texts(operation, text, text, text));
        assertThat(told.path("status").asInt()).as(operation + " " + text + " " + told).isBetween(200, 499).isNotIn(401, 403);
        assertThat(told.toString()).doesNotContain("Exception", "dev.caravan.", "org.apache.");
      }
    }
  }

  @Test
  void nobodyCallsWithoutHavingComeThroughADoor() throws Exception {
    as(Role.VIEWER).operation("listFlows", "", "", "");
    Object told = ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("dev.caravan:type=Operations"), "suspendFlow", new Object[] {"orders"}, new String[] {"java.lang.String"});
    assertThat(told.toString()).startsWith("{\"status\":401,").contains("access.unknown");
    JsonNode led = Browser.json(as(Role.ADMIN).get("/hawtio/jolokia/exec/dev.caravan:type=Operations/suspendFlow/orders"));
    assertThat(led.path("value").asText()).startsWith("{\"status\":401,");
    assertThat(Browser.at(runtime).status("/hawtio/jolokia/exec/dev.caravan:type=Operations/suspendFlow/orders")).isEqualTo(401);
    assertThat(as(Role.VIEWER).operation("showFlow", "orders").at("/body/route").asText()).isEqualTo("running");
  }

  @Test
  void thereAreNoAttributesAndNoOtherOperations() {
    String nothing = "{\"type\":\"%s\",\"mbean\":\"dev.caravan:type=Operations\",\"%s\":\"anything\"%s}";
    assertThat(as(Role.ADMIN).jolokia(nothing.formatted("exec", "operation", ",\"arguments\":[]")).path("status").asInt()).isIn(400, 404);
    assertThat(as(Role.ADMIN).jolokia(nothing.formatted("read", "attribute", "")).path("status").asInt()).isEqualTo(403);
    assertThat(as(Role.ADMIN).jolokia(nothing.formatted("write", "attribute", ",\"value\":1")).path("status").asInt()).isEqualTo(403);
    assertThat(as(Role.ADMIN).jolokia(nothing.formatted("exec", "operation", ",\"arguments\":" + Collections.nCopies(30, "\"x\""))).path("status").asInt()).isIn(400, 404);
  }
}
