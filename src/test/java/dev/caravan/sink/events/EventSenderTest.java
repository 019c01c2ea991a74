package dev.caravan.sink.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.SecretsInMemory;
import dev.caravan.catalog.Event;
import dev.caravan.catalog.EventType;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Outbox;
import dev.caravan.sink.SinkFixture;
import dev.caravan.source.HeldLeases;
import dev.caravan.source.Parameters;
import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import dev.caravan.source.kafka.KafkaLogin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of events between ledger and topic, on a real broker. */
@Timeout(180)
class EventSenderTest {
  private static final KafkaBroker BROKER = KafkaBroker.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private JdbcLedger ledger;
  private Outbox outbox;
  private String topic;

  @BeforeEach
  void open() {
    ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC());
    outbox = ledger.outbox();
    outbox.keep(EnumSet.allOf(EventType.class));
    topic = BROKER.topic("told", 3);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private EventsConfig config() {
    KafkaLogin login = new KafkaLogin(new Parameters("caravan.events"));
    login.brokers(BROKER.address());
    return new EventsConfig(login, topic, URI.create("/" + topic), EnumSet.allOf(EventType.class), 10);
  }

  private HeldLeases leases(String owner) {
    return new HeldLeases(ledger, owner, Duration.ofMinutes(5));
  }

  private EventSender sender(HeldLeases leases, EventProducer producer) {
    return new EventSender(config(), outbox, leases, SinkFixture.dependencies(), producer, PATIENCE);
  }

  private EventProducer producer() {
    return new EventProducer(config(), new SecretsInMemory());
  }

  private void opened(int from, int to) {
    IntStream.range(from, to).forEach(time -> outbox.put(new Event.BreakerOpened("shop-" + time % 2, "here", time, 30, null)));
  }

  private List<String> ids() {
    return CommittedMessages.of(BROKER.address(), topic).stream().map(message -> CommittedMessages.text(message.headers().lastHeader("ce_id").value())).toList();
  }

  private static List<String> ids(String dependency, int from, int to) {
    return IntStream.range(from, to).filter(time -> dependency.equals("shop-" + time % 2)).mapToObj(time -> "breaker-" + dependency + "-here-" + time).toList();
  }

  @Test
  void eventsOfOneSubjectComeInTheirOrderAndTheOutboxIsEmptyThen() {
    opened(0, 600);
    sender(leases("me"), producer()).start().close();

    assertThat(outbox.backlog()).isEqualTo(Outbox.Backlog.NOTHING);
    assertThat(outbox.sent()).isEqualTo(600);
    List<String> ids = ids();
    assertThat(ids).hasSize(600);
    assertThat(ids.stream().filter(id -> id.startsWith("breaker-shop-0"))).containsExactlyElementsOf(ids("shop-0", 0, 600));
    assertThat(ids.stream().filter(id -> id.startsWith("breaker-shop-1"))).containsExactlyElementsOf(ids("shop-1", 0, 600));
  }

  @Test
  void whatWasSentWhenItsProcessDiedIsSentAgainUnderTheSameId() {
    opened(0, 1);
    try (EventProducer dying = producer()) {
      dying.send(outbox.waiting(10));
    }
    opened(1, 2);
    sender(leases("next"), producer()).start().close();

    assertThat(ids()).containsExactlyInAnyOrder("breaker-shop-0-here-0", "breaker-shop-0-here-0", "breaker-shop-1-here-1");
    assertThat(outbox.backlog().events()).isZero();
  }

  @Test
  void whileBrokersAreAwayEventsWaitAndNoneIsLost() {
    boolean[] away = {true};
    EventProducer producer = new EventProducer(config(), new SecretsInMemory()) {
      @Override
      void send(List<Outbox.Waiting> events) {
        if (away[0]) {
          throw new KafkaException("nobody answers");
        }
        super.send(events);
      }
    };
    opened(0, 3);
    EventSender first = sender(leases("me"), producer);
    first.start().close();
    assertThat(outbox.backlog().events()).isEqualTo(3);
    away[0] = false;
    opened(3, 4);
    sender(leases("me"), producer).start().close();

    assertThat(ids()).hasSize(4);
    assertThat(outbox.backlog().events()).isZero();
  }

  @Test
  void aSenderThatNobodyWaitsForAnyLongerEndsQuietlyThoughTheLedgerIsClosed() throws Exception {
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    EventProducer silent = new EventProducer(config(), new SecretsInMemory()) {
      @Override
      void send(List<Outbox.Waiting> events) {
        Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
        threads.add(Thread.currentThread());
        sending.countDown();
        try {
          closed.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        throw new KafkaException("nobody answers");
      }
    };
    opened(0, 1);
    EventSender sender = new EventSender(config(), outbox, leases("me"), SinkFixture.dependencies(), silent, Duration.ofMillis(10)).start();
    sending.await();
    sender.close();
    ledger.close();
    closed.countDown();

    threads.get(0).join(PATIENCE.toMillis());
    assertThat(threads.get(0).isAlive()).isFalse();
    assertThat(thrown).isEmpty();
  }

  @Test
  void ofTheProcessesThatShareALedgerOneSends() {
    HeldLeases first = leases("first");
    assertThat(first.take("events")).isTrue();
    opened(0, 1);
    sender(leases("second"), producer()).start().close();
    assertThat(outbox.backlog().events()).as("the first has the lease").isEqualTo(1);

    first.releaseAll();
    try (EventSender second = sender(leases("second"), producer()).start()) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(outbox.backlog().events()).isZero());
      opened(1, 2);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(outbox.backlog().events()).isZero());
    }
    assertThat(ids()).hasSize(2);
  }

  @Test
  void aProcessThatStoodStillSendsNothingBehindItsSuccessor() {
    opened(0, 1);
    List<Outbox.Waiting> events = outbox.waiting(10);
    try (EventProducer stale = producer(); EventProducer successor = producer()) {
      stale.send(events);
      successor.send(events);

      assertThatThrownBy(() -> stale.send(events)).isInstanceOf(KafkaException.class);
    }
    assertThat(ids()).hasSize(2);
  }
}
