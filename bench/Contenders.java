import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** What is compared. Each reads the same file and answers what it took. */
enum Contenders {
  /** The whole flow in a running Caravan: from the moment the file lies in the inbox until its batch is committed. */
  CARAVAN {
    private RunningCaravan caravan;

    @Override
    Cost cost(Path file, Path data) throws IOException {
      if (caravan == null) {
        caravan = RunningCaravan.start(data.resolveSibling("running"));
      }
      return caravan.land(file);
    }

    @Override
    String landed(Path data) throws IOException, SQLException {
      return fingerprint("read_parquet(" + caravan.files() + ")", "true");
    }
  },

  /** The same, watched: metrics are read every second, and all traces are sent. Who reads and takes them is in its process, and its cost. */
  WATCHED {
    private RunningCaravan caravan;

    @Override
    Cost cost(Path file, Path data) throws IOException {
      if (caravan == null) {
        caravan = Watching.start(data.resolveSibling("running"));
      }
      return caravan.land(file);
    }
  },

  /** What the engine does when nobody checks: typed columns; the same codec, threads, memory and version. */
  COPY {
    @Override
    Cost cost(Path file, Path data) throws SQLException {
      String options = "columns = " + Orders.COLUMNS + ")";
      String reader = file.toString().contains(".csv")
          ? "read_csv('" + file + "', header = true, " + options
          : "read_json('" + file + "', format = 'newline_delimited', " + options;
      Cost.Begin begin = Cost.begin();
      try (Connection connection = connection(); Statement statement = connection.createStatement()) {
        statement.execute("SET preserve_insertion_order = false");
        statement.execute("SET memory_limit = '512MB'");
        statement.execute("COPY (SELECT * FROM " + reader + ") TO '" + data.resolve("orders.parquet") + "' (FORMAT parquet, COMPRESSION zstd)");
      }
      return begin.end();
    }

    @Override
    String landed(Path data) throws SQLException {
      return fingerprint("read_parquet('" + data.resolve("orders.parquet") + "')", Orders.GOOD);
    }
  },

  /** A Camel route as people write it first: split, unmarshal, filter; no output at all. */
  PLAIN {
    @Override
    Cost cost(Path file, Path data) throws Exception {
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
        Cost.Begin begin = Cost.begin();
        camel.createProducerTemplate().sendBody("direct:orders", lines);
        return begin.end();
      }
    }
  };

  /** @param data an empty folder of this round */
  abstract Cost cost(Path file, Path data) throws Exception;

  /** What the rows that keep all rules look like together; the same for contenders that land the same values. */
  String landed(Path data) throws Exception {
    return "";
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
