package dev.caravan.catalog;

import dev.caravan.Credential;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Has the key of S3 read anew when it was refused, so that the next try has the rotated one. Thread-safe. */
final class RefusedKeys implements ExecutionInterceptor {
  private static final Set<String> CODES = Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch");

  private final Credential accessKey;
  private final Credential secretKey;

  RefusedKeys(Credential accessKey, Credential secretKey) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution failed, ExecutionAttributes attributes) {
    if (failed.exception() instanceof AwsServiceException e && e.awsErrorDetails() != null && CODES.contains(e.awsErrorDetails().errorCode())) {
      accessKey.refused(accessKey.get());
      secretKey.refused(secretKey.get());
    }
  }
}
