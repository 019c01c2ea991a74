package dev.caravan.runtime.api;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.Map;

/** Compares calls with the description of the interface, whichever way they come. Thread-safe; the first call takes a second. */
public final class CallCheck {
  private static final int LONGEST_MESSAGE = 500;

  /** null until somebody calls; guarded by this */
  private OpenApiInteractionValidator validator;

  /**
   * @param path encoded, from the root of the server
   * @param query decoded
   * @param body of JSON; null or empty for none
   * @throws CaravanException API_REQUEST with everything that is not as it is described
   */
  void check(String method, String path, Map<String, String> query, String body) {
    SimpleRequest.Builder request = new SimpleRequest.Builder(method, path);
    query.forEach(request::withQueryParam);
    if (body != null && !body.isEmpty()) {
      request.withContentType("application/json").withBody(body);
    }
    ValidationReport report = validator().validateRequest(request.build());
    if (report.hasErrors()) {
      throw new CaravanException(report.getMessages().stream().filter(CallCheck::isError).map(CallCheck::problem).toList());
    }
  }

  private synchronized OpenApiInteractionValidator validator() {
    if (validator == null) {
      validator =
          OpenApiInteractionValidator.createForInlineApiSpecification(ApiPage.description())
              .withLevelResolver(
                  LevelResolver.create()
                      // A filter that is spelled wrongly would find everything.
                      .withLevel("validation.request.parameter.query.unexpected", ValidationReport.Level.ERROR)
                      // Who calls was found out at the doors.
                      .withLevel("validation.request.security", ValidationReport.Level.IGNORE)
                      .build())
              .build();
    }
    return validator;
  }

  private static boolean isError(ValidationReport.Message message) {
    return message.getLevel() == ValidationReport.Level.ERROR;
  }

  private static Problem problem(ValidationReport.Message message) {
    String text = message.getMessage().lines().findFirst().orElse("");
    return Problem.of(ErrorCode.API_REQUEST, null, text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…");
  }
}
