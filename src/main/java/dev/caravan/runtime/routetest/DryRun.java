package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Staged;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.KeptProfiles;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.Replays.Trial;
import dev.caravan.quality.BatchProfiles;
import dev.caravan.runtime.BareRuntime;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.transform.ReferenceCatalog;
import dev.caravan.transform.ReferenceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Runs records through their flows as these stand now, with every sink stubbed: what they look up is
 * real, and nothing lands. Used once.
 */
public final class DryRun {
  private final CaravanConfig config;
  private final RouteSelection routes;
  private final Engine engine;
  private final Path folder;

  /**
   * @param routes files that have the flows
   * @param engine that runs the batches
   * @param folder for everything that is written; the caller deletes it
   */
  public DryRun(CaravanConfig config, RouteSelection routes, Engine engine, Path folder) {
    this.config = config;
    this.routes = routes;
    this.engine = engine;
    this.folder = folder;
  }

  /**
   * What would become of the records.
   *
   * @param contract that checked the records, or null
   * @param rejected one a record
   * @param problem why the batch would fail as a whole, or null
   */
  public record Result(Trial trial, String contract, long landed, List<Refused> rejected, long filtered, long deduplicated, Problem problem) {}

  /** A reason why a record would be rejected again. */
  public record Refused(long ordinal, String field, String rule, String required, String got) {}

  /**
   * What would become of records of which there may be many.
   *
   * @param staged rows that would land, in files that are there until the next trial; null when the flow stopped before any sink
   * @param key columns that identify a row; empty when no contract says so
   */
  public record Look(Result result, Staged staged, List<String> key) {}

  /** @throws CaravanException when the routes cannot be started */
  public List<Result> run(List<Trial> trials) {
    CollectedSinks sinks = new CollectedSinks(folder.resolve("sinks"));
    return run(trials, sinks, (trial, producer) -> run(trial, producer, sinks));
  }

  /**
   * The same for many records: each result is looked at before the next trial begins.
   *
   * @throws CaravanException when the routes cannot be started
   */
  public <T> List<T> look(List<Trial> trials, Function<Look, T> look) {
    CollectedSinks sinks = new CollectedSinks(folder.resolve("sinks"));
    sinks.keepFilesOnly();
    return run(
        trials,
        sinks,
        (trial, producer) -> {
          Result result = run(trial, producer, sinks);
          long landed = sinks.staged() == null ? 0 : sinks.staged().counts().landed();
          Result counted =
              new Result(trial, result.contract(), landed, result.rejected(), result.filtered(), result.deduplicated(), result.problem());
          return look.apply(new Look(counted, sinks.staged(), sinks.key()));
        });
  }

  private <T> List<T> run(List<Trial> trials, CollectedSinks sinks, BiFunction<Trial, ProducerTemplate, T> each) {
    StubKamelets kamelets = new StubKamelets(List.of(config.kamelets()), folder.resolve("stubs"));
    try (Lookups lookups = new Lookups(config, engine, folder);
        BareRuntime runtime = new BareRuntime(config, folder.resolve("data"), List.of(folder.resolve("stubs")), files(kamelets), lookups.parts(sinks, trials), lookups)) {
      runtime.start();
      try (ProducerTemplate producer = runtime.camel().createProducerTemplate()) {
        return trials.stream().map(trial -> each.apply(trial, producer)).toList();
      } catch (IOException e) {
        throw new CaravanException(ErrorCode.FLOW_BUG, "The dry run could not be ended: " + e.getMessage(), e);
      }
    }
  }

  private Result run(Trial trial, ProducerTemplate producer, CollectedSinks sinks) {
    sinks.clear();
    Batch batch = new Batch(id(trial), trial.flow(), trial.segment(), List.of(), engine);
    Exchange answer = producer.send(StubKamelets.ENTRY + trial.flow(), exchange -> exchange.getMessage().setBody(batch));
    Outcome outcome = sinks.outcome(answer.getException() == null ? null : BareRuntime.problem(answer.getException()));
    long landed = outcome.landed().values().stream().findFirst().map(List::size).orElse(0);
    List<Refused> refused = outcome.rejected().stream().map(DryRun::refused).toList();
    return new Result(trial, sinks.contract(), landed, refused, outcome.filtered(), outcome.deduplicated(), outcome.problem());
  }

