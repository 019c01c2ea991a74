package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.Secret;
import dev.caravan.cli.Main;
import dev.caravan.runtime.CaravanRuntime.Mode;
import dev.caravan.security.Access;
import dev.caravan.security.EncryptedFile;
import dev.caravan.security.KeptAccesses;
import dev.caravan.security.StoreKey;
import dev.caravan.source.FlowProgress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in running flows: rotated under their hands, missing, wrong; and looked for wherever they must not be. */
@Timeout(120)
class SecretsInFlowsTest {
  private static final String FIRST = "first-Zq81-password";
  private static final String SECOND = "second-Xw92-password";
  private static final String WRONG = "wrong-Kv73-password";
  private static final String PASSPHRASE = "passphrase-Jh64";
  private static final String BESIDE = "never-used-Bn55";
  private static final List<String> VALUES = List.of(FIRST, SECOND, WRONG, PASSPHRASE, BESIDE);

  @TempDir private Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private EmbeddedPostgres postgres;
  private Workplace place;
  private EncryptedFile secrets;

  @BeforeEach
  void open() throws Exception {
    // The log goes where these two go.
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(System.out);
    postgres = EmbeddedPostgres.start();
    administer("CREATE ROLE loader LOGIN PASSWORD '" + FIRST + "'");
    administer("GRANT ALL ON SCHEMA public TO loader");
    requirePasswords();
    place = new Workplace(folder).set("caravan.secrets.passphrase", PASSPHRASE).set("caravan.retry.attempts", "2");
    database("shop", "shop-db");
    secrets = new EncryptedFile(place.data().resolve("secrets/secrets.enc"), new StoreKey.Passphrase(new Secret(PASSPHRASE)), Clock.systemUTC());
    secrets.set("shop-db", new Secret(FIRST));
    secrets.set("beside", new Secret(BESIDE));
  }

  @AfterEach
  void close() throws IOException {
    System.setOut(out);
    System.setErr(err);
    postgres.close();
  }

  private void database(String name, String secret) {
    place.set("caravan.datasource." + name + ".url", postgres.getJdbcUrl("loader", "postgres").replaceAll("[?&]user=[^&]*", "") + "?connectTimeout=2");
    place.set("caravan.datasource." + name + ".user", "loader");
    place.set("caravan.datasource." + name + ".password-from", secret);
  }

