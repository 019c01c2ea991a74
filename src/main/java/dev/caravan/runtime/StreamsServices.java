package dev.caravan.runtime;

import dev.caravan.Secrets;
import dev.caravan.streams.StreamsFile;
import dev.caravan.streams.StreamsService;
import dev.caravan.streams.StreamsStanding;
import dev.caravan.streams.StreamsWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of streams that this process works on. Thread-safe once they are set. */
final class StreamsServices implements AutoCloseable {
  private final Secrets secrets;
  private final Path state;
  private final Duration patience;
  private final StreamsWatch watch;
  private volatile List<StreamsService> services = List.of();

  StreamsServices(CaravanConfig config, StreamsWatch watch) {
    this.secrets = config.secrets();
    this.state = config.data().resolve("streams");
    this.patience = config.shutdown();
    this.watch = watch;
  }

  /** Those that {@link #start} starts. */
  void set(List<StreamsFile> files) {
    services = files.stream().map(file -> new StreamsService(file, secrets, state, watch, patience)).toList();
  }

  boolean isEmpty() {
    return services.isEmpty();
  }

  void start() {
    services.forEach(StreamsService::start);
  }

  /** How each stands, by name. */
  Map<String, StreamsStanding> standings() {
    Map<String, StreamsStanding> standings = new TreeMap<>();
    services.forEach(service -> standings.put(service.name(), service.standing()));
    return standings;
  }

  /** Lets all finish at the same time. */
  @Override
  public void close() {
    services.parallelStream().forEach(StreamsService::close);
  }
}
