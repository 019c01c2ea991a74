import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.ConfigSources;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One Caravan that lands a file again and again, as it does where it is used: its start is no part of a round. */
final class RunningCaravan {
  private static final int BEGINNING = 4096;

  private final Path data;
  private final Path inbox;
  private final CaravanRuntime runtime;
  private int rounds;

  private RunningCaravan(Path data, Map<String, String> settings) throws IOException {
    this.data = data;
    this.inbox = Files.createDirectories(data.resolve("inbox"));
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(Map.of(
        "caravan.data", data.resolve("caravan").toString(), "caravan.contracts", "bench/contracts", "caravan.kamelets", "kamelets", "bench.inbox", inbox.toString()));
    CaravanConfig config = new ConfigSources().classPath().commandLine(all).read();
    RouteSelection routes = new RouteSelection(Path.of("bench/routes"), List.of());
    runtime = new CaravanRuntime(config, routes, CaravanRuntime.Mode.UNTIL_STOPPED);
  }

  /** Runs until the process ends. Nobody can watch it. */
  static RunningCaravan start(Path data) throws IOException {
    return start(data, Map.of("caravan.http.enabled", "false"));
  }

  static RunningCaravan start(Path data, Map<String, String> settings) throws IOException {
    RunningCaravan caravan = new RunningCaravan(data, settings);
    caravan.runtime.start();
    return caravan;
  }

  int httpPort() {
    return runtime.httpPort();
  }

  /** From the moment the file lies in the inbox until its batch is committed. */
  Cost land(Path file) throws IOException {
    if (rounds > 0) {
      forget();
      renew(file, rounds);
    }
    Cost.Begin begin = Cost.begin();
    Files.createLink(inbox.resolve("round-" + rounds++ + "-" + file.getFileName()), file);
    while (landed() < rounds) {
      LockSupport.parkNanos(20_000_000);
    }
    return begin.end();
  }

  private long landed() throws IOException {
    FlowProgress flow = runtime.progress().stream().findFirst().orElse(null);
    if (flow != null && flow.state() == FlowProgress.State.FAILED) {
      throw new IOException("the flow failed: " + flow.problem());
    }
    return flow == null ? 0 : flow.batches();
  }

  /** The files that landed, as a list in SQL. */
  String files() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("caravan/lake"))) {
      return files.filter(path -> path.toString().endsWith(".parquet")).map(path -> "'" + path + "'").collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** What rounds leave behind would fill the disk. */
  private void forget() throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path path : files.filter(path -> Files.isRegularFile(path) && (path.startsWith(inbox) || large(path))).toList()) {
        Files.delete(path);
      }
    }
  }

  private static boolean large(Path path) {
    return path.toString().endsWith(".parquet") || path.getFileName().toString().equals("data");
  }

  /** One letter of the first note, or one byte of the time in a header of gzip: equal content would not land again. */
  private static void renew(Path file, int round) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] beginning = new byte[BEGINNING];
      bytes.readFully(beginning, 0, (int) Math.min(BEGINNING, bytes.length()));
      boolean gzip = file.toString().endsWith(".gz");
      bytes.seek(gzip ? 4 : new String(beginning, StandardCharsets.ISO_8859_1).indexOf(" at the door") - 1);
      bytes.write('a' + round % 26);
    }
  }
}
