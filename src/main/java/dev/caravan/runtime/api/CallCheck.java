package dev.caravan.runtime.api;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Answer;
import dev.caravan.api.ProblemAnswer;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.RestClientRequestValidator;

/**
 * Compares calls with the description of the interface, as camel-openapi-validator does; but made once and not with each call,
 * with decoded parameters, and telling what is wrong as a problem of ours. Thread-safe.
 */
final class CallCheck implements RestClientRequestValidator {
  private static final int LONGEST_MESSAGE = 500;

  private final OpenApiInteractionValidator validator;

  /** @param description OpenAPI, in YAML */
  CallCheck(String description) {
    this.validator =
        OpenApiInteractionValidator.createForInlineApiSpecification(description)
            .withLevelResolver(
                LevelResolver.create()
                    // A filter that is spelled wrongly would find everything.
                    .withLevel("validation.request.parameter.query.unexpected", ValidationReport.Level.ERROR)
                    // Who calls was found out at the doors.
                    .withLevel("validation.request.security", ValidationReport.Level.IGNORE)
                    .build())
            .build();
  }

  @Override
  public ValidationError validate(Exchange exchange, ValidationContext context) {
    try {
      ValidationReport report = validator.validateRequest(request(exchange));
      return report.hasErrors() ? refused(exchange, new CaravanException(report.getMessages().stream().filter(CallCheck::isError).map(CallCheck::problem).toList())) : null;
    } catch (CaravanException e) {
      return refused(exchange, e);
    }
  }

  private static SimpleRequest request(Exchange exchange) {
    SimpleRequest.Builder request = new SimpleRequest.Builder(exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class), Parameters.path(exchange));
    Parameters.query(exchange).forEach(request::withQueryParam);
    String body = exchange.getMessage().getBody(String.class);
    if (body != null && !body.isEmpty()) {
      request.withContentType("application/json").withBody(body);
    }
    return request.build();
  }

  private static boolean isError(ValidationReport.Message message) {
    return message.getLevel() == ValidationReport.Level.ERROR;
  }

  private static Problem problem(ValidationReport.Message message) {
    String text = message.getMessage().lines().findFirst().orElse("");
    return Problem.of(ErrorCode.API_REQUEST, null, text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…");
  }

  private static ValidationError refused(Exchange exchange, CaravanException why) {
    Answer answer = ProblemAnswer.of(why);
    Replies.write(exchange, answer);
    return new ValidationError(answer.status(), Replies.text(answer.body()));
  }
}
