package dev.caravan.source.netsuite;

import com.fasterxml.jackson.core.JsonPointer;
import dev.caravan.Secrets;
import dev.caravan.source.SourceServices;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.http.KameletSource;
import dev.caravan.source.http.LandedRows;
import dev.caravan.source.http.PositionedSource;
import dev.caravan.source.rest.PageShape;
import dev.caravan.source.rest.RestApi;
import dev.caravan.source.rest.RestReader;
import java.nio.file.Path;

/** Rows of a saved dataset, which is read whole at each pass; what differs from the pass before lands. */
public final class DatasetSource extends KameletSource {
  private static final String PATH = "/services/rest/query/v1/dataset/";
  private static final int PAGE = 1000;
  /** rows that the service gives of one dataset */
  private static final long MOST = 100_000;
  private static final PageShape SHAPE =
      new PageShape(JsonPointer.compile("/items"), null, JsonPointer.compile("/hasMore"), JsonPointer.compile("/totalResults"), null, true);

  /** @throws dev.caravan.CaravanException KAMELET_PARAMETER, NETSUITE_ACCOUNT: nothing is called yet */
  public DatasetSource(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    super(positioned(services, systems, secrets, exchange, config));
  }

  private static PositionedSource positioned(SourceServices services, HttpSystems systems, Secrets secrets, HttpExchange exchange, NetSuiteConfig config) {
    AccountCalls calls = AccountCalls.of(services, systems, secrets, exchange, config);
    LandedRows landed = new LandedRows(services.data().resolve("landed").resolve(config.flow()));
    Path folder = services.data().resolve("reading").resolve(config.flow());
    String dataset = config.dataset();
    RestApi api = new RestApi(calls.system(), exchange, calls.authorization(), services.clock(), calls.goesOn(), (request, reply) -> NetSuiteErrors.of(reply, "the dataset " + dataset));
    HttpRequest request = HttpRequest.get(calls.account().address(PATH + dataset + "/result")).with("limit", Integer.toString(PAGE));
    RestReader reader = RestReader.ofList(api, request, SHAPE, MOST, config.batchRows(), folder, landed);
    String realm = calls.account().realm();
    return new PositionedSource(services, config.flow(), config.after(), "netsuite:" + realm + ":dataset:" + dataset, "netsuite " + realm + " " + dataset, reader);
  }
}
