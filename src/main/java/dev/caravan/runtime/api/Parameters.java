package dev.caravan.runtime.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Operation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** Reads what stands in path and query. Camel's own reading mixes it with headers, and does not decode it. */
final class Parameters {
  private Parameters() {}

  /** @throws CaravanException API_REQUEST when something is written wrongly, or said twice */
  static Map<String, String> of(Operation operation, Exchange exchange) {
    Map<String, String> parameters = query(exchange);
    String[] names = operation.path().split("/", -1);
    String[] values = path(exchange).substring(Operation.BASE.length()).split("/", -1);
    for (int index = 0; index < names.length; index++) {
      if (names[index].startsWith("{")) {
        put(parameters, names[index].substring(1, names[index].length() - 1), decoded(values[index].replace("+", "%2B")));
      }
    }
    return parameters;
  }

  static String path(Exchange exchange) {
    return exchange.getMessage().getHeader(Exchange.HTTP_PATH, String.class);
  }

  static Map<String, String> query(Exchange exchange) {
    return query(exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class));
  }

  /** @param query as it came; null when there is none */
  static Map<String, String> query(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String part : query.split("&")) {
      int mark = part.indexOf('=');
      put(parameters, decoded(mark < 0 ? part : part.substring(0, mark)), mark < 0 ? "" : decoded(part.substring(mark + 1)));
    }
    return parameters;
  }

  private static void put(Map<String, String> parameters, String name, String value) {
    if (parameters.put(name, value) != null) {
      throw new CaravanException(Problem.of(ErrorCode.API_REQUEST, null, "A parameter is given more than once"));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new CaravanException(Problem.of(ErrorCode.API_REQUEST, null, "A parameter is not encoded as in an address"));
    }
  }
}
