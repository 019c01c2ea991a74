package dev.caravan.source.rest;

import dev.caravan.Secrets;
import dev.caravan.batch.Stage;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.http.KameletSource;
import dev.caravan.source.http.KeyFolder;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.PositionedSource;
import dev.caravan.source.http.Tombstones;
import java.util.List;

/** Records of a paged JSON API: all of them at first, then what is new. */
public final class RestSource extends KameletSource {
  /** @throws dev.caravan.CaravanException KAMELET_PARAMETER: nothing is called yet */
  public RestSource(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, RestConfig config) {
    super(positioned(services, systems, secrets, exchange, config));
  }

  private static PositionedSource positioned(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, RestConfig config) {
    HttpRequest request = config.request();
    HttpSystem system = systems.system("rest-" + config.system(), config.concurrency());
    Authorization authorization = RestLogin.of(config, systems, secrets.usedBy("flow " + config.flow()));
    RestApi api = new RestApi(system, exchange, authorization, services.clock(), () -> services.passes().goesOn(config.flow()));
    LandedRows landed = new LandedRows(services.data().resolve("landed").resolve(config.flow()));
    Tombstones tombstones = config.tombstones();
    RestReader.Deletions deletions =
        tombstones == null ? null : RestReader.Deletions.of(tombstones, new KeyFolder(services.data().resolve("keys").resolve(config.flow())));
    RestReader reader =
        new RestReader(
            api, request, config.paging(), config.shape(), config.increment(), config.batchRows(), services.data().resolve("reading").resolve(config.flow()), landed, deletions);
    String name = "rest:" + config.system() + ":" + request.address() + "?" + request.queryText();
    return new PositionedSource(services, config.flow(), config.after(), name, "rest " + config.system() + " " + request.address(), reader, deletions == null ? List.of() : List.of(new Stage.Tombstones()));
  }
}
