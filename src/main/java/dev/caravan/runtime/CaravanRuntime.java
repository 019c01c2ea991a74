package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.api.Api;
import dev.caravan.catalog.Milestones;
import dev.caravan.contract.Contracts;
import dev.caravan.failure.SteadyClock;
import dev.caravan.runtime.lint.LintException;
import dev.caravan.runtime.metrics.Series;
import dev.caravan.runtime.reload.Watch;
import dev.caravan.runtime.reload.Watched;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.Passes;
import dev.caravan.streams.StreamsFile;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Caravan running: Camel with the selected routes, and the parts they share. Starts once and is closed
 * once; the other methods are thread-safe.
 */
public final class CaravanRuntime implements AutoCloseable {
  private final CaravanConfig config;
  private final RouteSelection selection;
  private final Mode mode;
  private final Milestones milestones;
  private final Rereading rereading;
  private final Clock clock;
  private final boolean checked;
  private final List<FlowContext> contexts = new CopyOnWriteArrayList<>();
  private Parts parts;
  private Reloads reloads;
  // Outlives the parts: what became of the flows is asked when all is closed.
  private Passes passes;
  private final HealthPages health = new HealthPages(() -> contexts.stream().findFirst().map(FlowContext::camel));
  private boolean closed;
  private int httpPort;
  /** empty when nobody can ask for metrics: they are told through the HTTP port */
  private Optional<Series> series = Optional.empty();
  /** null when there is no HTTP port */
  private HttpServing serving;

  /** How long a runtime runs. */
  public enum Mode {
    /** every source makes one pass, then the runtime stops */
    ONCE,
    /** every flow finishes what was begun or queued and takes in nothing new, then the runtime stops */
    UNFINISHED,
    /** as {@link #UNFINISHED}, with the batches of history that are run again */
    HISTORY,
    /** until it is stopped */
    UNTIL_STOPPED
  }

