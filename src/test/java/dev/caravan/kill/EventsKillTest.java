package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A flow is killed while it lands and tells of it: what the ledger has in the end has been told, in its order. {@code
 * -Dcaravan.events.kills=50} kills more often than once.
 */
@Timeout(1800)
class EventsKillTest {
  private static final int KILLS = Integer.getInteger("caravan.events.kills", 1);
  private static final int FILES = 10 + 4 * KILLS;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void whateverIsInTheLedgerIsToldHoweverOftenItsProcessIsKilled() throws Exception {
    KafkaBroker broker = KafkaBroker.shared();
    String topic = broker.topic("told-through-kills", 2);
    Path route = prepare();
    List<String> command =
        List.of(
            "run", "--once", "--data", folder.resolve("data").toString(), "-p", "caravan.events.brokers=" + broker.address(), "-p", "caravan.events.topic=" + topic,
            "-p", "caravan.events.source=/" + topic, route.toString());
    Random chance = new Random(KILLS);
    for (int kill = 0; kill < KILLS; kill++) {
      CaravanProcess process = CaravanProcess.start(folder.resolve("log.txt"), command);
      process.awaitEntry(folder.resolve("data/segments"));
      process.killAfter(chance.nextInt(400));
    }
    CaravanProcess last = CaravanProcess.start(folder.resolve("log.txt"), command);
    assertThat(last.finish(5)).as(last::output).isZero();

    List<String> told = CommittedMessages.of(broker.address(), topic).stream().map(message -> CommittedMessages.text(message.headers().lastHeader("ce_id").value())).distinct().toList();
    assertThat(told).as(last::output).containsExactlyInAnyOrderElementsOf(inLedger());
    assertThat(told.stream().filter(id -> id.contains("-landed-"))).as("in their order").containsExactlyElementsOf(landed());
  }

  private Path prepare() throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    for (int file = 0; file < FILES; file++) {
      Files.writeString(inbox.resolve("%03d.csv".formatted(file)), "id\n" + file + "\n");
    }
    return Files.writeString(
        folder.resolve("orders.camel.yaml"),
        """
        - route:
            id: orders
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%s", settle: 0s}
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/orders}}
        """.formatted(inbox));
  }

  private List<String> inLedger() {
    List<String> ids = new ArrayList<>(landed());
    try (JdbcLedger ledger = ledger()) {
      ledger.runs(1000).stream().filter(run -> run.state() != Ledger.RunState.RUNNING).forEach(run -> ids.add("run-" + run.run()));
      assertThat(ledger.outbox().backlog().events()).isZero();
    }
    return ids;
  }

  private List<String> landed() {
    try (JdbcLedger ledger = ledger()) {
      List<String> ids =
          ledger.database().read(
              "read what has landed",
              statements -> statements.list("SELECT batch FROM batches WHERE state = 'COMMITTED' ORDER BY committed", row -> row.getString(1) + "-landed-1"));
      assertThat(ids).hasSize(FILES);
      return ids;
    }
  }

  private JdbcLedger ledger() {
    return Ledgers.openReadOnly(LedgerConfig.inFolder(folder.resolve("data")), Clock.systemUTC());
  }
}
