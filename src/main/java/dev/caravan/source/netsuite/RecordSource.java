package dev.caravan.source.netsuite;

import dev.caravan.Secrets;
import dev.caravan.batch.Batch;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.PositionedSource;
import java.nio.file.Path;

/**
 * Records of one type, sublists included: all of them at first, then what has changed. A Kamelet calls {@link #poll}, {@link #commit} and
 * {@link #next} for each batch, and {@link #finish}; one thread at a time.
 */
public final class RecordSource {
  private final PositionedSource source;

  /** @throws dev.caravan.CaravanException KAMELET_PARAMETER, NETSUITE_ACCOUNT: nothing is called yet */
  public RecordSource(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    AccountCalls calls = AccountCalls.of(services, systems, secrets, exchange, config);
    LandedRows landed = new LandedRows(services.data().resolve("landed").resolve(config.flow()));
    Path folder = services.data().resolve("reading").resolve(config.flow());
    RecordService service = new RecordService(calls, config.type(), config.expand());
    RecordReader.Options options =
        new RecordReader.Options(config.filter(), config.changed(), config.overlap(), config.batchRows(), config.concurrency(), config.skipUnreadable());
    RecordReader reader = new RecordReader(service, calls.suiteQl(), options, folder, landed);
    String realm = calls.account().realm();
    String name = "netsuite:" + realm + ":record:" + config.type() + ":" + config.filter();
    this.source = new PositionedSource(services, config.flow(), config.after(), name, "netsuite " + realm + " " + config.type(), reader);
  }

  /** Begins a pass and reads its first batch; null when there is nothing to do. */
  public Batch poll() {
    return source.poll();
  }

  /** The next batch; null when the pass is over. */
  public Batch next() {
    return source.next();
  }

  public void commit(Batch batch) {
    source.commit(batch);
  }

  public void finish() {
    source.finish();
  }
}
