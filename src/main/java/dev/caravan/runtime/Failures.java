package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.Problem;
import dev.caravan.catalog.S3Store;
import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureFacts;
import dev.caravan.failure.FailureTable;
import dev.caravan.failure.HttpAnswer;
import dev.caravan.failure.RetryAfter;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.http.base.HttpOperationFailedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Classifies what was thrown by a table, and names the problem that decides. Thread-safe. */
public final class Failures {
  private final FailureTable table;
  /** What opened a breaker, by its name. */
  private final Function<String, Optional<String>> openedBy;

  public Failures(FailureTable table) {
    this(table, breaker -> Optional.empty());
  }

  /** @param openedBy what opened a breaker last, by its name: a call that was not made says nothing of it */
  Failures(FailureTable table, Function<String, Optional<String>> openedBy) {
    this.table = table;
    this.openedBy = openedBy;
  }

  public Failure of(Throwable failure) {
    FailureFacts facts = FailureFacts.of(FullDisk.problem(failure).<Throwable>map(CaravanException::new).orElse(failure), Failures::answer);
    FailureTable.Verdict verdict = table.verdict(facts);
    Problem problem = facts.problem() != null ? facts.problem() : problem(failure, verdict.failureClass());
    return new Failure(problem, verdict.failureClass(), verdict.rule(), verdict.outside(), verdict.opens(), facts.retryAfter());
  }

  private Problem problem(Throwable failure, FailureClass failureClass) {
    Throwable root = failure;
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof HttpAnswer) {
        break;
      }
      if (cause instanceof UnknownHostException unknown) {
        return Problem.of(ErrorCode.HTTP_UNREACHABLE, null, "There is no host " + unknown.getMessage());
      }
      if (cause instanceof OutOfMemoryError) {
        return Problem.of(ErrorCode.FLOW_MEMORY, null, "A step ran out of the Java heap: " + cause.getMessage());
      }
      String told = target(cause);
      if (told != null) {
        boolean source = cause instanceof CallNotPermittedException refused && refused.getCausingCircuitBreakerName().startsWith(HttpThroughCamel.SYSTEMS);
        return Problem.of(source ? ErrorCode.HTTP_BREAKER : ErrorCode.SINK_TARGET, null, told);
      }
      root = cause;
    }
    ErrorCode code = failureClass == FailureClass.BUG ? ErrorCode.FLOW_BUG : ErrorCode.FLOW_STOPPED;
    return Problem.of(code, null, root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
  }

  // Thrown by the calls that a sink's Kamelet makes itself. What lies below says neither whose failure it is nor
  // what was answered. Null for anything else.
  private String target(Throwable cause) {
    if (cause instanceof SdkException s3) {
      return "A call to S3 failed: " + S3Store.told(s3);
    }
    if (cause instanceof SQLException database) {
      return "A call to a database failed: " + String.valueOf(database.getMessage()).lines().findFirst().orElse("");
    }
    if (cause instanceof CallNotPermittedException refused) {
      return refused.getMessage() + openedBy.apply(refused.getCausingCircuitBreakerName()).map(opened -> "; it opened by: " + opened).orElse("");
    }
    return cause instanceof BulkheadFullException ? cause.getMessage() : null;
  }

  // What clients of others throw when a system has answered.
  private static Optional<HttpAnswer> answer(Throwable failure) {
    if (failure instanceof HttpOperationFailedException http) {
      return Optional.of(new HttpAnswer(http.getStatusCode(), wait(header(http.getResponseHeaders()))));
    }
    if (failure instanceof AwsServiceException aws) {
      Optional<String> asked =
          aws.awsErrorDetails() == null || aws.awsErrorDetails().sdkHttpResponse() == null
              ? Optional.empty()
              : aws.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Retry-After");
      return Optional.of(new HttpAnswer(aws.statusCode(), wait(asked)));
    }
    return Optional.empty();
  }

  private static Optional<String> header(Map<String, String> headers) {
    return headers == null ? Optional.empty() : headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("Retry-After")).map(Map.Entry::getValue).findFirst();
  }

  private static Duration wait(Optional<String> asked) {
    return asked.flatMap(text -> RetryAfter.read(text, Instant.now())).orElse(null);
  }
}
