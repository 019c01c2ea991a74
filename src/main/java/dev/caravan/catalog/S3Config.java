package dev.caravan.catalog;

import dev.caravan.Credential;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How S3 is reached.
 *
 * @param endpoint {@code http://host:port} of a compatible store, or null for AWS
 * @param region null means us-east-1, which compatible stores take
 * @param pathStyle the bucket stands in the path, not in the host name
 * @param accessKey read at each request; null means the default chain of AWS (environment, profile,
 *     role)
 * @param secretKey read at each request; null exactly when {@code accessKey} is
 */
public record S3Config(String endpoint, String region, boolean pathStyle, Credential accessKey, Credential secretKey, Limits limits) {

  /**
   * How long one try of a request may take; the client makes up to four.
   *
   * @param connect until there is a connection
   * @param idle of silence
   * @param whole from the first byte sent to the reply
   */
  public record Limits(Duration connect, Duration idle, Duration whole) {
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(15));
  }

  /** A client of its own; the caller closes it. */
  public S3Client client() {
    var builder =
        S3Client.builder()
            .region(Region.of(region == null ? "us-east-1" : region))
            .forcePathStyle(pathStyle)
            .httpClientBuilder(ApacheHttpClient.builder().connectionTimeout(limits.connect()).socketTimeout(limits.idle()))
            .credentialsProvider(credentials());
    builder.overrideConfiguration(
        override -> {
          override.apiCallAttemptTimeout(limits.whole());
          if (accessKey != null) {
            override.addExecutionInterceptor(new RefusedKeys(accessKey, secretKey));
          }
        });
    if (endpoint != null) {
      builder
          .endpointOverride(URI.create(endpoint))
          // Compatible stores do not all know the newer checksum trailers.
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    }
    return builder.build();
  }

  private AwsCredentialsProvider credentials() {
    if (accessKey == null) {
      return DefaultCredentialsProvider.builder().build();
    }
    return () -> AwsBasicCredentials.create(accessKey.get().reveal(), secretKey.get().reveal());
  }
}
