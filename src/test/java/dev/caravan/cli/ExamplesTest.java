package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.sandbox.shop.ShopSimulator;
import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example does what its README says. */
class ExamplesTest {
  @TempDir Path folder;

  private String caravan(String... arguments) {
    return Answer.to(arguments).done();
  }

  private String run(String example, String route) {
    return caravan(
        "run", "--once", "--data", folder.toString(), "-p", "caravan.contracts=examples/" + example + "/contracts",
        "examples/" + example + "/routes/" + route);
  }

  private String query(String sql) {
    return caravan("query", "--data", folder.toString(), sql);
  }

  private String rejects(String example) {
    return caravan("rejects", "list", "--data", folder.toString(), "-p", "caravan.contracts=examples/" + example + "/contracts");
  }

  @Test
  void ordersToLake() {
    assertThat(run("orders-to-lake", "orders.camel.yaml")).contains("read 5, landed 2, rejected 2, deduplicated 1, filtered 0");
    assertThat(query("select concat_ws(' ', order_id, email, day, amount) as row from shop.order order by order_id"))
        .contains("1 anna@example.com 2026-01-31 19.99", "2 ben@example.com 2026-02-01 5.00");
    assertThat(rejects("orders-to-lake")).contains("carla", "12,50");
  }

  @Test
  void referenceLookup() {
    assertThat(run("reference-lookup", "sales.camel.yaml")).contains("read 3, landed 2, rejected 1, deduplicated 0, filtered 0");
    assertThat(query("select concat_ws(' ', sale, country, total, total_eur) as row from shop.sale order by sale"))
        .contains("1 DE 20.00 20.00", "2 US 100.10 91.83");
    assertThat(rejects("reference-lookup")).contains("XXX");
  }

  @Test
  void pagedApi() throws IOException {
    try (ShopSimulator shop = new ShopSimulator(0, 1, 0.02, 100, 5, Clock.systemUTC())) {
      Path secrets = Files.createDirectories(folder.resolve("secrets/shop"));
      Files.writeString(secrets.resolve("token"), shop.access().bearer().reveal());
      String landed =
          caravan("run", "--once", "--data", folder.toString(), "-p", "caravan.contracts=examples/paged-api/contracts", "-p", "shop.url=" + shop.baseUrl(),
              "-p", "caravan.secrets.store=files", "-p", "caravan.secrets.folder=" + folder.resolve("secrets"), "examples/paged-api/routes/orders.camel.yaml");
      assertThat(landed).contains("read " + shop.records("orders") + ", ");
      assertThat(query("select count(*) > 0 and bool_and(currency = 'EUR') as good from shop.order")).contains("true");
    }
  }

  @Test
  void eventsFromKafka() throws IOException {
    KafkaBroker broker = KafkaBroker.shared();
    String topic = broker.topic("orders", 1);
    String[] values = Files.readAllLines(Path.of("examples/events-from-kafka/in/orders.ndjson")).toArray(String[]::new);
    broker.send(topic, 0, values);
    String landed =
        caravan("run", "--once", "--data", folder.toString(), "-p", "caravan.contracts=examples/events-from-kafka/contracts",
            "-p", "kafka.brokers=" + broker.address(), "-p", "kafka.topic=" + topic, "examples/events-from-kafka/routes/orders.camel.yaml");
    assertThat(landed).contains("read 3, landed 1, rejected 2, deduplicated 0, filtered 0");
    assertThat(rejects("events-from-kafka")).contains(topic + "/0@1", topic + "/0@2");
  }

  @Test
  void ordersToKafka() throws IOException {
    KafkaBroker broker = KafkaBroker.shared();
    String topic = broker.topic("clean-orders", 3);
    String[] again = {
      "run", "--once", "--data", folder.toString(), "-p", "caravan.contracts=examples/orders-to-kafka/contracts",
      "-p", "kafka.brokers=" + broker.address(), "-p", "kafka.topic=" + topic, "examples/orders-to-kafka/routes/orders.camel.yaml"
    };
    assertThat(caravan(again)).contains("read 3, landed 2, rejected 1, deduplicated 0, filtered 0");
    assertThat(CommittedMessages.texts(broker.address(), topic))
        .containsExactly(
            "1 {\"order_id\":1,\"customer\":\"c-17\",\"total\":19.99,\"placed\":\"2026-01-01T08:07:00Z\"}",
            "3 {\"order_id\":3,\"customer\":\"c-17\",\"total\":5.00,\"placed\":\"2026-01-01T08:09:00Z\"}");
    assertThat(rejects("orders-to-kafka")).contains("free");
  }

  @Test
  void ordersByCountry() {
    assertThat(run("orders-by-country", "CountryOrders.java"))
        .contains("orders-de: read 2, landed 2, rejected 0", "orders-uk: read 2, landed 1, rejected 1", "orders-us: read 2, landed 1, rejected 0, deduplicated 1");
    assertThat(query("select concat_ws(' ', country, order_id, placed_at, amount) as row from shop.\"international-order\" order by country, order_id"))
        .contains("de 1001 2026-01-31 08:30:00+00 19.99", "us 7 2026-01-31 14:30:00+00 5.00");
  }

  @Test
  void netsuiteRecords() throws IOException {
    try (NetSuiteSimulator netSuite = new NetSuiteSimulator(0, NetSuiteAccount.made(1), NetSuiteBehaviour.standard(), 1, 0.02, Clock.systemUTC())) {
      new SandboxCredentials(folder.resolve("secrets")).write(netSuite.account());
      caravan("run", "--once", "--data", folder.toString(), "-p", "netsuite.url=" + netSuite.baseUrl(), "-p", "caravan.secrets.store=files",
          "-p", "caravan.secrets.folder=" + folder.resolve("secrets"), "--routes", "examples/netsuite-records/routes");
      long orders = netSuite.numbers("SELECT count(*) FROM transaction WHERE recordtype = 'salesorder'").get(0);
      long periods = netSuite.numbers("SELECT count(*) FROM accountingperiod WHERE closed = 'F'").get(0);
      assertThat(query("select count(*) || ' orders' as n from netsuite.sales_order")).contains(orders + " orders");
      assertThat(query("select count(*) || ' periods' as n from netsuite.open_period")).contains(periods + " periods");
    }
  }

  /** {@code StreamsRunTest} runs such a file on a broker. */
  @Test
  void revenuePerHour() {
    assertThat(caravan("lint", "examples/revenue-per-hour")).contains("No findings");
    assertThat(caravan("test", "examples/revenue-per-hour")).endsWith(String.format("4 passed, 0 failed%n"));
  }

  @Test
  void eachExampleIsTriedHere() throws IOException {
    try (Stream<Path> examples = Files.list(Path.of("examples"))) {
      assertThat(examples.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(List.of("events-from-kafka", "netsuite-records", "orders-by-country", "orders-to-kafka", "orders-to-lake", "paged-api", "reference-lookup", "revenue-per-hour"));
    }
  }
}
