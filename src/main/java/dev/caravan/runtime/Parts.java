package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Api;
import dev.caravan.api.Flows;
import dev.caravan.api.Surroundings;
import dev.caravan.api.Trials;
import dev.caravan.batch.Engine;
import dev.caravan.batch.RejectStore;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.DriftRetention;
import dev.caravan.catalog.FlowStands;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.KeptProfiles;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestones;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.History;
import dev.caravan.deadletter.JdbcRejectStore;
import dev.caravan.deadletter.RejectCopies;
import dev.caravan.deadletter.RejectMask;
import dev.caravan.deadletter.RejectRetention;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.SteadyClock;
import dev.caravan.quality.BatchProfiles;
import dev.caravan.quality.FieldDrift;
import dev.caravan.runtime.metrics.Metrics;
import dev.caravan.runtime.metrics.Series;
import dev.caravan.security.KeptActions;
import dev.caravan.security.KeptChanges;
import dev.caravan.sink.Refusals;
import dev.caravan.sink.SinkServices;
import dev.caravan.sink.events.EventSender;
import dev.caravan.sink.kafka.Lanes;
import dev.caravan.source.DiskRoom;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.HeldLeases;
import dev.caravan.source.Passes;
import dev.caravan.source.Room;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.CallShares;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.kafka.KafkaWatch;
import dev.caravan.transform.ReferenceCatalog;
import dev.caravan.transform.ReferenceFiles;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The plain parts of a runtime, made once and shared by all flows. Kamelets find them in Camel's
 * registry by the names that {@link #bind} gives them.
 */
final class Parts implements AutoCloseable {
  private final CaravanConfig config;
  private final Engine engine;
  private final JdbcLedger ledger;
  private final HeldLeases leases;
  private final CallShares shares;
  private final Passes passes;
  private final FlowFailures failures;
  private final Watchers watchers;
  private final Clock clock;
  private final Landings landings = new Landings();
  private final DataSources dataSources;
  private final Dependencies dependencies;
  private final DependencyBeans dependencyBeans;
  private final Breakers breakers;
  private final Lakes lakes;
  private final HttpSystems httpSystems;
  private final KafkaLags kafkaLags;
  private final SinkServices sinks;
  private final SourceServices sources;
  private final Housekeeping housekeeping;
  private final ReferenceFiles referenceFiles;
  private final Lanes lanes = new Lanes();
  private final StreamsServices streams;
  private final BreakerEvents breakerEvents;
  private final Optional<EventSender> events;
  private S3Client s3;

  /**
   * @param series empty when nobody can ask for metrics
   * @throws dev.caravan.CaravanException when the ledger cannot be opened
   */
  Parts(CaravanConfig config, Passes.Work work, Milestones milestones, Optional<Series> series, Clock clock) {
    this.config = config;
    this.clock = clock;
    // Both take their time and neither needs the other.
    CompletableFuture<Engine> making = CompletableFuture.supplyAsync(() -> new Engine(config.engine()));
    try {
      ledger = Ledgers.open(config.ledger(), clock, milestones);
    } catch (RuntimeException e) {
      making.thenAccept(Engine::close);
      throw e;
    }
    if (work == Passes.Work.HISTORY) {
      ledger.takeUp(History.WORK);
    }
    config.secrets().audit(ledger);
    shares = new CallShares(ledger.callPermits(), ProcessOwner.current().name(), clock);
    leases = new HeldLeases(ledger, ProcessOwner.current().name(), config.lease());
    engine = made(making);
    Optional<Metrics.Subject> subject = series.map(told ->
        new Metrics.Subject(
            told, this::progress, new FlowStands(ledger.database()), engine, config.engine(), config.data(), config.diskReserveBytes(), ledger.outbox(), clock));
    watchers = Watchers.of(config.observation(), subject, clock);
    Milestones told = watchers.milestones(milestones);
    passes = new Passes(ledger, landings, leases, work, engine::scanned, told, room(config), watchers.passes());
    Failures classified = new Failures(config.failures(), this::openedBy);
    failures = new FlowFailures(passes, classified, config.retry().policy(), watchers.failures(), clock);
    dataSources = new DataSources(config.data(), config.dataSources(), config.databaseLimits());
    dependencies = Breakers.dependencies(config, classified);
    ledger.database().guard(dependencies.breaker(DependencyHealth.LEDGER, ""));
    config.secrets().guard(dependencies);
    dependencyBeans = new DependencyBeans(dependencies);
    breakers = new Breakers(dependencies);
    lakes = new Lakes(config.data(), this::s3);
    httpSystems = new HttpSystems(shares::beating, config.calls().patience(), config.retry().afterMax(), clock, new SteadyClock());
    kafkaLags = new KafkaLags(watchers.kafka());
    RejectStore kept = new JdbcRejectStore(ledger.database(), clock, config.rejects().maxBytes());
    sinks = new SinkServices(engine, ledger, watchers.rejects(kept), landings, lakes, config.data(), clock, told,
            new Refusals(config.failures(), config.rejects().byTarget()));
    sources = new SourceServices(engine, ledger, passes, new SegmentWriter(), config.data(), clock);
    RejectRetention rejects = new RejectRetention(ledger.database(), config.rejects().retention(), clock);
    DriftRetention proposals = new DriftRetention(new DriftProposals(ledger.database(), clock), config.proposalRetention(), clock);
    StopWatch stops = new StopWatch(ledger.stoppedFlows(), passes);
    stops.look();
    housekeeping = new Housekeeping(ledger, leases, config.data(), config.segmentRetention(), rejects, proposals, ledger.tasks(), stops::look, lakes::folders, clock, new SteadyClock());
    referenceFiles = new ReferenceFiles(engine, new Contracts(List.of()), config.data().resolve("references"));
    streams = new StreamsServices(config, watchers.streams());
    watchers.start(dependencies, httpSystems);
    breakerEvents = new BreakerEvents(ledger.outbox());
    dependencies.onMade(breakerEvents::watch);
    events = config.events().map(wanted -> new EventSender(wanted, ledger.outbox(), leases, dependencies, config.secrets(), config.shutdown()).start());
  }

  private List<FlowProgress> progress() {
    return passes.progress();
  }

  /** Of the data folder, and of the ledger's own: out of room it could not even note why flows pause. */
  private static Room room(CaravanConfig config) {
    Room data = new DiskRoom(config.data(), config.diskReserveBytes());
    return config.ledger().folder().map(ledger -> data.and(new DiskRoom(ledger, config.diskReserveBytes()))).orElse(data);
  }

  // What opens a breaker is known once there are breakers.
  private Optional<String> openedBy(String breaker) {
    return dependencies == null ? Optional.empty() : dependencies.openedBy(breaker);
  }

  private Engine made(CompletableFuture<Engine> making) {
    try {
      return making.join();
    } catch (CompletionException e) {
      ledger.close();
      if (e.getCause() instanceof CaravanException told) {
        throw told;
      }
      throw e;
    }
  }

  /** @param contracts by which the flows of this registry read and check */
  void bind(Registry registry, Contracts contracts) {
    registry.bind("engine", engine);
    registry.bind("ledger", ledger);
    registry.bind("secrets", config.secrets());
    registry.bind("lakes", lakes);
    registry.bind("profiles", new BatchProfiles(new KeptProfiles(ledger.database(), clock, ledger.outbox()), watchers.profiles()));
    registry.bind("drift", new FieldDrift(new DriftProposals(ledger.database(), clock, ledger.outbox()), clock));
    registry.bind("contracts", contracts);
    registry.bind("references", new ReferenceCatalog(lakes.local(), referenceFiles.by(contracts), () -> registry.findByTypeWithName(DataSource.class), ledger::replaced, new ReferenceBreakers(dependencies)));
    registry.bind("sinks", sinks);
    registry.bind("sources", sources);
    registry.bind("httpSystems", httpSystems);
    registry.bind("kafkaClients", new KafkaThroughCamel());
    registry.bind("kafkaWatch", KafkaWatch.class, kafkaLags);
    registry.bind("kafkaLanes", lanes);
    registry.bind("flowFailures", failures);
    registry.bind("flowFailureWatch", failures.watch());
    registry.bind("callFailureWatch", failures.callWatch());
    registry.bind("housekeeping", housekeeping);
    registry.bind("rejectCopies", rejectCopies(contracts));
    if (!config.rejects().copyTo().isBlank()) {
      registry.bind("rejectCopyBreaker", CircuitBreaker.class, dependencies.breaker("reject-copies", ""));
    }
    breakers.bind(registry);
    registry.bind("dependencyHealth", new DependencyHealth(dependencies));
    if (!streams.isEmpty()) {
      registry.bind("streamsHealth", new StreamsHealth(streams));
    }
    // Made when a bucket is first used: loading the client costs a second.
    registry.bind("s3", S3Client.class, this::s3);
    dataSources.all().forEach((name, source) -> bind(registry, name, source));
  }

  private RejectCopies rejectCopies(Contracts contracts) {
    // Options may change without the place being another one.
    String target = config.rejects().copyTo().replaceFirst("\\?.*", "");
    return new RejectCopies(ledger.database(), new RejectMask(ledger, contracts), clock, target);
  }

  // The last to be bound: a database must not take the place of a part.
  private static void bind(Registry registry, String name, DataSource source) {
    if (registry.lookupByName(name) != null) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The data source '" + name + "' has the name of a part of Caravan")
              .next("Name it otherwise: " + DataSourceSettings.PREFIX + name + "-db.url"));
    }
    registry.bind(name, source);
  }

  private synchronized S3Client s3() {
    if (s3 == null) {
      s3 = config.s3().client();
    }
    return s3;
  }

  /** Empty until they are set. */
  StreamsServices streams() {
    return streams;
  }

  Passes passes() {
    return passes;
  }

  /** Where changes of files are written down. */
  KeptChanges changes() {
    return new KeptChanges(ledger.database());
  }

  /** Where it is written down what people do. */
  KeptActions actions() {
    return new KeptActions(ledger.database());
  }

  /**
   * What calls of operators are about.
   *
   * @param contexts of the runtime, which come and go
   * @param selection of the files that flows come from
   * @param ready whether the process is
   */
  Api.Subject apiSubject(List<FlowContext> contexts, RouteSelection selection, Supplier<HealthPages.Answer> ready) {
    Flows flows = new RunningFlows(passes, contexts, ledger.stoppedFlows());
    Trials trials = new RejectTrials(config, selection, ledger, clock);
    Surroundings surroundings = new RunningSurroundings(ready, dependencies, httpSystems, kafkaLags, engine, config.engine().memoryBytes());
    return new Api.Subject(ledger, config.data().resolve("segments"), flows, surroundings, () -> new Contracts(List.of(config.contracts())), config.contracts(), trials, actions(), clock);
  }

  FlowFailures failures() {
    return failures;
  }

  @Override
  public void close() {
    watchers.close();
    dependencyBeans.close();
    lanes.close();
    breakerEvents.close();
    events.ifPresent(EventSender::close);
    shares.close();
    leases.releaseAll();
    engine.close();
    dataSources.close();
    if (s3 != null) {
      s3.close();
    }
    config.secrets().close();
    ledger.close();
  }
}
