package dev.caravan.runtime.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Answer;
import dev.caravan.api.Api;
import dev.caravan.api.Operation;
import dev.caravan.api.ProblemAnswer;
import dev.caravan.runtime.door.Doors;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST interface below {@code /api/v1}, and a page that shows it at {@code /api/}. What comes in has passed the doors; a
 * Camel context of its own, made when somebody first calls, compares it with the description and answers. Thread-safe.
 */
public final class RestInterface implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestInterface.class);
  private static final long LARGEST_BODY_BYTES = 1 << 20;
  private static final String JSON = "application/json";

  private final Api api;
  private final CallCheck check;
  private final int port;
  private final TaskEvents events;
  /** null until somebody calls; guarded by this */
  private ApiContext context;
  private volatile boolean started;

  /** @param port of the HTTP server */
  public RestInterface(Api api, CallCheck check, int port) {
    this.api = api;
    this.check = check;
    this.port = port;
    this.events = new TaskEvents(api, check);
  }

  /** To be called once, when the doors are guarded. */
  public void serve(Router router) {
    new ApiPage().serve(router);
    router.route("/api/*").handler(call -> admit(call, router)).failureHandler(RestInterface::failed);
  }

  private void admit(RoutingContext call, Router router) {
    String path = call.normalizedPath();
    HttpMethod method = call.request().method();
    Optional<Operation> operation = Operation.of(method.name(), path);
    if (operation.isEmpty()) {
      refuse(call, path, method);
    } else if (call.request().getHeader("Transfer-Encoding") != null) {
      refuse(call, 411, Problem.of(ErrorCode.API_REQUEST, null, "How long the body is has to be said before it comes").required("Content-Length", "Transfer-Encoding"));
    } else if (length(call) > LARGEST_BODY_BYTES) {
      refuse(call, 413, Problem.of(ErrorCode.API_REQUEST, null, "What was sent is too large").required("at most " + LARGEST_BODY_BYTES + " bytes", length(call) + " bytes"));
    } else if (length(call) > 0 && !JSON.equals(call.parsedHeaders().contentType().value())) {
      refuse(call, 415, Problem.of(ErrorCode.API_REQUEST, null, "What was sent is not said to be JSON").required("Content-Type: " + JSON, "another one"));
    } else {
      if (operation.get() == Operation.WATCH_TASK) {
        events.serve(call, Doors.caller(call));
        return;
      }
      call.setUser(Callers.user(Doors.caller(call)));
      if (started) {
        call.next();
      } else {
        // The routes that answer are added now; this call has begun without them.
        call.request().pause();
        call.vertx().executeBlocking(() -> start(router), true).onComplete(done -> {
          if (done.failed()) {
            call.fail(500, done.cause());
          } else {
            call.reroute(call.request().uri());
          }
        });
      }
    }
  }

  /** Of the body; 0 when there is none. The server has refused what is no number. */
  private static long length(RoutingContext call) {
    String length = call.request().getHeader("Content-Length");
    return length == null ? 0 : Long.parseLong(length);
  }

  private synchronized Void start(Router router) {
    if (!started) {
      context = new ApiContext(api, check, router, port);
      context.start();
      started = true;
    }
    return null;
  }

  private static void refuse(RoutingContext call, String path, HttpMethod method) {
    List<Operation> others = Operation.at(path);
    if (others.isEmpty()) {
      refuse(call, 404, Problem.of(ErrorCode.API_MISSING, null, "There is nothing at this address").next("/api/ shows what there is."));
    } else {
      String allowed = others.stream().map(Operation::method).collect(Collectors.joining(", "));
      call.response().putHeader("Allow", allowed);
      refuse(call, 405, Problem.of(ErrorCode.API_REQUEST, null, "This address is not called so").required(allowed, method.name()));
    }
  }

  private static void failed(RoutingContext call) {
    if (call.failure() instanceof CaravanException told) {
      Replies.write(call, ProblemAnswer.of(told));
      return;
    }
    LOG.debug("A call of {} is refused", call.normalizedPath(), call.failure());
    // What the server cannot decode is thrown at it without a status.
    int status = call.statusCode() < 400 && call.failure() instanceof IllegalArgumentException ? 400 : call.statusCode();
    if (status >= 400 && status < 500) {
      refuse(call, status, Problem.of(ErrorCode.API_REQUEST, null, "The call cannot be read"));
    } else {
      LOG.error("A call of {} failed", call.normalizedPath(), call.failure());
      refuse(call, status, Problem.of(ErrorCode.API_FAILED, null, "The call failed; the log of the process tells why"));
    }
  }

  private static void refuse(RoutingContext call, int status, Problem problem) {
    Answer answer = ProblemAnswer.of(status, problem);
    Replies.write(call, answer);
  }

  @Override
  public synchronized void close() {
    if (context != null) {
      context.close();
    }
  }
}
