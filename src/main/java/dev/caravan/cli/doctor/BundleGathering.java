package dev.caravan.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.Ledgers;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.Disclosure;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Gathers what tells somebody elsewhere how a Caravan stands. Reads only; works while flows run and when nothing does. */
public final class BundleGathering {
  private static final int RUNS = 200;
  private static final long FILES_LOOKED_AT = 100_000;
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final CaravanConfig config;
  private final Disclosure settings;
  private final String version;
  private final Clock clock;

  public BundleGathering(CaravanConfig config, Disclosure settings, String version, Clock clock) {
    this.config = config;
    this.settings = settings;
    this.version = version;
    this.clock = clock;
  }

  public SupportBundle gather() {
    SupportBundle bundle = new SupportBundle(new Scrubber(settings.secrets()));
    ProcessLook process = new ProcessLook(config.data(), config.http().tls());
    bundle.add("versions.json", this::versions);
    bundle.add("settings.json", () -> json(settings.settings()));
    bundle.add("ledger.json", this::ledger);
    bundle.add("disk.json", this::disk);
    bundle.add("threads.txt", process::threads);
    bundle.add("metrics.txt", () -> process.answer("/metrics"));
    bundle.add("health.json", () -> process.answer("/health/ready"));
    return bundle;
  }

  private String versions() {
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("gathered", clock.instant().toString());
    versions.put("caravan", version);
    versions.put("java", Runtime.version().toString());
    versions.put("javaVendor", System.getProperty("java.vendor"));
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
    versions.put("processors", Runtime.getRuntime().availableProcessors());
    versions.put("heapMostBytes", Runtime.getRuntime().maxMemory());
    versions.put("libraries", Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(path -> Path.of(path).getFileName().toString()).sorted().toList());
    return json(versions);
  }

  private String ledger() {
    try (JdbcLedger ledger = Ledgers.openReadOnly(config.ledger(), clock)) {
      List<RunSummary> runs = ledger.runs(RUNS);
      Map<String, Object> state = new LinkedHashMap<>();
      state.put("runs", runs.stream().map(BundleGathering::run).toList());
      List<String> flows = runs.stream().map(RunSummary::flow).distinct().sorted().toList();
      state.put("unfinished", flows.stream().flatMap(flow -> ledger.unfinished(flow).stream()).map(BundleGathering::unfinished).toList());
      return json(state);
    }
  }

  private static Map<String, Object> run(RunSummary run) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", run.flow());
    object.put("run", run.run());
    object.put("state", run.state());
    object.put("started", run.started().toString());
    object.put("finished", run.finished() == null ? null : run.finished().toString());
    object.put("batches", run.batches());
    object.put("counts", run.counts().toString());
    object.put("code", run.code());
    object.put("error", run.message());
    object.put("class", run.why() == null ? null : run.why().failureClass());
    object.put("attempts", run.why() == null ? null : run.why().attempts());
    return object;
  }

  private static String unfinished(BatchRecord batch) {
    return batch.flow() + ": " + batch.id() + " " + batch.state() + ", attempt " + batch.attempts() + (batch.problem() == null ? "" : ": " + batch.problem());
  }

  private String disk() throws IOException {
    Map<String, Object> disk = new LinkedHashMap<>();
    Path data = config.data();
    FileStore store = Files.getFileStore(data);
    disk.put("data", data.toString());
    disk.put("freeBytes", store.getUsableSpace());
    disk.put("totalBytes", store.getTotalSpace());
    disk.put("reserveBytes", config.diskReserveBytes());
    List<Map<String, Object>> folders = new ArrayList<>();
    try (Stream<Path> children = Files.list(data)) {
      for (Path folder : children.filter(Files::isDirectory).sorted().toList()) {
        folders.add(folder(folder));
      }
    }
    disk.put("folders", folders);
    return json(disk);
  }

  private static Map<String, Object> folder(Path folder) throws IOException {
    long[] sums = new long[2];
    try (Stream<Path> files = Files.walk(folder)) {
      files.limit(FILES_LOOKED_AT).map(Path::toFile).filter(File::isFile).forEach(
          file -> {
            sums[0]++;
            sums[1] += file.length();
          });
    }
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("folder", folder.getFileName().toString());
    sizes.put("files", sums[0]);
    sizes.put("bytes", sums[1]);
    sizes.put("all", sums[0] < FILES_LOOKED_AT);
    return sizes;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists can always be written", e);
    }
  }
}