  private static BatchId id(Trial trial) {
    return BatchId.of(trial.flow(), trial.of().value(), trial.segment().digest(), 0);
  }

  private static Refused refused(JsonNode reason) {
    return new Refused(
        reason.path("record").asLong() - 1, text(reason, "field"), text(reason, "rule"), text(reason, "required"), text(reason, "got"));
  }

  private static String text(JsonNode reason, String name) {
    return reason.path(name).isTextual() ? reason.path(name).asText() : null;
  }

  private List<Path> files(StubKamelets kamelets) {
    try {
      Files.createDirectories(folder.resolve("routes"));
      List<RouteSelection.Text> texts = routes.read();
      List<Path> files = new ArrayList<>();
      for (RouteSelection.Text text : texts) {
        files.add(Files.writeString(folder.resolve("routes").resolve(files.size() + ".camel.yaml"), text.text()));
      }
      List<String> all = texts.stream().map(RouteSelection.Text::text).toList();
      kamelets.write(all);
      files.add(Files.writeString(folder.resolve("routes/policy.camel.yaml"), Cells.MAPPER.writeValueAsString(RouteTestRun.policies(all))));
      return files;
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "The dry run cannot be prepared: " + e.getMessage(), e);
    }
  }

  /** What routes look things up in: the real ones, but for what they would write to. */
  private static final class Lookups implements Consumer<CamelContext>, AutoCloseable {
    private final CaravanConfig config;
    private final Engine engine;
    private final Path folder;
    private final DataSources dataSources;
    private S3Client s3;
    private JdbcLedger ledger;

    Lookups(CaravanConfig config, Engine engine, Path folder) {
      this.config = config;
      this.engine = engine;
      this.folder = folder;
      this.dataSources = new DataSources(config.data(), config.dataSources(), config.databaseLimits());
    }

    Map<String, Object> parts(CollectedSinks sinks, List<Trial> trials) {
      Map<BatchId, List<BatchId>> replaced = new HashMap<>();
      trials.forEach(trial -> replaced.put(id(trial), trial.replaced()));
      Contracts contracts = new Contracts(List.of(config.contracts()));
      Lakes lakes = new Lakes(config.data(), this::s3);
      ReferenceFiles files = new ReferenceFiles(engine, contracts, folder.resolve("references"));
      Map<String, DataSource> databases = Map.copyOf(dataSources.all());
      Map<String, Object> parts = new LinkedHashMap<>(databases);
      parts.put("engine", engine);
      parts.put("contracts", contracts);
      parts.put("drift", DriftWatch.FORGETFUL);
      parts.put("references", new ReferenceCatalog(lakes.local(), files, () -> databases, batch -> replaced.getOrDefault(batch, List.of())));
      parts.put(StubKamelets.SINKS, sinks);
      return parts;
    }

    // Profiles of records that do not land are kept where nobody will look for them.
    @Override
    public void accept(CamelContext camel) {
      camel.getRegistry().bind("profiles", BatchProfiles.class, () -> new BatchProfiles(new KeptProfiles(ledger().database(), Clock.systemUTC())));
    }

    private JdbcLedger ledger() {
      if (ledger == null) {
        ledger = Ledgers.open(LedgerConfig.inFolder(folder.resolve("data")), Clock.systemUTC());
      }
      return ledger;
    }

    private S3Client s3() {
      if (s3 == null) {
        s3 = config.s3().client();
      }
      return s3;
    }

    @Override
    public void close() {
      dataSources.close();
      if (ledger != null) {
        ledger.close();
      }
      if (s3 != null) {
        s3.close();
      }
    }
  }
}
