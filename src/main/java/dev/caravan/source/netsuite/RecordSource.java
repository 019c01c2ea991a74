package dev.caravan.source.netsuite;

import dev.caravan.Secrets;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.http.KameletSource;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.PositionedSource;
import java.nio.file.Path;

/** Records of one type, sublists included: all of them at first, then what has changed. */
public final class RecordSource extends KameletSource {
  /** @throws dev.caravan.CaravanException KAMELET_PARAMETER, NETSUITE_ACCOUNT: nothing is called yet */
  public RecordSource(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    super(positioned(services, systems, secrets, exchange, config));
  }

  private static PositionedSource positioned(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    AccountCalls calls = AccountCalls.of(services, systems, secrets, exchange, config);
    LandedRows landed = new LandedRows(services.data().resolve("landed").resolve(config.flow()));
    Path folder = services.data().resolve("reading").resolve(config.flow());
    RecordService service = new RecordService(calls, config.type(), config.expand());
    RecordReader.Options options =
        new RecordReader.Options(config.filter(), config.changed(), config.overlap(), config.batchRows(), config.concurrency(), config.skipUnreadable());
    RecordReader reader = new RecordReader(service, calls.suiteQl(), options, folder, landed);
    String realm = calls.account().realm();
    String name = "netsuite:" + realm + ":record:" + config.type() + ":" + config.filter();
    return new PositionedSource(services, config.flow(), config.after(), name, "netsuite " + realm + " " + config.type(), reader);
  }
}
