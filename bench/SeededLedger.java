import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A ledger with years of runs behind it: as many runs as are asked for, of {@link #FLOWS} flows, a second apart; each with
 * a batch of 100 records that landed, but one in a hundred which failed. One batch in a hundred has ten rejects.
 */
record SeededLedger(long runs) {
  static final int FLOWS = 20;
  private static final int REJECTS = 10;

  /** Makes the tables as Caravan does, then fills them by some large statements. */
  void fill(LedgerConfig config, String url, String user) throws SQLException {
    Ledgers.open(config, Clock.systemUTC()).close();
    boolean h2 = url.startsWith("jdbc:h2:");
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements(h2 ? "SYSTEM_RANGE" : "generate_series")) {
        statement.execute(sql);
      }
      statement.execute("ANALYZE");
    }
  }

  private List<String> statements(String series) {
    String all = " FROM " + series + "(1, " + runs + ") AS s(x)";
    String flow = "'flow-' || LPAD(CAST(MOD(x, " + FLOWS + ") AS VARCHAR), 2, '0')";
    String batch = flow + " || '-' || LPAD(CAST(x AS VARCHAR), 16, '0')";
    String begun = "TIMESTAMP WITH TIME ZONE '2025-11-22 00:00:00+00' + x * INTERVAL '1' SECOND";
    String failed = "MOD(x, 100) = 7";
    String refused = "MOD(x, 100) = 0";
    String allRefused = " FROM (SELECT y * 100 AS x FROM " + series + "(1, " + runs / 100 + ") AS r(y)) s";
    String now = "CURRENT_TIMESTAMP";
    return List.of(
        "INSERT INTO flows (flow, first_seen) SELECT " + flow + ", " + now + " FROM " + series + "(1, " + FLOWS + ") AS s(x)",
        "INSERT INTO runs (run, flow, owner, state, started, finished, problem_code, problem_message) SELECT x, " + flow
            + ", 'bench-1-00000000-0000-0000-0000-000000000000', CASE WHEN " + failed + " THEN 'FAILED' ELSE 'DONE' END, " + begun + ", " + begun
            + ", CASE WHEN " + failed + " THEN 'http.unreachable' END, CASE WHEN " + failed + " THEN 'Connection refused' END" + all,
        "INSERT INTO failures (flow, run, noted, code, failure_class, rule, message, attempts) SELECT " + flow + ", x, " + begun
            + ", 'http.unreachable', 'transient', 'http', 'Connection refused', 4" + all + " WHERE " + failed,
        "INSERT INTO batches (batch, run, flow, source, input_range, generation, state, attempts, records_read, landed, rejected, opened, committed) SELECT "
            + batch + ", x, " + flow + ", 'file', 'file-' || CAST(x AS VARCHAR), 0, 'COMMITTED', 1, 100, CASE WHEN " + refused + " THEN " + (100 - REJECTS)
            + " ELSE 100 END, CASE WHEN " + refused + " THEN " + REJECTS + " ELSE 0 END, " + begun + ", " + begun + all + " WHERE NOT " + failed,
        "INSERT INTO landings (batch, sink, target, landed, noted) SELECT batch, 'lake', 'lake/bench/orders', landed, committed FROM batches",
        "INSERT INTO reject_batches (number, batch, flow, contract, contract_version, raw_bytes) SELECT x, " + batch + ", " + flow + ", 'bench/order', '1.0.0', 200"
            + allRefused,
        "INSERT INTO rejects (number, ordinal, source, line, byte_offset, raw, status, attempts, first_seen, last_seen, first_field, first_rule, first_required, first_got)"
            + " SELECT s.x, o.x, 'orders.csv', o.x, o.x * 20, CAST('1,-1' AS " + (series.startsWith("S") ? "VARBINARY" : "BYTEA") + "), 'OPEN', 1, " + now + ", " + now
            + ", 'amount', CASE WHEN MOD(o.x, 2) = 0 THEN 'minimum' ELSE 'type' END, 'at least 0', '-1'" + allRefused + ", " + series + "(1, " + REJECTS + ") AS o(x)",
        "ALTER TABLE runs ALTER COLUMN run RESTART WITH " + (runs + 1),
        "ALTER TABLE reject_batches ALTER COLUMN number RESTART WITH " + (runs + 1));
  }

  /** Paths below {@code /api/v1}, by what they ask for: what pages and scripts of operators ask most, of anything there is. */
  String path(Commonest call, Random random) {
    return String.format(Locale.ROOT, call.path, flow(random.nextInt(FLOWS)), run(random, false), batch(run(random, true)), 1 + random.nextInt(REJECTS));
  }

  private long run(Random random, boolean refused) {
    long number = 1 + (long) (random.nextDouble() * runs);
    return refused ? Math.max(100, number / 100 * 100) : number;
  }

  static String flow(long number) {
    return String.format(Locale.ROOT, "flow-%02d", number % FLOWS);
  }

  private static String batch(long run) {
    return String.format(Locale.ROOT, "%s-%016d", flow(run), run);
  }

  /** The ten commonest calls. 1: a flow, 2: a run, 3: a batch with rejects, 4: a number of one. */
  enum Commonest {
    FLOWS("/flows"),
    FLOW("/flows/%1$s"),
    RUNS("/runs?limit=50"),
    FAILED_RUNS("/runs?flow=%1$s&state=failed&limit=50"),
    RUN("/runs/%2$d"),
    BATCHES("/runs/%2$d/batches"),
    BATCH("/batches/%3$s"),
    REJECTS("/rejects?flow=%1$s&limit=50"),
    REJECT("/rejects/%3$s:%4$d"),
    REJECT_COUNTS("/reject-counts");

    private final String path;

    Commonest(String path) {
      this.path = path;
    }
  }
}
