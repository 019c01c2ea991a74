package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cli.Main;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that reads a NetSuite account is killed, at named moments and at random ones, and started again each
 * time, while rows are added and changed. In the end every row lies in the lake as it stands in the account, no version
 * of it twice, and the ledger balances.
 *
 * <p>{@code -Dcaravan.kills=N} kills N times; {@code -Dcaravan.kill.seed=S} repeats the moments of an earlier run.
 */
class KillNetSuiteTest {
  private static final int KILLS = Integer.getInteger("caravan.kills", 2);
  private static final int ATTEMPTS_A_KILL = 4;
  private static final int FIRST_ROWS = 6000;
  private static final int ROWS_A_START = 700;
  private static final long AT_ONCE_MILLISECONDS = 30;
  private static final long ANYWHERE_MILLISECONDS = 4000;
  private static final String TRUE = "SELECT concat_ws('|', id, companyname, strftime(lastmodifieddate AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S')) FROM customer";

  @TempDir Path folder;

  /** What a process has just done when it is killed; the last is any moment of a run. */
  private enum Moment {
    READS_PAGES("reading/customers"),
    HAS_A_BATCH("segments"),
    COMPUTES("staging"),
    IS_VISIBLE("lake/netsuite/customer/manifests"),
    ANY(null);

    private final String folder;

    Moment(String folder) {
      this.folder = folder;
    }
  }

  @Test
  void losesNoRowAndLandsNoneTwice() throws Exception {
    long seed = Long.getLong("caravan.kill.seed", System.nanoTime());
    Random random = new Random(seed);
    Path data = folder.resolve("data");
    NetSuiteBehaviour behaviour = NetSuiteBehaviour.standard().with("pageMillis", "20").with("fractionalSeconds", "no");
    try (NetSuiteSimulator account = new NetSuiteSimulator(0, NetSuiteAccount.made(1), behaviour, 1, 0, Clock.systemUTC())) {
      List<String> command = command(account, data);
      add(account, 0, FIRST_ROWS);
      int killed = 0;
      int starts = 0;
      while (killed < KILLS && starts < ATTEMPTS_A_KILL * KILLS) {
        Moment moment = Moment.values()[starts++ % Moment.values().length];
        CaravanProcess process = CaravanProcess.start(folder.resolve("log.txt"), command);
        boolean there = moment.folder == null || process.awaitEntry(data.resolve(moment.folder));
        killed += there && process.killAfter((long) (random.nextDouble() * (moment.folder == null ? ANYWHERE_MILLISECONDS : AT_ONCE_MILLISECONDS))) ? 1 : 0;
        add(account, FIRST_ROWS + (starts - 1) * ROWS_A_START, ROWS_A_START);
        account.change("UPDATE customer SET companyname = companyname || '+', lastmodifieddate = ? WHERE id % 97 = ?", account.now(), starts % 97);
      }
      finish(command, seed);
      // What the overlap of the windows brings again is known.
      finish(command, seed);

      List<String> landed = versions(data);
      Set<String> distinct = new HashSet<>(landed);
      assertThat(landed).as("seed %d: versions twice", seed).hasSize(distinct.size());
      assertThat(missing(account.texts(TRUE), distinct)).as("seed %d: rows lost", seed).isEmpty();
      assertLedger(data, landed.size());
      assertThat(killed).as("kills that met a living process").isEqualTo(KILLS);
    }
  }

  private void finish(List<String> command, long seed) throws Exception {
    CaravanProcess last = CaravanProcess.start(folder.resolve("log.txt"), command);
    assertThat(last.finish()).as("seed %d\n%s", seed, last.output()).isZero();
  }

  private static List<String> missing(List<String> wanted, Set<String> there) {
    return wanted.stream().filter(row -> !there.contains(row)).toList();
  }

  private static void add(NetSuiteSimulator account, int first, int count) {
    account.change(
        "INSERT INTO customer (id, companyname, lastmodifieddate) SELECT 3 * i + 1, 'Firm ' || i, ? FROM range(" + first + ", " + (first + count) + ") numbers(i)",
        account.now().minusSeconds(1));
  }

