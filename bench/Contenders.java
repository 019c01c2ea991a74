import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.ConfigSources;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.source.FlowProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** What is compared. Each reads the same file and answers how many seconds it took. */
enum Contenders {
  /** The whole flow in a running Caravan: from the moment the file lies in the inbox until its batch is committed. */
  CARAVAN {
    @Override
    double seconds(Path file, Path data) throws IOException {
      Path inbox = Files.createDirectories(data.resolve("inbox"));
      CaravanConfig config = new ConfigSources().classPath()
          .commandLine(Map.of(
              "caravan.data", data.resolve("caravan").toString(), "caravan.contracts", "bench/contracts", "caravan.kamelets", "kamelets",
              "caravan.http.enabled", "false", "bench.inbox", inbox.toString()))
          .read();
      RouteSelection routes = new RouteSelection(Path.of("bench/routes"), List.of());
      try (CaravanRuntime runtime = new CaravanRuntime(config, routes, CaravanRuntime.Mode.UNTIL_STOPPED)) {
        runtime.start();
        long start = System.nanoTime();
        Files.createLink(inbox.resolve(file.getFileName()), file);
        FlowProgress flow = progress(runtime);
        while (flow == null || flow.batches() == 0) {
          if (flow != null && flow.state() == FlowProgress.State.FAILED) {
            throw new IOException("the flow failed: " + flow.problem());
          }
          LockSupport.parkNanos(1_000_000);
          flow = progress(runtime);
        }
        return (System.nanoTime() - start) / 1e9;
      }
    }

    @Override
    String landed(Path data) throws IOException, SQLException {
      try (Stream<Path> files = Files.walk(data.resolve("caravan/lake"))) {
        String names = files.filter(path -> path.toString().endsWith(".parquet")).map(path -> "'" + path + "'").collect(Collectors.joining(", "));
        return fingerprint("read_parquet([" + names + "])", "true");
      }
    }
  },

  /** What the engine does when nobody checks: typed columns; the same codec, threads, memory and version. */
  COPY {
    @Override
    double seconds(Path file, Path data) throws SQLException {
      String options = "columns = " + Orders.COLUMNS + ")";
      String reader = file.toString().contains(".csv")
          ? "read_csv('" + file + "', header = true, " + options
          : "read_json('" + file + "', format = 'newline_delimited', " + options;
      long start = System.nanoTime();
      try (Connection connection = connection(); Statement statement = connection.createStatement()) {
        statement.execute("SET preserve_insertion_order = false");
        statement.execute("SET memory_limit = '512MB'");
        statement.execute("COPY (SELECT * FROM " + reader + ") TO '" + data.resolve("orders.parquet") + "' (FORMAT parquet, COMPRESSION zstd)");
      }
      return (System.nanoTime() - start) / 1e9;
    }

    @Override
    String landed(Path data) throws SQLException {
      return fingerprint("read_parquet('" + data.resolve("orders.parquet") + "')", Orders.GOOD);
    }
  },

  /** A Camel route as people write it first: split, unmarshal, filter; no output at all. */
  PLAIN {
    @Override
    double seconds(Path file, Path data) throws Exception {
      AtomicLong passed = new AtomicLong();
      try (DefaultCamelContext camel = new DefaultCamelContext(); BufferedReader lines = Files.newBufferedReader(file)) {
        camel.addRoutes(new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:orders")
                .split(body().tokenize("\n")).streaming()
                .unmarshal().json(Map.class)
                .filter(exchange -> ((Number) exchange.getMessage().getBody(Map.class).get("amount")).doubleValue() >= 0)
                .process(exchange -> passed.incrementAndGet());
          }
        });
        camel.start();
        long start = System.nanoTime();
        camel.createProducerTemplate().sendBody("direct:orders", lines);
        return (System.nanoTime() - start) / 1e9;
      }
    }
  };

  /** @param data an empty folder of this round */
  abstract double seconds(Path file, Path data) throws Exception;

  /** What the rows that keep all rules look like together; the same for contenders that land the same values. */
  String landed(Path data) throws Exception {
    return "";
  }

  private static FlowProgress progress(CaravanRuntime runtime) {
    return runtime.progress().stream().findFirst().orElse(null);
  }

  private static Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:");
  }

  private static String fingerprint(String relation, String where) throws SQLException {
    String sql = "SELECT concat_ws(' ', count(*), sum(order_id), sum(customer_id), sum(amount), sum(quantity), sum(epoch_us(ordered_at)),"
        + " bit_xor(hash(order_id, customer_id, email, amount, currency, status, quantity, ordered_at, country, note))) FROM " + relation + " WHERE " + where;
    try (Connection connection = connection(); Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
