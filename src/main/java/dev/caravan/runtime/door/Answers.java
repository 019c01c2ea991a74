package dev.caravan.runtime.door;

import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Answer;
import dev.caravan.api.ProblemAnswer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** What every answer behind the doors has in common. */
final class Answers {
  /** The console draws with inline styles and reads pictures from data. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-store");

  private Answers() {}

  static void secure(RoutingContext call) {
    HttpServerResponse response = call.response();
    HEADERS.forEach(response::putHeader);
    if (call.request().isSSL()) {
      response.putHeader("Strict-Transport-Security", "max-age=31536000");
    }
  }

  /** In words with the code, or as a problem where programs ask. */
  static void refuse(RoutingContext call, int status, ErrorCode code, String text) {
    if (!Doors.isApi(call.normalizedPath())) {
      text(call, status, text + " [" + code.code() + "]");
      return;
    }
    Answer answer = ProblemAnswer.of(status, Problem.of(code, null, text));
    call.response().setStatusCode(status).putHeader("Content-Type", answer.mediaType()).end(Json.encode(answer.body()));
  }

  static void text(RoutingContext call, int status, String text) {
    call.response().setStatusCode(status).putHeader("Content-Type", "text/plain; charset=utf-8").end(text + "\n");
  }
}