  private static List<String> versions(Path data) throws Exception {
    Path lake = data.resolve("lake/netsuite/customer");
    List<String> files = new ArrayList<>();
    try (Stream<Path> manifests = Files.list(lake.resolve("manifests"))) {
      for (Path manifest : manifests.filter(each -> each.toString().endsWith(".json")).toList()) {
        new ObjectMapper().readTree(manifest.toFile()).get("files").forEach(file -> files.add("'" + lake.resolve("data").resolve(file.get("name").asText()) + "'"));
      }
    }
    List<String> versions = new ArrayList<>();
    String sql = "SELECT concat_ws('|', id, companyname, strftime(lastmodifieddate AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S')) FROM read_parquet([" + String.join(", ", files) + "])";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        versions.add(rows.getString(1));
      }
    }
    return versions;
  }

  private static void assertLedger(Path data, long landed) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    assertThat(Main.run(new PrintWriter(out, true), new PrintWriter(err, true), "ledger", "--data", data.toString(), "--format", "json")).as(err::toString).isZero();
    long sum = 0;
    for (JsonNode run : new ObjectMapper().readTree(out.toString())) {
      sum += run.get("landed").asLong();
      assertThat(run.get("read").asLong())
          .isEqualTo(run.get("landed").asLong() + run.get("rejected").asLong() + run.get("deduplicated").asLong() + run.get("filtered").asLong());
    }
    assertThat(sum).as("what the ledger says has landed").isEqualTo(landed);
  }

  private List<String> command(NetSuiteSimulator account, Path data) throws IOException {
    Path secrets = Files.createDirectories(folder.resolve("secrets/netsuite"));
    Files.writeString(secrets.resolve("consumer-key"), account.account().consumerKey());
    Files.writeString(secrets.resolve("consumer-secret"), account.account().consumerSecret().reveal());
    Files.writeString(secrets.resolve("token-id"), account.account().tokenId());
    Files.writeString(secrets.resolve("token-secret"), account.account().tokenSecret().reveal());
    Path contract = folder.resolve("contracts/netsuite/customer.odcs.yaml");
    Files.createDirectories(contract.getParent());
    Files.writeString(
        contract,
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: kill-customer
        version: 1.0.0
        status: active
        schema:
          - name: customer
            logicalType: object
            properties:
              - name: id
                logicalType: integer
                primaryKey: true
                primaryKeyPosition: 1
                required: true
                customProperties:
                  - property: caravan.coerce
                    value: true
              - name: companyname
                logicalType: string
              - name: lastmodifieddate
                logicalType: timestamp
                customProperties:
                  - property: caravan.coerce
                    value: true
        """);
    Path route =
        Files.writeString(
            folder.resolve("customers.camel.yaml"),
            """
            - route:
                id: customers
                routeConfigurationId: ingest
                from:
                  uri: kamelet:netsuite-suiteql-source
                  parameters:
                    account: "%s"
                    baseUrl: "%s"
                    login: tba
                    query: >-
                      SELECT id, companyname, TO_CHAR(SYS_EXTRACT_UTC(lastmodifieddate), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS lastmodifieddate FROM customer
                    cursor: lastmodifieddate, id
                    batchRows: 1500
                  steps:
                    - to:
                        uri: kamelet:normalize-action
                        parameters:
                          contract: netsuite/customer
                    - to:
                        uri: kamelet:lake-sink
                        parameters:
                          dataset: netsuite/customer
            """.formatted(account.account().realm(), account.baseUrl()));
    return List.of(
        "run", "--once", "--data", data.toString(), "-p", "caravan.http.enabled=false", "-p", "caravan.contracts=" + folder.resolve("contracts"),
        "-p", "caravan.secrets.store=files", "-p", "caravan.secrets.folder=" + folder.resolve("secrets"), route.toString());
  }
}
