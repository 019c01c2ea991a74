package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, or what lies below a prefix of it, as object store. */
public final class S3Store implements ObjectStore {
  private static final int PRECONDITION_FAILED = 412;
  private static final int CONFLICT = 409;

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  /**
   * @param client belongs to the caller, who closes it
   * @param prefix empty, or ends with a slash
   */
  public S3Store(S3Client client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  @Override
  public String name() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
  }

  public String bucket() {
    return bucket;
  }

  /** The whole key, as the bucket knows it. */
  public String objectKey(String key) {
    return prefix + key;
  }

  @Override
  public void each(String keyPrefix, Consumer<String> key) {
    asking(
        "cannot list " + name(),
        () -> {
          client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix + keyPrefix)).contents().stream()
              .map(S3Object::key)
              .map(found -> found.substring(prefix.length()))
              .forEach(key);
          return null;
        });
  }

  @Override
  public Optional<byte[]> read(String key) {
    return asking(
        "cannot read " + key + " of " + name(),
        () -> {
          try {
            return Optional.of(
                client.getObjectAsBytes(request -> request.bucket(bucket).key(prefix + key)).asByteArray());
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) {
    return asking(
        "cannot write " + key + " to " + name(),
        () -> {
          try {
            client.putObject(request -> request.bucket(bucket).key(prefix + key).ifNoneMatch("*"), RequestBody.fromBytes(content));
            return true;
          } catch (S3Exception e) {
            // 409: another conditional write of the same key is under way, or won meanwhile.
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT && read(key).isPresent()) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public void delete(String key) {
    asking(
        "cannot delete " + key + " of " + name(),
        () -> client.deleteObject(request -> request.bucket(bucket).key(prefix + key)));
  }

  @Override
  public Path local(String key, Path cache) {
    Path file = cache.resolve(bucket).resolve(prefix + key).normalize();
    if (!file.startsWith(cache)) {
      throw new IllegalArgumentException("the key leads out of the cache: " + key);
    }
    // A key is written once and never changed, so a copy stays right.
    if (!Files.exists(file)) {
      asking("cannot fetch " + key + " of " + name(), () -> download(key, file));
    }
    return file;
  }

  private Path download(String key, Path file) {
    Path part = file.resolveSibling("." + ProcessOwner.mark());
    try {
      Files.createDirectories(file.getParent());
      try (InputStream in = client.getObject(request -> request.bucket(bucket).key(prefix + key))) {
        Files.copy(in, part);
      }
      return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_TARGET, "cannot keep a copy of " + key + " as " + file + ": " + e.getMessage(), e);
    }
  }

  private static <T> T asking(String fact, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw new CaravanException(ErrorCode.SINK_TARGET, fact + ": " + told(e), e);
    }
  }

  /** The failure with the code of S3, by which its documents explain it; the client tells the text that came with it only. */
  public static String told(SdkException failure) {
    String code = failure instanceof AwsServiceException answered && answered.awsErrorDetails() != null ? answered.awsErrorDetails().errorCode() : null;
    String message = String.valueOf(failure.getMessage());
    return code == null || message.contains(code) ? message : code + ": " + message;
  }
}