  private void flow(String name, String source) throws IOException {
    place.route(
        name + ".camel.yaml",
        Workplace.flowText(name, "").replaceAll("(?m)^ *- to: .*lake-sink.*\\n", "")
            + "        - to: {uri: \"kamelet:jdbc-upsert-sink\", parameters: {dataSource: " + source + ", table: " + name + ", key: id}}\n");
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      connection.createStatement().execute(sql);
    }
  }

  private void requirePasswords() throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var found = connection.createStatement().executeQuery("SHOW hba_file")) {
      found.next();
      Path rules = Path.of(found.getString(1));
      Files.writeString(rules, "host all loader all scram-sha-256\n" + Files.readString(rules));
      connection.createStatement().execute("SELECT pg_reload_conf()");
    }
  }

  private long rows(String table) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        var found = connection.createStatement().executeQuery("SELECT count(*) FROM information_schema.tables WHERE table_name = '" + table + "'")) {
      found.next();
      if (found.getLong(1) == 0) {
        return 0;
      }
      try (var counted = connection.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
        counted.next();
        return counted.getLong(1);
      }
    }
  }

  @Test
  void aRotatedPasswordReachesARunningFlowAndNoBatchIsLost() throws Exception {
    flow("orders", "shop");
    place.set("caravan.http.enabled", "true").set("caravan.http.port", "0");
    place.deliver("orders/a.csv", "id\n1\n2\n");
    try (CaravanRuntime runtime = place.runtime(Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> rows("orders") == 2);

      secrets.rotate("shop-db", new Secret(SECOND));
      administer("ALTER ROLE loader PASSWORD '" + SECOND + "'");
      administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'loader'");
      place.deliver("orders/b.csv", "id\n3\n4\n5\n");

      await().atMost(Duration.ofSeconds(30)).until(() -> rows("orders") == 5);
      noValueIsInMBeans();
      String metrics = MetricsTest.get(runtime.httpPort(), "/metrics");
      assertThat(metrics).contains("jdbc-shop");
      hidden("metrics", metrics);
    }
    assertThat(place.unfinished("orders")).isEmpty();
    List<KeptAccesses.Entry> audit = place.ledger(ledger -> KeptAccesses.latest(ledger.database(), 1000));
    assertThat(audit).extracting(entry -> entry.access().user()).containsOnly("data source shop");
    assertThat(audit).extracting(entry -> entry.access().action()).contains(Access.Action.READ, Access.Action.USE, Access.Action.REFUSED);
    noValueIsAnywhere();
  }

  @Test
  void aSecretThatIsMissingOrWrongStopsItsFlowWithItsNameAndShowsNothing() throws Exception {
    secrets.set("wrong-db", new Secret(WRONG));
    database("wrong", "wrong-db");
    database("missing", "shopp-db");
    flow("refused", "wrong");
    flow("nameless", "missing");
    place.flow("rejected");
    place.deliver("refused/a.csv", "id\n1\n");
    place.deliver("nameless/a.csv", "id\n1\n");
    place.deliver("rejected/a.ndjson", "{\"id\": 1}\n{\"id\": \n");

    var flows = place.once(runtime -> noValueIsInMBeans());

    assertThat(flows.get("nameless").state()).isEqualTo(FlowProgress.State.FAILED);
    assertThat(flows.get("nameless").problem().toString()).contains("[secret.missing]").contains("'shopp-db'").contains("Did you mean 'shop-db'?");
    assertThat(printed.toString(StandardCharsets.UTF_8)).as("the log is looked at").contains("[secret.missing]");
    assertThat(flows.get("rejected").counts().rejected()).isEqualTo(1);
    assertThat(flows.get("refused").problem().toString()).contains("password authentication failed");
    noValueIsAnywhere();
  }

  private static void noValueIsInMBeans() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    StringBuilder all = new StringBuilder();
    for (ObjectName name : server.queryNames(null, null)) {
      all.append(name).append('\n');
      try {
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
          all.append(attribute.getName()).append('=').append(value(server, name, attribute.getName())).append('\n');
        }
      } catch (Exception e) {
        // gone since the names were asked for
        all.append(e);
      }
    }
    assertThat(all).contains("org.apache.camel");
    hidden("MBeans", all.toString());
  }

  private static Object value(MBeanServer server, ObjectName name, String attribute) {
    try {
      Object value = server.getAttribute(name, attribute);
      return value instanceof Object[] array ? List.of(array) : value;
    } catch (Exception unreadable) {
      return unreadable;
    }
  }

  private void noValueIsAnywhere() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    assertThat(files).anyMatch(file -> file.toString().endsWith("ledger.mv.db"));
    for (Path file : files) {
      hidden(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }
    hidden("log", printed.toString(StandardCharsets.UTF_8));
    for (List<String> command : List.of(List.of("ledger"), List.of("rejects", "list"), List.of("secret", "audit"), List.of("secret", "audit", "--format", "json"))) {
      StringWriter out = new StringWriter();
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--data", place.data().toString()));
      Main.run(new PrintWriter(out, true), new PrintWriter(out, true), arguments.toArray(String[]::new));
      assertThat(out.toString()).isNotBlank();
      hidden(String.join(" ", command), out.toString());
    }
  }

  private static void hidden(String where, String text) {
    for (String value : VALUES) {
      assertThat(text.contains(value)).as("%s shows %s", where, value).isFalse();
    }
  }
}
