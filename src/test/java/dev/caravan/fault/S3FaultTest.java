package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.S3Server;
import dev.caravan.fault.Operator.Seen;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
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
 * What goes wrong between a flow and a bucket. Every fault meets every step of landing twice, each in a flow
 * of its own: one where it passes, and one where it stays until somebody has mended it.
 */
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class S3FaultTest {
  private static final int FAILED = 1;
  private static final int STAYS = Integer.MAX_VALUE;
  private static final Map<String, String> XML = Map.of("Content-Type", "application/xml");
  private static final List<Case> CASES =
      List.of(
          new Case("internal-error", error(500, "InternalError"), "InternalError"),
          new Case("slow-down", error(503, "SlowDown"), "SlowDown"),
          new Case("unavailable", error(503, "ServiceUnavailable"), "ServiceUnavailable"),
          new Case("reset", new Fault.Reset(), "onnection reset|Status Code: 404"),
          new Case("half-open", new Fault.Silent(), "Read timed out"));
  private static final Map<String, String> STEPS = Map.of("data", "PUT .*/data/.*", "manifest", "PUT .*/manifests/.*", "look", "GET .*/manifests/.*");
  private static final List<Long> IDS = LongStream.rangeClosed(1, 20).boxed().toList();
  private static final int LARGE_ROWS = 90_000;

  @TempDir static Path folder;
  private static S3Server server;
  private static FaultyProxy proxy;
  private static Operator operator;
  private static Seen during;
  private static Seen after;
  private static List<JsonNode> ledgerDuring;
  private static List<JsonNode> ledgerAfter;

  /** @param shown what the message tells */
  private static final String CHECK = "        - to: {uri: \"kamelet:validate-action\", parameters: {contract: test/numbered}}";

  private record Case(String name, Fault fault, String shown) {}

  /** A fault and the step of a flow that meets it. */
  record Met(Case fault, String step, boolean stays) {
    String flow() {
      return step + "-" + fault.name() + (stays ? "-stays" : "-passes");
    }

    @Override
    public String toString() {
      return flow();
    }
  }

  private static Fault error(int status, String code) {
    return new Fault.Answer(status, XML, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>told</Message></Error>");
  }

  // A manifest whose answer is lost is there all the same: the next try finds it, so that fault never stays.
  static Stream<Met> staying() {
    return CASES.stream()
        .flatMap(fault -> STEPS.keySet().stream().map(step -> new Met(fault, step, true)))
        .filter(met -> !(met.fault().fault() instanceof Fault.Reset && met.step().equals("manifest")));
  }

  static Stream<Met> passing() {
    return CASES.stream().flatMap(fault -> STEPS.keySet().stream().map(step -> new Met(fault, step, false)));
  }

  @BeforeAll
  static void runThroughAllFaultsAndOnceMoreWithoutThem() throws IOException {
    server = new S3Server(Files.createDirectories(folder.resolve("server"))).start();
    proxy = new FaultyProxy(URI.create(server.endpoint()).getPort());
    operator = new Operator(folder).set("caravan.call.idle", "2s").set("caravan.breaker.calls", "1000");
    server.properties().forEach(operator::set);
    operator.write("contracts/test/numbered.odcs.yaml", """
        apiVersion: v3.1.0
        kind: DataContract
        id: numbered
        version: 1.0.0
        status: active
        schema:
          - name: numbered
            logicalType: object
            properties:
              - {name: id, logicalType: string, logicalTypeOptions: {pattern: "[1-9][0-9]*"}}
        """);
    operator.set("caravan.s3.endpoint", proxy.address());
    for (Met met : Stream.concat(staying(), passing()).toList()) {
      proxy.inflict(met.fault().fault(), 0, met.stays() ? STAYS : 1, line -> line.matches(STEPS.get(met.step()) + " HTTP.*") && line.contains("/" + met.flow() + "/"));
      operator.write("inbox/" + met.flow() + "/a.csv", "id\n" + IDS.stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n0\n");
      route(met.flow(), "", true);
    }
    Random random = new Random(1);
    String rows = LongStream.range(0, LARGE_ROWS).mapToObj(id -> id + "," + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong())).collect(Collectors.joining("\n"));
    operator.write("inbox/large/a.csv", "id,noise\n" + rows + "\n");
    route("large", ", codec: uncompressed, partBytes: 5242880", false);
    proxy.inflict(error(500, "InternalError"), 0, STAYS, line -> line.contains("/large/") && line.contains("partNumber=2"));
    during = operator.runOnce();
    ledgerDuring = operator.ledger();
    proxy.heal();
    after = operator.runOnce();
    ledgerAfter = operator.ledger();
  }

  private static void route(String flow, String more, boolean checked) throws IOException {
    operator.write("routes/" + flow + ".camel.yaml", """
        - route:
            id: %1$s
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%2$s", settle: 0s}
              steps:
        %5$s
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/%1$s, target: "s3://%3$s"%4$s}}
        """.formatted(flow, folder.resolve("inbox").resolve(flow), S3Server.BUCKET, more, checked ? CHECK : ""));
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    server.close();
  }

  private static List<JsonNode> runs(List<JsonNode> ledger, String flow) {
    return ledger.stream().filter(run -> run.path("flow").asText().equals(flow)).toList();
  }

  private static long landed(List<JsonNode> ledger, String flow) {
    return runs(ledger, flow).stream().mapToLong(run -> run.path("landed").asLong()).sum();
  }

  private static List<String> objects(String flow) {
    return server.keys().stream().filter(key -> key.startsWith("test/" + flow + "/")).toList();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void aFaultThatPassesCostsTimeOnly(Met met) {
    assertThat(during.of(met.flow())).noneMatch(line -> line.startsWith("ERROR"));
    assertThat(runs(ledgerDuring, met.flow())).singleElement().extracting(run -> run.path("state").asText()).isEqualTo("done");
    assertThat(landed(ledgerAfter, met.flow())).isEqualTo(IDS.size());
    assertThat(objects(met.flow())).as("one file and one manifest").hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("staying")
  void aFaultThatStaysIsToldAndTheBatchIsKept(Met met) throws IOException {
    assertThat(during.exit()).isEqualTo(FAILED);
    assertThat(during.of(met.flow())).filteredOn(line -> line.startsWith("ERROR")).singleElement().asString()
        .contains("[" + ErrorCode.SINK_TARGET.code() + "]").containsPattern(met.fault().shown()).contains("which is kept").contains("next: ");
    assertThat(runs(ledgerDuring, met.flow())).singleElement().satisfies(run -> {
      assertThat(run.path("state").asText()).isEqualTo("failed");
      assertThat(run.path("code").asText()).isEqualTo(ErrorCode.SINK_TARGET.code());
      assertThat(run.path("read").asLong()).isZero();
    });
    OperatorsPage.tells(ErrorCode.SINK_TARGET, met.fault().shown().replaceFirst("\\|.*", ""));
  }

  @ParameterizedTest
  @MethodSource("staying")
  void whenItIsGoneNothingIsMissingAndNothingIsThereTwice(Met met) {
    assertThat(after.of(met.flow())).noneMatch(line -> line.startsWith("ERROR"));
    assertThat(landed(ledgerAfter, met.flow())).isEqualTo(IDS.size());
    assertThat(objects(met.flow())).as("one file and one manifest").hasSize(2);
  }

  @Test
  void eachRecordIsAccountedForInTheEndAndEachRefusedOneIsKeptOnce() throws IOException {
    assertThat(operator.assertBalanced()).isEqualTo(Stream.concat(staying(), passing()).count());
  }

  @Test
  void aPartThatFailsLeavesNothingVisibleAndTheFileIsWholeLater() {
    assertThat(during.of("large")).filteredOn(line -> line.startsWith("ERROR")).singleElement().asString().contains("[" + ErrorCode.SINK_TARGET.code() + "]").contains("InternalError");
    assertThat(landed(ledgerDuring, "large")).isZero();
    assertThat(after.of("large")).noneMatch(line -> line.startsWith("ERROR"));
    assertThat(landed(ledgerAfter, "large")).isEqualTo(LARGE_ROWS);
    assertThat(objects("large")).hasSize(2);
  }
}
