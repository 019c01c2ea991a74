import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.sandbox.netsuite.RequestLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What bench/netsuite measures. The account lives in this process, Caravan in one of its own. */
public final class NetSuite {
  private static final int PAGE_ROWS = 1000;
  private static final int PAGE_MILLIS = 400;
  private static final int AT_ONCE = 5;
  private static final double LIMIT = AT_ONCE * 1000.0 / PAGE_MILLIS;
  private static final long SAMPLE_MILLIS = 250;
  private static final int SHOWN_SAMPLES = 8;
  private static final double TICKS_PER_SECOND = 100;
  /** part of the processors that others may take before it is told */
  private static final double BUSY = 0.1;

  /** Ids have gaps, and a third of them is four times as dense as the rest: nothing falls on whole pages by itself. */
  private static final String ROWS = """
      INSERT INTO customer (id, entityid, altname, companyname, isperson, firstname, lastname, email, phone, subsidiary, currency,
        creditlimit, externalid, isinactive, datecreated, lastmodifieddate)
      SELECT CASE WHEN n <= third THEN n + n // 10 ELSE third + third // 10 + (n - third) * 4 + hash(n) % 3 END, 'C' || (100000 + n),
        'Customer ' || n, 'Customer ' || n || ' Ltd', false, 'Anna', 'Example', 'anna' || n || '@example.com', '+1 212 555 0100', 1, 1,
        hash(n) % 100000 / 100, 'X' || n, n % 23 = 0, TIMESTAMPTZ '2016-01-01 00:00:00Z' + to_minutes(n % 2000000), TIMESTAMPTZ '2020-01-01 00:00:00Z' + to_minutes(n % 2000000)
      FROM (SELECT range + 1 AS n, ? // 3 AS third FROM range(?))""";

  private final long rows;
  private final Path home;
  private final NetSuiteSimulator account;

