package dev.caravan.source.rest;

import dev.caravan.Secrets;
import dev.caravan.batch.Batch;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.PositionedSource;

/**
 * Records of a paged JSON API: all of them at first, then what is new. A Kamelet calls {@link #poll},
 * {@link #commit} and {@link #next} for each batch, and {@link #finish}; one thread at a time.
 */
public final class RestSource {
  private final PositionedSource source;

  /** @throws dev.caravan.CaravanException KAMELET_PARAMETER: nothing is called yet */
  public RestSource(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, RestConfig config) {
    HttpRequest request = config.request();
    HttpSystem system = systems.system("rest-" + config.system(), config.concurrency());
    Authorization authorization = RestLogin.of(config, systems, secrets.usedBy("flow " + config.flow()));
    RestApi api = new RestApi(system, exchange, authorization, services.clock(), () -> services.passes().goesOn(config.flow()));
    LandedRows landed = new LandedRows(services.data().resolve("landed").resolve(config.flow()));
    RestReader reader =
        new RestReader(
            api, request, config.paging(), config.shape(), config.increment(), config.batchRows(), services.data().resolve("reading").resolve(config.flow()), landed);
    String name = "rest:" + config.system() + ":" + request.address() + "?" + request.queryText();
    this.source = new PositionedSource(services, config.flow(), config.after(), name, "rest " + config.system() + " " + request.address(), reader);
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
