package dev.caravan.runtime.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Answer;
import dev.caravan.api.Api;
import dev.caravan.api.Call;
import dev.caravan.api.Operation;
import dev.caravan.api.ProblemAnswer;
import dev.caravan.security.Caller;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers calls of which every part is a text, as REST answers them: compared with the same description, by the same rights. Thread-safe. */
public final class TextCalls {
  private final Api api;
  private final CallCheck check;

  public TextCalls(Api api, CallCheck check) {
    this.api = api;
    this.check = check;
  }

  /**
   * Never throws.
   *
   * @param texts one for each parameter; null or empty for what is not given
   * @param address from where
   */
  Answer answer(Signature signature, List<String> texts, Caller caller, String address) {
    Map<String, String> path = given(signature, Signature.Part.PATH, texts);
    Map<String, String> query = given(signature, Signature.Part.QUERY, texts);
    String body = given(signature, Signature.Part.BODY, texts).values().stream().findFirst().orElse(null);
    Operation operation = signature.operation();
    try {
      // Whoever may not is told so before anything else, as at the doors.
      if (caller.may(operation.permission())) {
        check.check(operation.method(), Operation.BASE + filled(operation, path), query, body);
      }
      Map<String, String> parameters = new LinkedHashMap<>(query);
      parameters.putAll(path);
      return api.answer(new Call(operation, caller, parameters, Bodies.read(body), address));
    } catch (CaravanException e) {
      return ProblemAnswer.of(e);
    }
  }

  private static Map<String, String> given(Signature signature, Signature.Part part, List<String> texts) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int index = 0; index < texts.size(); index++) {
      Signature.Parameter parameter = signature.parameters().get(index);
      String text = texts.get(index);
      if (parameter.part() == part && text != null && !text.isEmpty()) {
        given.put(parameter.name(), text);
      }
    }
    return given;
  }

  private static String filled(Operation operation, Map<String, String> path) {
    return Arrays.stream(operation.path().split("/", -1)).map(part -> part.startsWith("{") ? encoded(part.substring(1, part.length() - 1), path) : part).collect(Collectors.joining("/"));
  }

  private static String encoded(String name, Map<String, String> path) {
    String text = path.get(name);
    if (text == null) {
      throw new CaravanException(Problem.of(ErrorCode.API_REQUEST, null, "The parameter " + name + " is missing"));
    }
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
