package dev.caravan.runtime;

import dev.caravan.batch.EngineConfig;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.DatabaseLimits;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.catalog.S3Config;
import dev.caravan.failure.Backoff;
import dev.caravan.failure.FailureTable;
import dev.caravan.runtime.logs.LogFormat;
import dev.caravan.security.Issuer;
import dev.caravan.security.TlsFiles;
import dev.caravan.sink.events.EventsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * The settings of one runtime, read and checked. Made by {@link ConfigSources}; keys, defaults and
 * meanings are in {@link Setting}.
 *
 * @param data absolute
 * @param kamelets absolute; need not exist
 * @param contracts absolute; need not exist
 * @param ledger where the ledger is
 * @param secrets live: values are asked for at each use
 * @param failures Caravan's table with the user's rows before it
 * @param events where Caravan's own go; empty for nowhere
 * @param dataSources by name, those that are configured; see {@link DataSourceSettings}
 * @param databaseLimits of each data source
 * @param camel every property that is not Caravan's own, passed on as it stands
 * @param sources where properties were looked for, the one that wins last, for people
 */
public record CaravanConfig(
    Path data,
    Path kamelets,
    Path contracts,
    Http http,
    Observation observation,
    EngineConfig engine,
    LedgerConfig ledger,
    S3Config s3,
    Calls calls,
    Retry retry,
    FailureTable failures,
    Resilience resilience,
    Duration lease,
    Duration segmentRetention,
    Duration proposalRetention,
    Rejects rejects,
    Optional<EventsConfig> events,
    long diskReserveBytes,
    Duration shutdown,
    Reload reload,
    RuntimeSecrets secrets,
    Map<String, DataSources.Config> dataSources,
    DatabaseLimits databaseLimits,
    Map<String, String> camel,
    List<String> sources) {
  public CaravanConfig {
    dataSources = Map.copyOf(dataSources);
    camel = Map.copyOf(camel);
    sources = List.copyOf(sources);
  }

  /**
   * The same settings for a runtime that keeps to one folder: data and ledger are there, it has no database
   * but its own warehouse, serves no HTTP, sends no events and repeats nothing.
   *
   * @param more properties besides
   */
  public CaravanConfig within(Path folder, Path kamelets, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(camel);
    properties.putAll(more);
    properties.put(Setting.DATA.key(), folder.toString());
    properties.put(Setting.RETRY_ATTEMPTS.key(), "0");
    return new CaravanConfig(
        folder,
        kamelets,
        contracts,
        new Http(Switch.FALSE, http.host(), 0, Optional.empty(), Switch.FALSE, http.consoleSession(), http.access()),
        observation.untraced(),
        new EngineConfig(engine.memory(), engine.threads(), folder.resolve(Leftovers.SPILL).resolve(ProcessOwner.mark())),
        LedgerConfig.inFolder(folder),
        s3,
        calls,
        retry.times(0),
        failures,
        resilience,
        lease,
        segmentRetention,
        proposalRetention,
        rejects,
        Optional.empty(),
        diskReserveBytes,
        shutdown,
        reload,
        new RuntimeSecrets(secrets.config(), Clock.systemUTC()),
        Map.of(),
        databaseLimits,
        properties,
        sources);
  }

  /** The same settings, with other properties for routes to read. */
  public CaravanConfig withProperties(Map<String, String> properties) {
    return new CaravanConfig(
        data, kamelets, contracts, http, observation, engine, ledger, s3, calls, retry, failures, resilience, lease, segmentRetention, proposalRetention, rejects, events, diskReserveBytes, shutdown, reload, secrets, dataSources, databaseLimits, properties, sources);
  }

  /**
   * @param port 0 for any free one
   * @param tls by which the port speaks HTTPS; empty for plain HTTP
   * @param console whether Hawtio is served
   * @param consoleSession how long a browser stays in
   * @param access who is let in
   */
  public record Http(Switch enabled, String host, int port, Optional<TlsFiles> tls, Switch console, Duration consoleSession, Access access) {
    /** Where the port is, as an address. @param port that was opened */
    public URI address(int port) {
      return URI.create((tls.isPresent() ? "https" : "http") + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
  }

  /**
   * Who is let in at the HTTP port.
   *
   * @param users file of those who log in by a password; need not exist
   * @param attempts wrong passwords in a row, after which a user is locked out
   * @param issuer of bearer tokens that let people in; null when there is none
   * @param metricsOpen whether anyone may read metrics
   */
  public record Access(Path users, int attempts, Duration lockout, Issuer issuer, Switch metricsOpen) {}

  /**
   * What is told to those who watch from outside.
   *
   * @param labelValues that metrics tell apart of a label
   * @param logFormat how the log is written
   * @param traces receiver of traces; empty for none
   * @param tracesPercent of how many passes in a hundred
   */
  public record Observation(int labelValues, LogFormat logFormat, Optional<URI> traces, int tracesPercent) {
    Observation untraced() {
      return new Observation(labelValues, logFormat, Optional.empty(), tracesPercent);
    }
  }

  /** A choice that may be left to the situation. */
  public enum Switch {
    TRUE,
    FALSE,
    AUTO
  }

  /**
   * How long a call to a system over HTTP may take.
   *
   * @param connect until there is a connection
   * @param response of silence before the reply begins
   * @param idle of silence within the reply
   * @param whole from the first byte sent to the last one received
   * @param patience with a system that says it takes no more calls
   */
  public record Calls(Duration connect, Duration response, Duration idle, Duration whole, Duration patience) {
    /** What Camel's HTTP components are told; properties that say otherwise win. */
    void tell(Map<String, String> properties) {
      for (String component : List.of("camel.component.http.", "camel.component.https.")) {
        properties.putIfAbsent(component + "connectTimeout", Long.toString(connect.toMillis()));
        properties.putIfAbsent(component + "responseTimeout", Long.toString(response.toMillis()));
        properties.putIfAbsent(component + "soTimeout", Long.toString(response.toMillis()));
        properties.putIfAbsent(component + "httpClientConfigurer", "#bean:httpTimeLimits");
      }
    }
  }

  /**
   * @param jitter whether the delay is an upper bound, taken by chance
   * @param afterMax the longest wait that a system may ask for
   */
  public record Retry(int attempts, Duration delay, double backoff, boolean jitter, Duration delayMax, Duration afterMax) {
    Retry times(int repetitions) {
      return new Retry(repetitions, delay, backoff, jitter, delayMax, afterMax);
    }

    Backoff policy() {
      LongUnaryOperator chance = jitter ? longest -> ThreadLocalRandom.current().nextLong(longest + 1) : longest -> longest;
      return new Backoff(attempts, delay, backoff, delayMax, afterMax, chance);
    }
  }

  /**
   * How refused records are kept.
   *
   * @param maxBytes of raw records that are kept at most
   * @param unmaskedFor users of the operating system who may see sensitive values
   * @param byTarget rows of a batch that a database may refuse before the batch fails
   * @param copyTo endpoint that gets a copy of each; empty for none
   */
  public record Rejects(Duration retention, long maxBytes, Set<String> unmaskedFor, int byTarget, String copyTo) {
    public Rejects {
      unmaskedFor = Set.copyOf(unmaskedFor);
    }
  }

  /**
   * How files that change are taken up while flows run.
   *
   * @param settle how long files must have stood unchanged
   * @param drain how long the version before may take to finish what it has in hand
   */
  public record Reload(Switch enabled, Duration settle, Duration drain) {}
}
