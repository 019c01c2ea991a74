package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.fault.Operator.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong between a flow and a system it reads over HTTP. Every fault meets every kind of source
 * twice: in a flow where it passes after one call, and in one where it stays until somebody has mended it.
 * All flows run side by side, because most of the time of a fault is waiting.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class HttpFaultTest {
  private static final int FAILED = 1;
  private static final int STAYS = Integer.MAX_VALUE;
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final List<Case> CASES =
      List.of(
          new Case("no-host", new Fault.NoHost(), ErrorCode.HTTP_UNREACHABLE, "There is no host"),
          new Case("refused", new Fault.Refused(), ErrorCode.HTTP_UNREACHABLE, "Connection refused"),
          new Case("reset", new Fault.Reset(), ErrorCode.HTTP_UNREACHABLE, "Connection reset"),
          new Case("cut", new Fault.Cut(), ErrorCode.HTTP_UNREACHABLE, "Premature end"),
          new Case("drip", new Fault.Drip(Duration.ofMillis(200)), ErrorCode.HTTP_UNREACHABLE, "caravan.call.whole"),
          new Case("pause", new Fault.Drip(Duration.ofMinutes(1)), ErrorCode.HTTP_UNREACHABLE, "caravan.call.idle"),
          new Case("half-open", new Fault.Silent(), ErrorCode.HTTP_UNREACHABLE, "caravan.call.response"),
          new Case("busy", new Fault.Answer(429, JSON, "{}"), ErrorCode.HTTP_BUSY, "got 429"),
          new Case("busy-until", new Fault.Answer(429, Map.of("Content-Type", "application/json", "Retry-After", "1"), "{}"), ErrorCode.HTTP_BUSY, "got 429"),
          new Case("failing", new Fault.Answer(500, JSON, "{\"error\":\"storm\"}"), ErrorCode.HTTP_FAILED, "got 500"),
          new Case("html", new Fault.Answer(200, Map.of("Content-Type", "text/html"), "<html>maintenance</html>"), ErrorCode.HTTP_REPLY, "HTML"));

  @TempDir static Path folder;
  private static final List<FaultyProxy> PROXIES = new ArrayList<>();
  private static final Map<String, FaultyProxy> REFUSING = new HashMap<>();
  private static List<HttpSource> sources;
  private static Operator operator;
  private static Seen during;
  private static Seen after;
  private static List<JsonNode> ledgerDuring;
  private static List<JsonNode> ledgerAfter;
  private static Map<String, List<Long>> landed;

  /** @param shown what the message tells besides */
  private record Case(String name, Fault fault, ErrorCode code, String shown) {}

  /** A fault and the flow that meets it. */
  record Met(Case fault, HttpSource source, boolean stays) {
    String flow() {
      return source.name() + "-" + fault.name() + (stays ? "-stays" : "-passes");
    }

    String dataset() {
      return "test." + flow().replace('-', '_');
    }

    @Override
    public String toString() {
      return flow();
    }
  }

  static Stream<Met> all() {
    return Stream.concat(staying(), passing());
  }

  static Stream<Met> staying() {
    return CASES.stream().flatMap(one -> sources.stream().map(source -> new Met(one, source, true)));
  }

  // A host has a name or has none.
  static Stream<Met> passing() {
    return CASES.stream().filter(one -> !(one.fault() instanceof Fault.NoHost)).flatMap(one -> sources.stream().map(source -> new Met(one, source, false)));
  }

  @BeforeAll
  static void runThroughAllFaultsAndOnceMoreWithoutThem() throws IOException {
    operator =
        new Operator(folder)
            .set("caravan.call.response", "3s").set("caravan.call.idle", "2s").set("caravan.call.whole", "4s").set("caravan.call.patience", "2s")
            // A breaker that opens says what it was opened by in the log only.
            .set("caravan.breaker.calls", "1000");
    sources = List.of(HttpSource.Rest.started(operator), HttpSource.SuiteQl.started(operator));
    for (Met met : all().toList()) {
      FaultyProxy proxy = new FaultyProxy(met.source().origin().getPort());
      PROXIES.add(proxy);
      boolean named = !(met.fault().fault() instanceof Fault.NoHost);
      if (named) {
        proxy.inflict(met.fault().fault(), met.source().callsBefore(), met.stays() ? STAYS : 1, line -> true);
      }
      if (met.fault().fault() instanceof Fault.Refused && !met.stays()) {
        REFUSING.put(met.flow(), proxy);
      }
      route(met, named ? proxy.address() : "http://" + met.flow() + ".invalid", PROXIES.size());
    }
    during = operator.watching(HttpFaultTest::healWhenToldOf).runOnce();
    ledgerDuring = operator.ledger();
    int number = 0;
    for (Met met : all().toList()) {
      PROXIES.get(number).heal();
      route(met, PROXIES.get(number).address(), ++number);
    }
    after = operator.runOnce();
    ledgerAfter = operator.ledger();
    landed = operator.landed(all().map(Met::dataset).toList());
  }

  /** Whoever is refused and says so finds the server back at the next try. */
  private static void healWhenToldOf(String line) {
    REFUSING.forEach(
        (flow, proxy) -> {
          if (line.startsWith("WARN Flow " + flow + " ")) {
            try {
              proxy.heal();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private static void route(Met met, String address, int number) throws IOException {
    operator.write("routes/" + met.flow() + ".camel.yaml", """
        - route:
            id: %s
            routeConfigurationId: ingest
            from:
        %s      steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: %s}}
        """.formatted(met.flow(), met.source().from(met.flow(), address, number).indent(6), met.dataset().replace('.', '/')));
  }

  @AfterAll
  static void stop() throws IOException {
    for (FaultyProxy proxy : PROXIES) {
      proxy.close();
    }
    sources.forEach(HttpSource::close);
  }

  private static List<JsonNode> runs(List<JsonNode> ledger, Met met) {
    return ledger.stream().filter(run -> run.path("flow").asText().equals(met.flow())).toList();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aFaultThatPassesCostsTimeOnly(Met met) {
    assertThat(during.of(met.flow())).noneMatch(line -> line.startsWith("ERROR"));
    assertThat(runs(ledgerDuring, met)).singleElement().extracting(run -> run.path("state").asText()).isEqualTo("done");
    assertThat(landed.get(met.dataset())).isEqualTo(met.source().ids());
  }

  @ParameterizedTest
  @MethodSource("staying")
  void aFaultThatStaysIsToldWithCodePlaceAndNextMove(Met met) throws IOException {
    assertThat(during.exit()).isEqualTo(FAILED);
    List<String> told = during.of(met.flow()).stream().filter(line -> line.startsWith("ERROR")).toList();
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).contains("[" + met.fault().code().code() + "]").contains(met.fault().shown()).contains("http://").contains("next: ");
    OperatorsPage.tells(met.fault().code(), met.fault().shown());
  }

  @ParameterizedTest
  @MethodSource("staying")
  void theLedgerTellsItAndBalancesWhileItStays(Met met) {
    assertThat(runs(ledgerDuring, met)).singleElement().satisfies(run -> {
      assertThat(run.path("state").asText()).isEqualTo("failed");
      assertThat(run.path("code").asText()).isEqualTo(met.fault().code().code());
      assertThat(run.path("read").asLong()).isEqualTo(run.path("landed").asLong()).isLessThan(met.source().ids().size());
    });
  }

  @ParameterizedTest
  @MethodSource("staying")
  void whenItIsGoneNothingIsMissingAndNothingIsThereTwice(Met met) {
    assertThat(after.of(met.flow())).noneMatch(line -> line.startsWith("ERROR"));
    assertThat(landed.get(met.dataset())).isEqualTo(met.source().ids());
    assertThat(runs(ledgerAfter, met).stream().mapToLong(run -> run.path("landed").asLong()).sum()).isEqualTo(met.source().ids().size());
  }

  @Test
  void eachRecordIsAccountedForInTheEnd() throws IOException {
    assertThat(operator.assertBalanced()).isZero();
  }
}
