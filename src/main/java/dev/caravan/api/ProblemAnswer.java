package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells what is wrong as {@code application/problem+json} (RFC 9457): our code, sentence, place and next move, never a stack trace. */
public final class ProblemAnswer {
  public static final String MEDIA_TYPE = "application/problem+json";

  private ProblemAnswer() {}

  public static Answer of(CaravanException failure) {
    return of(status(failure.code()), failure.problems());
  }

  public static Answer of(int status, Problem problem) {
    return of(status, List.of(problem));
  }

  private static Answer of(int status, List<Problem> problems) {
    Problem first = problems.get(0);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "urn:caravan:problem:" + first.code().code());
    body.put("title", first.code().cause());
    body.put("status", status);
    body.put("detail", first.message());
    body.putAll(document(first));
    if (problems.size() > 1) {
      body.put("problems", problems.stream().map(ProblemAnswer::document).toList());
    }
    return new Answer(status, MEDIA_TYPE, body, Map.of());
  }

  /** One problem, as it stands within answers too. */
  static Map<String, Object> document(Problem problem) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("code", problem.code().code());
    document.put("message", problem.message());
    document.put("place", problem.place() == null ? null : problem.place().toString());
    document.put("required", problem.required());
    document.put("got", problem.got());
    document.put("next", problem.next() == null ? problem.code().remedy() : problem.next());
    return document;
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case USAGE, API_REQUEST -> 400;
      case ACCESS_UNKNOWN, ACCESS_REFUSED -> 401;
      case ACCESS_DENIED, REJECT_MASKED -> 403;
      case API_MISSING, CONTRACT_NOT_FOUND -> 404;
      case LEDGER_CONFLICT, REJECT_GONE, CONTRACT_CHANGED, CONTRACT_PROPOSAL, HISTORY_GONE, HISTORY_SINK, RELOAD_BUSY -> 409;
      case API_BUSY -> 503;
      case API_FAILED -> 500;
      default -> code.failureClass() == FailureClass.TRANSIENT ? 503 : 422;
    };
  }
}
