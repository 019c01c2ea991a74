package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secrets;
import dev.caravan.batch.Stage;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.http.KameletSource;
import dev.caravan.source.http.KeyFolder;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.PositionedSource;
import dev.caravan.source.http.Snapshot;
import dev.caravan.source.http.Tombstones;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Records of one type, sublists included: all of them at first, then what has changed. */
public final class RecordSource extends KameletSource {
  /** @throws CaravanException KAMELET_PARAMETER, NETSUITE_ACCOUNT: nothing is called yet */
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
    Snapshot snapshot =
        switch (config.deletes()) {
          case "none" -> null;
          case "snapshot" -> snapshot(service, services, config);
          default -> throw new CaravanException(
              Problem.of(ErrorCode.KAMELET_PARAMETER, null, "The record source finds deleted records by comparing ids").required("`deletes: none` or `snapshot`", config.deletes()));
        };
    RecordReader reader = new RecordReader(service, calls.suiteQl(), options, folder, landed, snapshot);
    String realm = calls.account().realm();
    String name = "netsuite:" + realm + ":record:" + config.type() + ":" + config.filter();
    return new PositionedSource(services, config.flow(), config.after(), name, "netsuite " + realm + " " + config.type(), reader, snapshot == null ? List.of() : List.of(new Stage.Tombstones()));
  }

  // Ids are listed anew at the end of a pass: a thousand cost one call, where each record costs one.
  private static Snapshot snapshot(RecordService service, SourceServices services, NetSuiteConfig config) {
    Tombstones tombstones = new Tombstones(List.of(RecordReader.KEY), config.changed().isBlank() ? null : config.changed());
    KeyFolder keys = new KeyFolder(services.data().resolve("keys").resolve(config.flow()));
    return new Snapshot(
        tombstones,
        keys,
        listener -> {
          try {
            for (long id : RecordIds.all(service, config.filter())) {
              listener.key(RecordReader.key(id));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
