package dev.caravan.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /health/started}: whether the process is well, and what of it is
 * not. Anyone who reaches the port may ask, so reasons have no text that a failure brought along. Thread-safe.
 */
final class HealthPages {
  /** Before the pages of Camel, which say no reasons and know of no start. */
  private static final int BEFORE_CAMEL = -500;
  private static final String EXPOSURE = "full";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<Optional<CamelContext>> camel;
  private volatile boolean started;
  private volatile boolean stopping;

  /** @param camel empty until there is one */
  HealthPages(Supplier<Optional<CamelContext>> camel) {
    this.camel = camel;
  }

  /** What a page says. */
  record Answer(boolean up, List<Map<String, Object>> checks) {
    int status() {
      return up ? 200 : 503;
    }
  }

  void serve(Router router) {
    page(router, "live", this::live);
    page(router, "ready", this::ready);
    page(router, "started", this::start);
  }

  private static void page(Router router, String name, Supplier<Answer> answer) {
    router.get("/health/" + name).order(BEFORE_CAMEL).blockingHandler(call -> tell(call, answer.get()), false);
  }

  private static void tell(RoutingContext call, Answer answer) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", word(answer.up()));
    body.put("checks", answer.checks());
    try {
      call.response().setStatusCode(answer.status()).putHeader("Content-Type", "application/json").end(JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists can always be written", e);
    }
  }

  /** All routes have been started. */
  void started() {
    started = true;
  }

  /** From now on nothing new is begun. */
  void stopping() {
    stopping = true;
  }

  Answer start() {
    return new Answer(started, List.of(check("start", started, started ? "all routes have been started" : "routes are being started")));
  }

  Answer live() {
    Collection<HealthCheck.Result> results = camel.get().map(HealthCheckHelper::invokeLiveness).orElse(List.of());
    return new Answer(HealthCheckHelper.isResultsUp(results, false), checks(results, check("process", true, "it answers")));
  }

  Answer ready() {
    if (!started || stopping) {
      return new Answer(false, List.of(check("start", false, stopping ? "the process is being stopped" : "routes are being started")));
    }
    Collection<HealthCheck.Result> results = camel.get().map(context -> HealthCheckHelper.invokeReadiness(context, EXPOSURE)).orElse(List.of());
    return new Answer(HealthCheckHelper.isResultsUp(results, true), checks(results, check("start", true, "all routes have been started")));
  }

  private static List<Map<String, Object>> checks(Collection<HealthCheck.Result> results, Map<String, Object> own) {
    List<Map<String, Object>> checks = new ArrayList<>(List.of(own));
    results.stream().sorted(Comparator.comparing(result -> result.getCheck().getId())).map(HealthPages::check).forEach(checks::add);
    return checks;
  }

  private static Map<String, Object> check(HealthCheck.Result result) {
    boolean up = result.getState() == HealthCheck.State.UP;
    if (!(result.getCheck() instanceof DetailedHealth detailed)) {
      return check(result.getCheck().getId(), up, null);
    }
    Map<String, Object> check = check(result.getCheck().getId(), up, result.getMessage().orElse(null));
    Map<String, Object> each = new TreeMap<>();
    result.getDetails().forEach((name, reason) -> {
      if (!HealthCheckHelper.isReservedKey(name)) {
        each.put(name, reason);
      }
    });
    check.put(detailed.details(), each);
    return check;
  }

  private static Map<String, Object> check(String name, boolean up, String reason) {
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("name", name);
    check.put("status", word(up));
    if (reason != null) {
      check.put("reason", reason);
    }
    return check;
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
