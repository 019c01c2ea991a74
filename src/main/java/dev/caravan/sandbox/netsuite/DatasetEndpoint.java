package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Saved datasets: queries that somebody made in the user interface and gave a name. Thread-safe. */
final class DatasetEndpoint {
  static final String PATH = "/services/rest/query/v1/dataset";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SuiteQlEndpoint suiteQl;
  private final NetSuiteErrors errors;
  private final Map<String, String> queries = new ConcurrentSkipListMap<>();

  DatasetEndpoint(SuiteQlEndpoint suiteQl, NetSuiteErrors errors) {
    this.suiteQl = suiteQl;
    this.errors = errors;
    save("custdataset_active_customers", "SELECT id, entityid, altname, email FROM customer WHERE isinactive = 'F' ORDER BY id");
    save("custdataset_open_periods", "SELECT id, periodname, startdate, enddate FROM accountingperiod WHERE closed = 'F' ORDER BY id");
  }

  void save(String dataset, String query) {
    queries.put(dataset, query);
  }

  Reply answer(Request request) {
    if (!request.method().equals("GET")) {
      return errors.method();
    }
    String rest = request.path().substring(PATH.length());
    if (rest.isEmpty() || rest.equals("/")) {
      return list();
    }
    String[] parts = rest.split("/");
    if (parts.length != 3 || !parts[2].equals("result")) {
      return errors.noPath(request.path());
    }
    String query = queries.get(parts[1]);
    return query == null ? errors.missing() : suiteQl.page(request, query, List.of());
  }

  private Reply list() {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode items = body.putArray("items");
    queries.keySet().forEach(id -> items.addObject().put("id", id).put("name", id.replace("custdataset_", "").replace('_', ' ')));
    body.put("count", items.size()).put("hasMore", false).put("offset", 0).put("totalResults", items.size());
    return Reply.json(body.toString());
  }
}
