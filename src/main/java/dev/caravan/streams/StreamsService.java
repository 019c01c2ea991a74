package dev.caravan.streams;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secrets;
import dev.caravan.source.kafka.KafkaFailures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one file of streams until it is closed: waits for brokers and topics, and begins again after a failure. Starts
 * once and is closed once; how it stands may be asked for by any thread.
 */
public final class StreamsService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
  private static final Duration PAUSE_FIRST = Duration.ofSeconds(2);
  private static final Duration PAUSE_LONGEST = Duration.ofMinutes(1);

  private final StreamsFile file;
  private final Secrets secrets;
  private final Path state;
  private final StreamsWatch watch;
  private final Duration patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile StreamsStanding.State stands = StreamsStanding.State.WAITING;
  private volatile String reason = "it is being started";
  private volatile KafkaStreams running;
  private volatile CountDownLatch ended = new CountDownLatch(0);

  /**
   * @param state folder for what steps remember
   * @param patience how long it may take to finish what is in hand
   */
  public StreamsService(StreamsFile file, Secrets secrets, Path state, StreamsWatch watch, Duration patience) {
    this.file = file;
    this.secrets = secrets;
    this.state = state;
    this.watch = watch;
    this.patience = patience;
    this.thread = new Thread(this::keepRunning, "caravan-streams-" + file.name());
  }

  public String name() {
    return file.name();
  }

  public void start() {
    watch.watches(file.name(), this::standing);
    thread.start();
  }

  public StreamsStanding standing() {
    KafkaStreams now = running;
    return new StreamsStanding(stands, now == null ? 0 : lag(now), reason);
  }

  private static long lag(KafkaStreams streams) {
    return (long) streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag"))
        .map(metric -> metric.metricValue())
        .filter(Double.class::isInstance)
        .mapToDouble(Double.class::cast)
        .filter(Double::isFinite)
        .sum();
  }

  private void keepRunning() {
    Duration pause = PAUSE_FIRST;
    while (!isClosed()) {
      long begin = System.nanoTime();
      try {
        run();
      } catch (CaravanException e) {
        LOG.warn("{}; it is tried again in {} s", e.getMessage(), pause.toSeconds(), e.getCause());
        stand(StreamsStanding.State.FAILED, e.problems().get(0).code().code());
      }
      boolean lasted = Duration.ofNanos(System.nanoTime() - begin).compareTo(PAUSE_LONGEST) > 0;
      pause = lasted ? PAUSE_FIRST : pause;
      await(pause);
      pause = pause.multipliedBy(2).compareTo(PAUSE_LONGEST) > 0 ? PAUSE_LONGEST : pause.multipliedBy(2);
    }
    stand(StreamsStanding.State.STOPPED, "it was stopped");
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void await(Duration pause) {
    try {
      closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private void stand(StreamsStanding.State now, String why) {
    stands = now;
    reason = why;
  }

  /** @throws CaravanException when it has ended by a failure */
  private void run() {
    try {
      TopicCheck.require(file, file.login().properties(secrets));
      runStreams();
    } catch (StreamsException e) {
      throw ended(e);
    } catch (KafkaException e) {
      throw KafkaFailures.told("the file of streams", file.login().brokers(), file.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private void runStreams() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    ended = new CountDownLatch(1);
    if (isClosed()) {
      return;
    }
    KafkaStreams streams = new KafkaStreams(StreamsTopology.of(file, watch), StreamsSettings.of(file, secrets, state));
    streams.setUncaughtExceptionHandler(cause -> {
      failure.compareAndSet(null, cause);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    });
    streams.setStateListener((now, before) -> changed(now));
    running = streams;
    try {
      streams.start();
      ended.await();
    } finally {
      running = null;
      if (!streams.close(patience)) {
        LOG.warn("Streams '{}' did not end within {} s; what was in hand is done again at the next start", file.name(), patience.toSeconds());
      }
    }
    if (failure.get() != null) {
      throw ended(failure.get());
    }
  }

  private CaravanException ended(Throwable failure) {
    return new CaravanException(Problem.of(ErrorCode.STREAMS_STOPPED, null, "Streams '" + file.name() + "' have ended: " + Causes.deepest(failure)), failure);
  }

  private void changed(KafkaStreams.State now) {
    switch (now) {
      case RUNNING -> {
        LOG.info("Streams '{}' run", file.name());
        stand(StreamsStanding.State.RUNNING, "");
      }
      case CREATED, REBALANCING -> stand(StreamsStanding.State.WAITING, "partitions are being handed over");
      case PENDING_SHUTDOWN, PENDING_ERROR -> { }
      case ERROR, NOT_RUNNING -> ended.countDown();
    }
  }

  /** Lets what is in hand finish, then stops. */
  @Override
  public void close() {
    closed.countDown();
    ended.countDown();
    try {
      thread.join(patience.plus(PAUSE_FIRST).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
