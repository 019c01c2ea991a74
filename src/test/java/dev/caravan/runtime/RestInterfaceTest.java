package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Description;
import dev.caravan.api.Operation;
import dev.caravan.security.AuditTrail;
import dev.caravan.security.Permission;
import dev.caravan.security.Role;
import dev.caravan.security.TestIssuer;
import dev.caravan.security.TestUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The REST interface over real sockets: what it tells, to whom, and what it does with calls that mean no good. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestInterfaceTest {
  private static final String API = Operation.BASE;
  private static final List<String> HOSTILE =
      List.of(
          "' OR '1'='1", "x'; DROP TABLE runs; --", "1 UNION SELECT * FROM leases", "../../../../etc/passwd", "..\\..\\windows", "%2e%2e%2f", "a\u0000b", "\r\nSet-Cookie: a=b",
          "${sys.user.home}", "<script>alert(1)</script>", "-1", "99999999999999999999", "1e309", "null", "[]", "\ud800", "é漢字🐫", "x".repeat(3000), "a:99999999999999999999", ":",
          "2026-13-45T99:99:99Z", "+1000000000-01-01T00:00:00Z");

  private static final List<String> UNDESCRIBED = List.of("CamelHttpResponseCode", "Content-Length", "Transfer-Encoding", "Set-Cookie", "a b\r\nc", "");

  @TempDir private static Path folder;
  private CaravanRuntime runtime;
  private TestIssuer issuer;
  private Workplace place;

  @BeforeAll
  void start() throws Exception {
    TestUsers.ofEachRole(folder.resolve("data/users.json"));
    issuer = new TestIssuer();
    place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("caravan.oidc.issuer", issuer.address().toString()).set("caravan.oidc.roles-claim", "realm_access.roles");
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
              - {name: email, logicalType: string, classification: restricted, logicalTypeOptions: {minLength: 5}}
        """);
    place.deliver("orders/a.csv", "id,email\n1,anna@example.com\nx,ben@example.com\n3,zoe\ny,eve@example.com\n");
    place.flow("orders", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/orders}}");
    place.deliver("returns/a.csv", "id,email\n1,anna@example.com\nx,ben@example.com\ny,eve@example.com\n");
    place.flow("returns", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/orders}}");
    runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED);
    runtime.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> runtime.progress().stream().filter(flow -> flow.batches() > 0).count() == 2);
  }

  @AfterAll
  void stop() {
    runtime.close();
    issuer.close();
  }

  private Browser as(Role role) {
    return Browser.at(runtime).user(role.word(), TestUsers.PASSWORD);
  }

  private JsonNode told(String path) {
    HttpResponse<byte[]> answer = as(Role.ADMIN).get(API + path);
    assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    return Browser.json(answer);
  }

  private String reject() {
    return told("/rejects?flow=orders").at("/items/0/id").asText();
  }

  private static HttpResponse<byte[]> called(Browser browser, Operation operation, String path, String body) {
    return Browser.send(browser.request(path).header("Content-Type", "application/json").method(operation.method(), operation.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  private static String filled(Operation operation, String value) {
    return API + Arrays.stream(operation.path().split("/", -1)).map(part -> part.startsWith("{") ? value : part).collect(Collectors.joining("/"));
  }

  private static void assertProblem(HttpResponse<byte[]> answer, int status, String code) {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(text).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).as(text).hasValue("application/problem+json");
    JsonNode problem = Browser.json(answer);
    assertThat(problem.path("code").asText()).as(text).isEqualTo(code);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(problem.path("next").asText()).isNotBlank();
  }

  @Test
  void flowsRunsAndBatchesAreToldWithTheirCounts() {
    JsonNode flow = told("/flows/orders");
    assertThat(flow.path("route").asText()).isEqualTo("running");
    assertThat(told("/flows").at("/items/0/flow").asText()).isEqualTo("orders");
    JsonNode run = told("/runs?flow=orders").at("/items/0");
    assertThat(run.path("read").asLong()).isEqualTo(4);
    assertThat(run.path("landed").asLong()).isEqualTo(1);
    assertThat(run.path("rejected").asLong()).isEqualTo(3);
    assertThat(told("/runs/" + run.path("run").asLong())).isEqualTo(run);
    JsonNode batch = told("/runs/" + run.path("run").asLong() + "/batches").at("/items/0");
    assertThat(batch.path("state").asText()).isEqualTo("committed");
    assertThat(told("/batches/" + batch.path("batch").asText()).at("/landings/0/rows").asLong()).isEqualTo(1);
    assertThat(told("/runs?state=abandoned").path("items")).isEmpty();
  }

  @Test
  void rejectsArePagedFilteredAndMasked() {
    JsonNode first = told("/rejects?flow=orders&limit=2");
    assertThat(first.path("items")).hasSize(2);
    JsonNode second = told("/rejects?flow=orders&limit=2&after=" + first.path("next").asText());
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(told("/rejects?flow=orders&rule=type").path("items")).hasSize(2);
    assertThat(told("/rejects?flow=orders&rule=type&field=id&value=x").path("items")).hasSize(1);
    assertThat(told("/rejects?to=2000-01-01T00:00:00Z").path("items")).isEmpty();
    assertThat(told("/reject-counts?flow=orders").path("items").findValuesAsText("rule")).containsExactly("minLength", "type");
    JsonNode counts = told("/reject-counts?flow=orders&limit=1");
    JsonNode behind = told("/reject-counts?flow=orders&limit=1&after=" + encoded(counts.path("next").asText()));
    assertThat(behind.at("/items/0/rule").asText()).isEqualTo("type");
    assertThat(behind.at("/items/0/rejects").asLong()).isEqualTo(2);
    assertThat(behind.path("next").isNull()).isTrue();
    JsonNode masked = told("/rejects/" + reject());
    assertThat(masked.path("raw").asText()).startsWith("x,").doesNotContain("ben@");
    assertThat(told("/rejects/" + reject().replace(":", "%3A"))).isEqualTo(masked);
    assertThat(told("/rejects/" + reject() + "/unmasked").path("raw").asText()).isEqualTo("x,ben@example.com");
    assertThat(audit()).anyMatch(entry -> entry.action().equals("reject-unmask") && entry.subject().contains(reject()) && entry.who().equals("admin") && entry.outcome().equals("done"));
  }

  private List<AuditTrail.Entry> audit() {
    return place.ledger(ledger -> AuditTrail.latest(ledger.database(), "access", 1000));
  }

  private JsonNode done(String method, String path, String body, int status) {
    HttpResponse<byte[]> answer =
        Browser.send(as(Role.OPERATOR).request(API + path).header("Content-Type", "application/json").method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(status);
    return Browser.json(answer);
  }

  @Test
  void rejectsAreMendedReplayedAndDroppedInTheNameOfWhoCalls() {
    JsonNode rejects = told("/rejects?flow=returns").path("items");
    String mended = rejects.at("/0/id").asText();
    String dropped = rejects.at("/1/id").asText();
    done("PUT", "/rejects/" + mended + "/record", "{\"raw\": \"2,ben@example.com\"}", 200);
    JsonNode queued = done("POST", "/rejects/replay", "{\"ids\": [\"" + mended + "\"]}", 202).at("/items/0");
    String batch = queued.path("status").asText().substring(API.length());
    await().atMost(Duration.ofSeconds(60)).until(() -> told(batch).path("state").asText().equals("committed"));
    assertThat(told(batch).path("landed").asLong()).isEqualTo(1);
    done("POST", "/rejects/drop", "{\"ids\": [\"" + dropped + "\"], \"reason\": \"a test\"}", 200);
    assertThat(told("/rejects/" + dropped).path("status").asText()).isEqualTo("dropped");
    assertThat(done("POST", "/rejects/drop", "{\"ids\": [\"" + dropped + "\"], \"reason\": \"again\"}", 409).path("code").asText()).isEqualTo("rejects.gone");
    assertThat(audit()).anyMatch(entry -> entry.action().equals("reject-mend") && entry.subject().contains(mended) && entry.who().equals("operator") && entry.outcome().equals("done"))
        .anyMatch(entry -> entry.action().equals("reject-mend") && entry.outcome().equals("rejects.gone"));
  }

  @Test
  void bodiesThatAreNotWhatIsDescribedAreRefused() {
    Browser admin = as(Role.ADMIN);
    for (String body : List.of("", "{", "[]", "null", "{\"ids\": 1}", "{\"ids\": []}", "{\"ids\": [\"x\"]}", "{\"ids\": [{}]}", "{\"ids\": [\"a:1\"], \"more\": 1}", "[".repeat(100_000), "{\"a\":".repeat(5_000))) {
      assertProblem(called(admin, Operation.REPLAY_REJECTS, API + "/rejects/replay", body), 400, "api.request");
    }
    assertProblem(called(admin, Operation.REPLAY_REJECTS, API + "/rejects/replay", "\"" + "x".repeat(2 << 20) + "\""), 413, "api.request");
    assertProblem(Browser.send(admin.request(API + "/rejects/replay").header("Content-Type", "text/xml").POST(BodyPublishers.ofString("<a/>"))), 415, "api.request");
  }

  @Test
  void contractsAndDriftAreTold() {
    assertThat(told("/contracts").path("items")).anyMatch(item -> item.path("contract").asText().equals("test/orders"));
    assertThat(told("/contracts/test/orders").path("text").asText()).contains("kind: DataContract");
    JsonNode drift = told("/drift?contract=test/orders").at("/items/0");
    assertThat(drift.path("field").asText()).isEqualTo("id");
    assertThat(drift.path("kind").asText()).isEqualTo("widened");
    assertThat(told("/drift?contract=test/other").path("items")).isEmpty();
    assertThat(told("/drift?state=declined").path("items")).isEmpty();
    assertThat(told("/audit?limit=1").path("items").size()).isLessThanOrEqualTo(1);
  }

  @Test
  void whatIsNotThereOrNotDescribedIsToldAsAProblem() {
    Browser admin = as(Role.ADMIN);
    assertProblem(admin.get(API + "/flows/ordesr"), 404, "api.missing");
    assertThat(Browser.json(admin.get(API + "/flows/ordesr")).path("next").asText()).contains("orders");
    assertProblem(admin.get(API + "/runs/999999"), 404, "api.missing");
    assertProblem(admin.get(API + "/contracts/test/nothing"), 404, "contract.not-found");
    assertProblem(admin.get(API + "/nothing"), 404, "api.missing");
    assertProblem(admin.get("/api/v2/flows"), 404, "api.missing");
    assertProblem(admin.get(API + "/runs?flwo=orders"), 400, "api.request");
    assertProblem(admin.get(API + "/runs?limit=1&limit=2"), 400, "api.request");
    assertProblem(admin.get(API + "/runs?limit=1001"), 400, "api.request");
    HttpResponse<byte[]> method = Browser.send(admin.request(API + "/runs").DELETE());
    assertProblem(method, 405, "api.request");
    assertThat(method.headers().firstValue("Allow")).hasValue("GET");
  }

  @Test
  void eachOperationIsForTheRolesOfItsPermissionAndNobodyElse() {
    for (Operation operation : Operation.values()) {
      String path = filled(operation, "nothing:0");
      assertProblem(called(Browser.at(runtime), operation, path, "{}"), 401, "access.unknown");
      assertProblem(called(Browser.at(runtime).sending("Authorization", "Bearer " + issuer.token("admin") + "x"), operation, path, "{}"), 401, "access.refused");
      assertProblem(called(Browser.at(runtime).sending("Authorization", "Bearer " + issuer.token("stranger")), operation, path, "{}"), 403, "access.denied");
      for (Role role : Role.values()) {
        for (Browser somebody : List.of(as(role), Browser.at(runtime).sending("Authorization", "Bearer " + issuer.token(role.word())))) {
          HttpResponse<byte[]> answer = called(somebody, operation, path, "[]");
          if (operation.permission().grantedTo(role)) {
            assertThat(answer.statusCode()).as(role + " " + operation).isNotIn(401, 403).isLessThan(500);
          } else {
            assertProblem(answer, 403, "access.denied");
          }
        }
      }
    }
    assertThat(audit()).anyMatch(entry -> entry.outcome().equals("access.denied") && entry.action().equals(Permission.REJECT_UNMASK.word()) && entry.who().equals("viewer"));
  }

  @Test
  void hostileValuesOfEveryParameterAreAnsweredWithoutAFailure() {
    Browser admin = as(Role.ADMIN);
    for (Operation operation : Operation.values()) {
      List<String> paths = new ArrayList<>(operation.path().contains("{") ? HOSTILE.stream().map(value -> filled(operation, encoded(value))).toList() : List.of());
      Description.queryParameters(operation).forEach(name -> HOSTILE.forEach(value -> paths.add(filled(operation, "1:1") + "?" + encoded(name) + "=" + encoded(value))));
      UNDESCRIBED.forEach(name -> paths.add(filled(operation, "1:1") + "?" + encoded(name) + "=5"));
      for (String path : paths) {
        assertHarmless(called(admin, operation, path, "{}"), operation + " " + path);
      }
    }
    for (String path : List.of("/%zz", "/runs?limit=%zz", "/runs?%", "/rejects/%ff%fe", "/..%2f..%2fetc/passwd", "//runs", "/runs;jsessionid=1")) {
      String answer = raw(path);
      assertHarmless(Integer.parseInt(answer.substring(9, 12)), answer, path);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void assertHarmless(HttpResponse<byte[]> answer, String call) {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    assertHarmless(answer.statusCode(), text, call);
    assertThat(answer.headers().map().keySet()).as(call).doesNotContain("set-cookie", "flow", "limit", "value", "host", "authorization");
    if (answer.statusCode() >= 400) {
      assertThat(answer.headers().firstValue("Content-Type")).as(call).hasValue("application/problem+json");
    }
  }

  private static void assertHarmless(int status, String text, String call) {
    assertThat(status).as(call + ": " + text).isBetween(200, 499).isNotIn(401, 403);
    assertThat(text).as(call).doesNotContain("Exception", "\tat ", "dev.caravan.", "org.apache.", "io.vertx", "SELECT r.");
  }

  // What no client would write.
  private String raw(String path) {
    try (Socket socket = new Socket("127.0.0.1", runtime.httpPort())) {
      String login = Base64.getEncoder().encodeToString(("admin:" + TestUsers.PASSWORD).getBytes(StandardCharsets.UTF_8));
      String call = "GET " + API + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + runtime.httpPort() + "\r\nAuthorization: Basic " + login + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(call.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theInterfaceIsShownAsAPageThatNeedsNothingFromElsewhere() {
    Browser viewer = as(Role.VIEWER);
    HttpResponse<byte[]> page = viewer.get("/api/");
    assertThat(page.statusCode()).isEqualTo(200);
    String html = new String(page.body(), StandardCharsets.UTF_8);
    for (String part : html.split("\"")) {
      if (part.startsWith("/api/") && !part.equals("/api/")) {
        assertThat(viewer.status(part)).as(part).isEqualTo(200);
      }
    }
    assertThat(html).doesNotContain("http://", "https://");
    assertThat(new String(viewer.get(API + "/openapi.yaml").body(), StandardCharsets.UTF_8)).startsWith("openapi: 3.0.3");
    assertThat(Browser.at(runtime).status("/api/")).isEqualTo(401);
    assertThat(viewer.status("/api")).isEqualTo(303);
  }
}