  private NetSuite(long rows, Path home, NetSuiteSimulator account) {
    this.rows = rows;
    this.home = home;
    this.account = account;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 0 && !(arguments.length == 2 && arguments[0].equals("--rows"))) {
      System.err.println("usage: bench/netsuite [--rows N]");
      System.exit(2);
    }
    long rows = arguments.length == 0 ? 1_000_000 : Long.parseLong(arguments[1]);
    Path home = Files.createTempDirectory(Path.of("target/bench").toAbsolutePath(), "netsuite");
    NetSuiteBehaviour behaviour =
        NetSuiteBehaviour.standard().with("pageMillis", Integer.toString(PAGE_MILLIS)).with("concurrencyLimit", Integer.toString(AT_ONCE));
    try (NetSuiteSimulator account = new NetSuiteSimulator(0, NetSuiteAccount.made(1), behaviour, 1, 0, Clock.systemUTC())) {
      account.change(ROWS, rows, rows);
      System.out.println(new NetSuite(rows, home, account).read());
    } finally {
      Ingest.delete(home);
    }
    System.exit(0);
  }

  private String read() throws IOException, InterruptedException, SQLException {
    keepSecrets();
    Path log = home.resolve("output.log");
    List<Long> resident = new ArrayList<>();
    long peak = 0;
    double processor = 0;
    double machineBefore = machineProcessor();
    double ownBefore = processor(ProcessHandle.current());
    long begin = System.nanoTime();
    Process caravan = start(log);
    while (!caravan.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, memory(caravan, "VmHWM:"));
      long now = memory(caravan, "VmRSS:");
      if (now > 0) {
        resident.add(now);
      }
      processor = Math.max(processor, processor(caravan.toHandle()));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (caravan.exitValue() != 0) {
      throw new IOException("Caravan failed:\n" + Files.readString(log));
    }
    double own = processor(ProcessHandle.current()) - ownBefore;
    double others = Math.max(0, machineProcessor() - machineBefore - own - processor) / (seconds * Runtime.getRuntime().availableProcessors());
    System.out.printf(Locale.ROOT, "processor seconds: %.1f of Caravan, %.1f of the account; other work took %.0f %% of the processors%n", processor, own, 100 * others);
    if (others > BUSY) {
      System.out.println("The machine is busy with other work: calls wait for a processor, and the figures tell of that too.");
    }
    checkLanded();
    return report(seconds, resident, peak, others);
  }

  /** Processor seconds that the machine has spent since it was started, on whatever. */
  private static double machineProcessor() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      String[] ticks = lines.findFirst().orElseThrow().split("\\s+");
      // user, nice, system; idle and waiting for disks are none; interrupts, stolen by other machines
      return (number(ticks, 1) + number(ticks, 2) + number(ticks, 3) + number(ticks, 6) + number(ticks, 7) + number(ticks, 8)) / TICKS_PER_SECOND;
    }
  }

  private static double number(String[] ticks, int at) {
    return Long.parseLong(ticks[at]);
  }

  private static double processor(ProcessHandle process) {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1000.0;
  }

  private String report(double seconds, List<Long> resident, long peak, double others) {
    RequestLoad.Summary load = account.load();
    double elapsed = load.elapsed().toNanos() / 1e9;
    double busy = load.busy().toNanos() / 1e9;
    double pages = (double) rows / PAGE_ROWS;
    long refused = account.exchanges().stream().filter(exchange -> exchange.status() != 200).count();
    System.out.printf(Locale.ROOT, "%,d rows, %,.0f whole pages by %,d calls in %.1f s, the account allows %.1f pages/s%n", rows, pages, account.exchanges().size(), elapsed, LIMIT);
    double used = busy / (AT_ONCE * elapsed);
    System.out.printf(
        Locale.ROOT, "at most %d calls at once, %.1f %% of the places used, %.0f ms a call, %d calls refused%n", load.most(), 100 * used, 1000 * busy / account.exchanges().size(), refused);
    System.out.printf(Locale.ROOT, "%.1f s from the start of Caravan to its end, every row landed once%n", seconds);
    System.out.println("MiB resident over time: " + spread(resident));
    return String.format(
        Locale.ROOT,
        "{\"rows\": %d, \"pages_per_s\": %.2f, \"ratio_to_limit\": %.3f, \"places_used\": %.3f, \"total_s\": %.1f, \"peak_rss_mib\": %d, \"other_work\": %.2f}",
        rows, pages / elapsed, pages / elapsed / LIMIT, used, seconds, peak, others);
  }

  private static List<Long> spread(List<Long> samples) {
    List<Long> shown = new ArrayList<>();
    for (int i = 1; i <= SHOWN_SAMPLES; i++) {
      shown.add(samples.get((samples.size() - 1) * i / SHOWN_SAMPLES));
    }
    return shown;
  }

  private Process start(Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(
        "./caravan", "run", "--once", "--data", home.resolve("data").toString(), "-p", "caravan.http.enabled=false", "-p", "caravan.contracts=bench/contracts",
        "-p", "caravan.secrets.store=files", "-p", "caravan.secrets.folder=" + home.resolve("secrets"),
        "-p", "bench.account=" + account.account().realm(), "-p", "bench.address=" + account.baseUrl(), "bench/flows/customers.camel.yaml");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private void keepSecrets() throws IOException {
    Path secrets = Files.createDirectories(home.resolve("secrets/netsuite"));
    Files.writeString(secrets.resolve("consumer-key"), account.account().consumerKey());
    Files.writeString(secrets.resolve("consumer-secret"), account.account().consumerSecret().reveal());
    Files.writeString(secrets.resolve("token-id"), account.account().tokenId());
    Files.writeString(secrets.resolve("token-secret"), account.account().tokenSecret().reveal());
  }

  private void checkLanded() throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet landed = statement.executeQuery("SELECT count(*), count(DISTINCT id) FROM read_parquet('" + home.resolve("data/lake") + "/**/*.parquet')")) {
      landed.next();
      if (landed.getLong(1) != rows || landed.getLong(2) != rows) {
        throw new IOException("of " + rows + " rows " + landed.getLong(2) + " landed, in " + landed.getLong(1) + " records");
      }
    }
  }

  /** The launcher becomes the Java process, so its id stays. */
  private static long memory(Process process, String line) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines.filter(each -> each.startsWith(line)).mapToLong(each -> Long.parseLong(each.replaceAll("\\D", "")) >> 10).findFirst().orElse(0);
    } catch (java.nio.file.NoSuchFileException e) {
      return 0; // it ended meanwhile
    }
  }
}
