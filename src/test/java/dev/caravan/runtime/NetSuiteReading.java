package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.SecretsInMemory;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Engine;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.MovedClock;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.source.HeldLeases;
import dev.caravan.source.Passes;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.ConcurrencyBudget;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.netsuite.NetSuiteConfig;
import dev.caravan.source.netsuite.SuiteQlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Reads simulated accounts as flows do: real source, ledger, segments, and calls through Camel's HTTP. One
 * runtime serves all flows, since starting one costs more than reading a small account. Flows may be made and run by
 * several threads, each flow by one.
 */
final class NetSuiteReading implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_STARTS = 10;
  /** what an account does to its callers now and then, and what ends a flow until its next start */
  private static final Set<ErrorCode> PASSING =
      Set.of(ErrorCode.HTTP_LOGIN, ErrorCode.HTTP_UNREACHABLE, ErrorCode.HTTP_FAILED, ErrorCode.HTTP_REPLY, ErrorCode.HTTP_BUSY);

  private final Path data;
  private final CaravanRuntime runtime;
  private final HttpExchange exchange;
  private final JdbcLedger ledger;
  private final Engine engine;
  private final AtomicInteger flows = new AtomicInteger();

  NetSuiteReading(Path folder) throws IOException {
    Workplace place =
        new Workplace(folder)
            .set("caravan.retry.attempts", "10").set("caravan.retry.delay", "1ms").set("caravan.retry.delay-max", "5ms").set("caravan.breaker.calls", "100000");
    place.route("idle.camel.yaml", Workplace.flowText("idle", "").replace("100ms", "1h"));
    Files.createDirectories(place.inbox("idle"));
    data = place.data();
    runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED);
    runtime.start();
    exchange = new HttpThroughCamel(part("httpBreakers", HttpBreakers.class), "suite");
    ledger = part("ledger", JdbcLedger.class);
    engine = part("engine", Engine.class);
  }

  private <T> T part(String name, Class<T> type) {
    return runtime.camel().getRegistry().lookupByNameAndType(name, type);
  }

  /** @param columns of a row, in the order in which {@link Flow#landed} joins them */
  Flow flow(NetSuiteSimulator simulator, MovedClock clock, String columns, NetSuiteConfig config) {
    String name = "flow-" + flows.incrementAndGet();
    config.setFlow(name).setAccount(simulator.account().realm()).setBaseUrl(simulator.baseUrl()).setAlgorithm("ES256");
    return new Flow(name, simulator.account(), clock, List.of(columns.split(", ")), config);
  }

  /** One flow over all its starts; what it landed is kept as a sink that knows batches would keep it. */
  final class Flow {
    private final String name;
    private final SecretsInMemory secrets;
    private final MovedClock clock;
    private final List<String> columns;
    private final NetSuiteConfig config;
    private final Map<BatchId, List<String>> landed = new LinkedHashMap<>();
    private int starts;

    private Flow(String name, NetSuiteAccount account, MovedClock clock, List<String> columns, NetSuiteConfig config) {
      this.name = name;
      this.clock = clock;
      this.columns = columns;
      this.config = config;
      this.secrets =
          new SecretsInMemory()
              .set("netsuite/client-id", account.clientId())
              .set("netsuite/certificate-id", NetSuiteAccount.P256)
              .set("netsuite/private-key", account.privateKey(NetSuiteAccount.P256).reveal())
              .set("netsuite/consumer-key", account.consumerKey())
              .set("netsuite/consumer-secret", account.consumerSecret().reveal())
              .set("netsuite/token-id", account.tokenId())
              .set("netsuite/token-secret", account.tokenSecret().reveal());
    }

    /** One pass, with as many starts as the account's bad luck asks for. */
    void pass() {
      for (int start = 1; ; start++) {
        try {
          start(Integer.MAX_VALUE);
          return;
        } catch (CaravanException e) {
          if (start == MOST_STARTS || !PASSING.contains(e.code())) {
            throw e;
          }
        }
      }
    }

    /**
     * One start of a process that makes one pass.
     *
     * @param steps after which the process is gone: what it had in memory is lost, nothing is closed
     * @return whether the pass was over before
     */
    boolean start(int steps) {
      starts++;
      Landings landings = new Landings();
      Passes passes = new Passes(ledger, landings, new HeldLeases(ledger, "suite", Duration.ofMinutes(5)), Passes.Work.ONCE);
      SourceServices services = new SourceServices(engine, ledger, passes, new SegmentWriter(), data, clock);
      HttpSystems systems = new HttpSystems(system -> ConcurrencyBudget.Share.ALL, clock);
      SuiteQlSource source = new SuiteQlSource(services, systems, secrets, exchange, config);
      int left = steps;
      Batch batch = source.poll();
      while (batch != null) {
        if (left-- == 0) {
          return false;
        }
        List<String> rows = rows(batch);
        List<String> before = landed.put(batch.id(), rows);
        assertThat(before == null || before.equals(rows)).as("batch %s holds what it held when it was first read", batch.id()).isTrue();
        if (left-- == 0) {
          return false;
        }
        landings.add(batch.id(), new Counts(rows.size(), rows.size(), 0, 0, 0), Map.of(), null, "memory", "rows");
        source.commit(batch);
        if (left-- == 0) {
          return false;
        }
        batch = source.next();
      }
      source.finish();
      return true;
    }

    /** All rows so far, in order, one text each. */
    List<String> landed() {
      return landed.values().stream().flatMap(List::stream).sorted().toList();
    }

    int batches() {
      return landed.size();
    }

    int starts() {
      return starts;
    }

    /** Up to when changes have landed, UTC to the second: {@code 2026-01-31 12:00:00}. */
    String since() {
      try {
        return JSON.readTree(ledger.cursor(name, "position").orElseThrow()).path("since").asText();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private List<String> rows(Batch batch) {
      try {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(batch.segment().data())) {
          JsonNode row = JSON.readTree(line);
          rows.add(columns.stream().map(column -> row.path(column).asText("")).collect(Collectors.joining("|")));
        }
        return rows;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    runtime.close();
  }
}
