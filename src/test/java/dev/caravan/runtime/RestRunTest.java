package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.runtime.ScriptedServer.Answer;
import dev.caravan.runtime.ScriptedServer.Asked;
import dev.caravan.sandbox.http.SimulatorServer;
import dev.caravan.sandbox.shop.ShopAccess;
import dev.caravan.sandbox.shop.ShopSimulator;
import dev.caravan.source.FlowProgress;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flows from the simulated shop, and from servers that misbehave: real sockets, routes, engine and ledger. */
@Timeout(120)
class RestRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ORDERS = 100;
  private static final Map<String, String> PAGINGS =
      Map.of(
          "link", "records: /orders\npaging: link",
          "offset", "records: /items\npaging: offset\ntotal: /total",
          "page", "records: /data\npaging: page\npages: /meta/pages",
          "cursor", "records: /data\npaging: cursor\nnext: /next_cursor\nmore: /has_more");
  private static final Map<String, String> LOGINS =
      Map.of(
          "basic", "login: basic",
          "bearer", "login: bearer",
          "key_header", "login: apiKey\nkeyHeader: X-Shop-Access-Key",
          "key_query", "login: apiKey\nkeyParameter: api_key",
          "oauth2", "login: oauth2\ntokenUrl: $shop/oauth/token");

  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void prepare() {
    place =
        new Workplace(folder)
            .set("caravan.retry.attempts", "3")
            .set("caravan.retry.delay", "10ms")
            .set("caravan.secrets.store", "files")
            .set("caravan.secrets.folder", folder.resolve("secrets").toString());
  }

  private ShopSimulator shop() throws IOException {
    return shop(10_000);
  }

  private ShopSimulator shop(int calls) throws IOException {
    ShopSimulator shop = new ShopSimulator(0, 1, 0.02, calls, 50, Clock.systemUTC());
    ShopAccess access = shop.access();
    secret("user", access.user());
    secret("password", access.password().reveal());
    secret("token", access.bearer().reveal());
    secret("key", access.key().reveal());
    secret("client-id", access.user());
    secret("client-secret", access.password().reveal());
    return shop;
  }

  private void secret(String name, String value) throws IOException {
    Path file = folder.resolve("secrets/shop").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value);
  }

  private void orders(String url, String... parameters) throws IOException {
    flow("orders", url, parameters);
  }

  private void flow(String id, String url, String... parameters) throws IOException {
    StringBuilder more = new StringBuilder();
    for (String lines : parameters) {
      lines.lines().forEach(line -> more.append("        ").append(line).append('\n'));
    }
    place.route(id + ".camel.yaml", """
        - route:
            id: %1$s
            routeConfigurationId: ingest
            from:
              uri: kamelet:rest-source
              parameters:
                system: shop
                url: %2$s
        %3$s      steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/%1$s}}
        """.formatted(id, url, more));
  }

  private FlowProgress once() {
    FlowProgress orders = place.once().get("orders");
    assertThat(orders.problem()).isNull();
    return orders;
  }

  private Problem problem() {
    FlowProgress orders = place.once().get("orders");
    assertThat(orders.state()).isEqualTo(FlowProgress.State.FAILED);
    return orders.problem();
  }

  private List<Long> landed() throws IOException {
    return landed("orders");
  }

  private List<Long> landed(String flow) throws IOException {
    List<Long> ids = new ArrayList<>();
    place.query("SELECT CAST(id AS BIGINT) AS id FROM test." + flow + " ORDER BY 1").forEach(row -> ids.add(row.path("id").asLong()));
    return ids;
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void eachRecordLandsOnceWhicheverWayOneLogsInAndGetsToTheNextPage() throws Exception {
    try (ShopSimulator shop = shop()) {
      List<String> flows = new ArrayList<>();
      for (String paging : PAGINGS.keySet()) {
        for (String login : LOGINS.keySet()) {
          String flow = paging + "_" + login;
          flows.add(flow);
          flow(flow, shop.baseUrl() + "/api/" + paging + "/orders", "query: limit=30", "batchRows: 60", PAGINGS.get(paging), LOGINS.get(login).replace("$shop", shop.baseUrl()));
        }
      }

      Map<String, FlowProgress> ends = place.once();

      for (String flow : flows) {
        assertThat(ends.get(flow).problem()).as(flow).isNull();
        assertThat(ends.get(flow).batches()).as(flow).isGreaterThan(1);
      }
      String counts = "SELECT '%1$s' AS flow, count(*) AS n, count(DISTINCT id) AS ids, min(id) AS lowest, max(id) AS highest FROM test.%1$s";
      JsonNode landed = place.query(String.join(" UNION ALL ", flows.stream().map(counts::formatted).toList()));
      assertThat(landed).hasSize(20).allSatisfy(row -> {
        assertThat(row.path("n").asInt()).as(row.toString()).isEqualTo(ORDERS);
        assertThat(row.path("ids").asInt()).as(row.toString()).isEqualTo(ORDERS);
        assertThat(row.path("lowest").asLong()).isEqualTo(900_001);
        assertThat(row.path("highest").asLong()).isEqualTo(900_000 + ORDERS);
      });
      assertThat(shop.exchanges()).extracting(SimulatorServer.Exchange::status).containsOnly(200);
      assertThat(shop.exchanges()).as("one access token for all").filteredOn(exchange -> exchange.target().equals("/oauth/token")).hasSize(1);
    }
  }

  /** A list of records behind a server of the test's own, as most APIs serve one. */
  private static String items(List<ObjectNode> all, long from, int limit) {
    ArrayNode items = JSON.createArrayNode();
    all.stream().skip(from).limit(limit).forEach(items::add);
    return JSON.createObjectNode().put("total", all.size()).set("items", items).toString();
  }

  private static List<ObjectNode> records(int count) {
    return numbers(1, count).stream().map(id -> JSON.createObjectNode().put("id", id).put("changed", "2026-01-01T00:00:00Z")).toList();
  }

  private static long offset(Asked asked) {
    return Long.parseLong(asked.target().replaceFirst(".*offset=(\\d+).*", "$1"));
  }

  @Test
  void aLinkToAnotherHostIsRefusedAndNoLoginLeavesTheHost() throws Exception {
    secret("token", "precious");
    try (ScriptedServer other = new ScriptedServer((asked, count) -> Answer.json("[]"));
        ScriptedServer server = new ScriptedServer((asked, count) ->
            new Answer(200, Map.of("Link", "<" + other.address() + "/items?page=2&key=k>; rel=\"next\""), "[{\"id\":1}]"))) {
      orders(server.address() + "/items", "paging: link\nlogin: bearer");

      Problem problem = problem();

      assertThat(problem.code()).isEqualTo(ErrorCode.REST_ELSEWHERE);
      assertThat(problem.toString()).contains(other.address()).doesNotContain("key=k");
      assertThat(other.asked()).isEmpty();
      assertThat(server.asked()).hasSize(1);
    }
  }

  @Test
  void faultsOfTheServerCostTimeAndNoRecord() throws Exception {
    List<ObjectNode> all = records(12);
    try (ScriptedServer server = new ScriptedServer((asked, count) -> {
          String page = items(all, offset(asked), 3);
          return switch (count) {
            case 1 -> Answer.cut(page);
            case 2 -> new Answer(200, Map.of("Content-Type", "text/html"), "<html>maintenance</html>");
            case 4 -> new Answer(429, Map.of("Retry-After", "0.2"), "{}");
            case 6 -> Answer.status(500, "{}");
            default -> Answer.json(page);
          };
        })) {
      orders(server.address() + "/items", "records: /items\npaging: offset");

      once();

      assertThat(landed()).isEqualTo(numbers(1, 12));
      assertThat(place.<List<String>>ledger(ledger -> ledger.database().read("look", statements -> statements.list("SELECT flow || ' ' || code FROM failures WHERE next_try IS NOT NULL", row -> row.getString(1)))))
          .as("calls that were repeated")
          .contains("orders http.server-failed", "orders http.reply-unreadable");
    }
  }

  @Test
  void aFlowMayBeNamedAsAPartOfItsKamelet() throws Exception {
    try (ScriptedServer server = new ScriptedServer((asked, count) -> Answer.json("[{\"id\":1}]"))) {
      flow("calls", server.address() + "/items");

      assertThat(place.once().get("calls").problem()).isNull();

      assertThat(landed("calls")).containsExactly(1L);
    }
  }

  @Test
  void aShopThatTakesFewCallsIsReadAtItsPace() throws Exception {
    try (ShopSimulator shop = shop(10)) {
      orders(shop.baseUrl() + "/api/cursor/orders", "query: limit=10", PAGINGS.get("cursor"), LOGINS.get("bearer"));

      once();

      assertThat(landed()).hasSize(ORDERS);
      assertThat(shop.exchanges()).as("who rests in time is not refused").extracting(SimulatorServer.Exchange::status).containsOnly(200);
    }
  }

  /** A server whose records change, and which knows from when on they are wanted. */
  private static ScriptedServer changing(List<ObjectNode> all, int limit) throws IOException {
    return changing(all, limit, offset -> false);
  }

  /** @param denied offsets at which it refuses */
  private static ScriptedServer changing(List<ObjectNode> all, int limit, LongPredicate denied) throws IOException {
    return new ScriptedServer((asked, count) -> {
      if (denied.test(offset(asked))) {
        return Answer.status(403, "{}");
      }
      String since = asked.target().contains("since=") ? asked.target().replaceFirst(".*since=([^&]*).*", "$1").replace("%3A", ":") : "";
      List<ObjectNode> wanted = List.copyOf(all).stream().filter(each -> each.path("changed").asText().compareTo(since) >= 0).toList();
      return Answer.json(items(wanted, offset(asked), limit));
    });
  }

  private static ObjectNode record(long id, String changed, String state) {
    return JSON.createObjectNode().put("id", id).put("changed", changed).put("state", state);
  }

  @Test
  void aSecondPassBringsWhatIsNewAndHoldsBackWhatLanded() throws Exception {
    List<ObjectNode> all = new ArrayList<>();
    all.add(record(1, "2026-03-01T08:00:00Z", "old"));
    all.add(record(2, "2026-03-01T09:58:00Z", "new"));
    all.add(record(3, "2026-03-01T10:00:00Z", "new"));
    try (ScriptedServer server = changing(all, 2)) {
      orders(server.address() + "/items", "records: /items\npaging: offset\nincrement: /changed\nsince: since\noverlap: 5m");
      assertThat(once().counts().landed()).isEqualTo(3);
      int calls = server.asked().size();

      all.set(1, record(2, "2026-03-01T09:58:00Z", "changed in the same second"));
      all.add(record(4, "2026-03-01T10:00:30Z", "new"));
      FlowProgress second = once();

      assertThat(server.asked().get(calls).target()).contains("since=2026-03-01T09%3A55%3A00Z");
      assertThat(second.counts().landed()).isEqualTo(2);
      assertThat(second.counts().deduplicated()).isEqualTo(1);
      assertThat(landed()).containsExactly(1L, 2L, 2L, 3L, 4L);
      assertThat(once().counts().landed()).isZero();
    }
  }

  @Test
  void anOpenBreakerLandsNothingAndLosesNothing() throws Exception {
    try (ShopSimulator shop = shop()) {
      orders(shop.baseUrl() + "/api/page/orders", PAGINGS.get("page"), LOGINS.get("bearer"));
      place.route("beans.camel.yaml", "- beans:\n    - name: http-rest-shop\n      type: " + HeldOpen.class.getName() + "\n      factoryMethod: breaker\n");

      FlowProgress orders = place.once().get("orders");

      assertThat(orders.state()).isEqualTo(FlowProgress.State.FAILED);
      assertThat(orders.problem().code()).isEqualTo(ErrorCode.HTTP_BREAKER);
      assertThat(orders.counts().read()).isZero();
      assertThat(shop.exchanges()).isEmpty();

      Files.delete(folder.resolve("routes/beans.camel.yaml"));
      once();
      assertThat(landed()).hasSize(ORDERS);
    }
  }

  /** A breaker of that name that lets no call through. */
  public static final class HeldOpen {
    public static CircuitBreaker breaker() {
      CircuitBreaker breaker = CircuitBreaker.ofDefaults("held open");
      breaker.transitionToForcedOpenState();
      return breaker;
    }
  }

  @Test
  void aReadThatWasStoppedInTheMiddleGoesOnThere() throws Exception {
    List<ObjectNode> all = records(20);
    AtomicBoolean denies = new AtomicBoolean(true);
    try (ScriptedServer server = new ScriptedServer((asked, count) ->
        denies.get() && offset(asked) >= 12 ? Answer.status(403, "{}") : Answer.json(items(all, offset(asked), 3)))) {
      orders(server.address() + "/items", "records: /items\npaging: offset\nbatchRows: 6");
      assertThat(problem().code()).isEqualTo(ErrorCode.HTTP_REFUSED);
      assertThat(landed()).isEqualTo(numbers(1, 12));
      denies.set(false);
      int calls = server.asked().size();

      once();

      assertThat(landed()).isEqualTo(numbers(1, 20));
      assertThat(server.asked().get(calls).target()).contains("offset=12");
    }
  }

  @Test
  void recordsAtThePlaceWhereAReadGoesOnAreNeitherLostNorDoubled() throws Exception {
    String moment = "2026-03-01T10:00:00Z";
    List<ObjectNode> all = new ArrayList<>(LongStream.rangeClosed(1, 9).mapToObj(id -> record(id, moment, "new")).toList());
    AtomicBoolean denies = new AtomicBoolean(true);
    for (int stop : new int[] {3, 6, 9}) {
      String flow = "stopped_" + stop;
      denies.set(true);
      try (ScriptedServer server = changing(all, 3, offset -> denies.get() && offset >= stop)) {
        flow(flow, server.address() + "/items", "records: /items\npaging: offset\nincrement: /changed\nsince: since\nbatchRows: 3");
        FlowProgress first = place.once().get(flow);
        assertThat(first.counts().landed()).as(flow).isEqualTo(stop);
        denies.set(false);

        assertThat(place.once().get(flow).problem()).as(flow).isNull();
        assertThat(landed(flow)).as(flow).isEqualTo(numbers(1, 9));

        all.add(record(10, moment, "of the same moment"));
        FlowProgress last = place.once().get(flow);
        assertThat(last.counts().landed()).as(flow).isEqualTo(1);
        assertThat(landed(flow)).as(flow).isEqualTo(numbers(1, 10));
        all.remove(9);
      }
      Files.delete(folder.resolve("routes").resolve(flow + ".camel.yaml"));
    }
  }

  @Test
  void aFailureThatOpensTheBreakerIsTheLastCallUntilTheNextStart() throws Exception {
    List<ObjectNode> all = records(4);
    AtomicBoolean locks = new AtomicBoolean(true);
    Path table = Files.writeString(folder.resolve("failures.yaml"), "rules: [{name: locked-out, http: 423, class: transient, breaker: opens}]\n");
    place.set("caravan.failures", table.toString());
    try (ScriptedServer server = new ScriptedServer((asked, count) -> locks.get() ? Answer.status(423, "{}") : Answer.json(items(all, offset(asked), 4)))) {
      orders(server.address() + "/items", "records: /items\npaging: offset");

      Problem problem = problem();

      assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_BREAKER);
      assertThat(server.asked()).as("calls, of which three more were to be tried").hasSize(1);
      assertThat(place.<List<String>>ledger(ledger -> ledger.database().read("look", statements -> statements.list("SELECT rule FROM failures", row -> row.getString(1)))))
          .contains("locked-out");

      locks.set(false);
      once();
      assertThat(landed()).isEqualTo(numbers(1, 4));
    }
  }

  @Test
  void aWrongLoginIsShownTwiceAndARotatedOneIsTaken() throws Exception {
    try (ShopSimulator shop = shop()) {
      secret("token", "mistaken");
      orders(shop.baseUrl() + "/api/page/orders", PAGINGS.get("page"), LOGINS.get("bearer"));

      Problem problem = problem();

      assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_LOGIN);
      assertThat(problem.toString()).doesNotContain("mistaken");
      assertThat(shop.exchanges()).hasSize(2);

      secret("token", shop.access().bearer().reveal());
      once();
      assertThat(landed()).hasSize(ORDERS);
    }
  }

}