  public CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode) {
    this(config, selection, mode, Milestones.NONE);
  }

  /** @param milestones is told what becomes of each batch */
  public CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode, Milestones milestones) {
    this(config, selection, mode, milestones, false);
  }

  /** @param checked whether these files have passed their check with this configuration before */
  public CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode, Milestones milestones, boolean checked) {
    this(config, selection, mode, milestones, Rereading.never(config), Clock.systemUTC(), checked);
  }

  /** @param clock that tells the time of day, as the machine's does: somebody may set it while flows run */
  public CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode, Clock clock) {
    this(config, selection, mode, Milestones.NONE, Rereading.never(config), clock, false);
  }

  /** @param rereading how properties are read anew when their file changes */
  public CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode, Rereading rereading) {
    this(config, selection, mode, Milestones.NONE, rereading, Clock.systemUTC(), false);
  }

  private CaravanRuntime(CaravanConfig config, RouteSelection selection, Mode mode, Milestones milestones, Rereading rereading, Clock clock, boolean checked) {
    this.config = config;
    this.selection = selection;
    this.mode = mode;
    this.milestones = milestones;
    this.rereading = rereading;
    this.clock = clock;
    this.checked = checked;
  }

  /**
   * Checks every file, then starts the routes; does nothing when it was closed before.
   *
   * @throws LintException with everything that is wrong in the files; nothing runs then
   * @throws CaravanException with everything else that is wrong; nothing runs then
   */
  public synchronized void start() {
    if (closed) {
      return;
    }
    Watch watch = watch();
    // Before the files are read: what changes from now on is seen as a change.
    RunFiles files = RunFiles.read(selection, reloads() ? watch.look() : Watched.NOTHING, config);
    StreamsFiles streams = StreamsFiles.read(selection);
    FlowContext first = builtWhileChecked(files, streams);
    contexts.add(first);
    makeDataFolder();
    parts = new Parts(config, work(), milestones, series, clock);
    passes = parts.passes();
    try {
      parts.streams().set(streamsOf(streams));
      http().ifPresent(port -> serving = new HttpServing(config, port, api(), parts.actions(), clock, new SteadyClock()));
      first.start(parts);
      first.flows().forEach(passes::expect);
      if (serving != null) {
        serving.serve(VertxPlatformHttpRouter.lookup(first.camel(), VertxPlatformHttpRouter.getRouterNameFromPort(httpPort)));
      }
      parts.streams().start();
      health.started();
      RunningProcess.note(config.data(), http().map(config.http()::address));
      if (reloads()) {
        reloads = new Reloads(watch, files, new Reload(selection, rereading, parts, contexts, series), parts.changes(), clock);
        reloads.start();
      }
    } catch (Exception e) {
      close();
      throw startFailure(e);
    }
  }

  /** Looking at the files and building Camel each take a good part of a start, and neither needs the other. */
  private FlowContext builtWhileChecked(RunFiles files, StreamsFiles streams) {
    CompletableFuture<FlowContext> building = CompletableFuture.supplyAsync(() -> built(files));
    try {
      if (!checked) {
        FileCheck.check(files.all(), streams.files(), config);
      }
    } catch (RuntimeException e) {
      building.thenAccept(FlowContext::close);
      throw e;
    }
    try {
      return building.join();
    } catch (CompletionException e) {
      throw startFailure(e);
    }
  }

  private FlowContext built(RunFiles files) {
    if (httpWanted()) {
      HttpServing.check(config);
      httpPort = freePort();
      series = Optional.of(new Series(config.observation().labelValues()));
    }
    FlowContext context = FlowContext.first(new FlowContext.Plan(config, files.all(), new Contracts(List.of(config.contracts())), http(), series), contexts, this::guard);
    context.build();
    return context;
  }

  private Optional<Integer> http() {
    return Optional.of(httpPort).filter(port -> port > 0);
  }

  private Api api() {
    return new Api(parts.apiSubject(contexts, selection, health::ready));
  }

  private List<StreamsFile> streamsOf(StreamsFiles files) {
    if (mode == Mode.ONCE && !files.files().isEmpty()) {
      throw new CaravanException(
          Problem.of(ErrorCode.STREAMS_INVALID, Place.of(files.files().get(0).name()), "Windows over topics have no end that a single pass could wait for")
              .next("Run it without --once, or try it by a test beside it: caravan test."));
    }
    return mode == Mode.UNTIL_STOPPED ? files.streams(config) : List.of();
  }

  private void guard(Router router) {
    serving.guard(router);
    health.serve(router);
  }

  private Passes.Work work() {
    return switch (mode) {
      case ONCE -> Passes.Work.ONCE;
      case UNFINISHED -> Passes.Work.UNFINISHED;
      case HISTORY -> Passes.Work.HISTORY;
      case UNTIL_STOPPED -> Passes.Work.AGAIN_AND_AGAIN;
    };
  }

  private void makeDataFolder() {
    try {
      Files.createDirectories(config.data());
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The data folder " + config.data() + " cannot be made: " + e.getMessage(), e);
    }
  }

  private Watch watch() {
    return new Watch(new Watch.Places(selection.folder(), selection.files().stream().filter(file -> !StreamsFile.isNamed(file.toString())).toList(), RouteFiles::isRouteFile, config.kamelets(), config.contracts(), rereading.files()), clock);
  }

  private boolean reloads() {
    return switch (config.reload().enabled()) {
      case TRUE, AUTO -> mode == Mode.UNTIL_STOPPED;
      case FALSE -> false;
    };
  }

  private boolean httpWanted() {
    return switch (config.http().enabled()) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO -> mode == Mode.UNTIL_STOPPED;
    };
  }

  // Asked before anything starts: the server itself says it late and without a next move.
  private int freePort() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(config.http().host()), config.http().port()));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CaravanException(
          Problem.of(
                  ErrorCode.HTTP_PORT,
                  null,
                  "The HTTP port " + config.http().host() + ":" + config.http().port() + " cannot be opened: " + e.getMessage())
              .next("Stop the other process, or give another port: -p caravan.http.port=8081 (0 takes any free one)."),
          e);
    }
  }

  static CaravanException startFailure(Exception failure) {
    return Causes.first(failure, CaravanException.class).orElseGet(() -> routesInvalid(failure));
  }

  private static CaravanException routesInvalid(Exception failure) {
    Throwable root = Causes.deepest(failure);
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return new CaravanException(Problem.of(ErrorCode.ROUTE_INVALID, null, "The routes cannot be started: " + message), failure);
  }

  /**
   * Waits until every flow has made its pass; routes that do not begin with a source of Caravan, until
   * nothing has been in flight for a second.
   *
   * @return false when the runtime was stopped before
   */
  public boolean awaitPasses() {
    if (passes == null) {
      return false;
    }
    boolean complete = passes.awaitAll();
    if (complete && contexts.get(0).flows().size() < routes().size()) {
      new Idle(camel()).await();
    }
    if (complete && passes.once()) {
      new LastCopies(camel()).make();
    }
    return complete;
  }

  /** How far each flow has come, by name. */
  public List<FlowProgress> progress() {
    return passes == null ? List.of() : passes.progress();
  }

  /** Ids of the routes the integrator wrote, in order of start; not those that Kamelets or Caravan itself made. */
  public List<String> routes() {
    return contexts.stream().flatMap(context -> context.routes().stream()).distinct().toList();
  }

  /** Names of the files of streams that are worked on. */
  public synchronized List<String> streams() {
    return parts == null ? List.of() : List.copyOf(parts.streams().standings().keySet());
  }

  /** Port of the HTTP server, 0 when there is none. */
  public int httpPort() {
    return httpPort;
  }

  /** Lets one browser into the console; empty when there is none. */
  public Optional<String> consoleAddress() {
    return Optional.ofNullable(serving).flatMap(HttpServing::consoleAddress);
  }

  CamelContext camel() {
    return contexts.get(0).camel();
  }

  /** Lets the batches in hand finish, then stops. May be called while another thread waits for passes. */
  @Override
  public synchronized void close() {
    closed = true;
    if (parts == null) {
      stopContexts();
      return;
    }
    health.stopping();
    RunningProcess.forget(config.data());
    if (serving != null) {
      serving.close();
    }
    parts.streams().close();
    passes.drain();
    if (reloads != null) {
      reloads.close();
    }
    // Camel does not bear that one thread stops a route while another stops all.
    parts.failures().awaitStopped();
    stopContexts();
    passes.abandon();
    parts.close();
    parts = null;
  }

  // The first keeps house: leases are renewed until all flows have ended.
  private void stopContexts() {
    List<Thread> ends = contexts.stream().skip(1).map(context -> new Thread(context::close, "caravan-end-flows")).toList();
    ends.forEach(Thread::start);
    try {
      for (Thread end : ends) {
        end.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    contexts.stream().limit(1).forEach(FlowContext::close);
  }
}
