package dev.caravan.catalog;

import dev.caravan.Credential;
import dev.caravan.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A real S3 server as a process of its own on a loopback port. It checks signatures, and what it took
 * survives it: it can be stopped and started again at the same address.
 */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "lake";
  private static final String ACCESS_KEY = "caravan-test";
  private static final String SECRET_KEY = "caravan-test-secret";
  private static final Path PROGRAM = Path.of("target", "s3proxy", "s3proxy.jar");
  private static final Duration START_TIME = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private Process process;

  /** @param folder where the server keeps its settings, its log and its objects */
  public S3Server(Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
  }

  /** Returns when the server answers and has the bucket. */
  public S3Server start() throws IOException {
    Path objects = Files.createDirectories(folder.resolve("objects"));
    Path settings = folder.resolve("s3proxy.properties");
    Files.writeString(settings, settings(objects));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    process =
        new ProcessBuilder(
                java.toString(), "-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", PROGRAM.toAbsolutePath().toString(),
                "--properties", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    // A test run that is killed leaves no server behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try (S3Client client = client()) {
      Awaitility.await()
          .atMost(START_TIME)
          .ignoreExceptionsInstanceOf(SdkException.class)
          .failFast("the S3 server ended; " + log(), () -> !process.isAlive())
          .until(
              () -> {
                if (client.listBuckets().buckets().isEmpty()) {
                  client.createBucket(request -> request.bucket(BUCKET));
                }
                return true;
              });
    }
    return this;
  }

  private String settings(Path objects) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("s3proxy.endpoint", endpoint());
    settings.put("s3proxy.authorization", "aws-v2-or-v4");
    settings.put("s3proxy.identity", ACCESS_KEY);
    settings.put("s3proxy.credential", SECRET_KEY);
    settings.put("jclouds.provider", "filesystem-nio2");
    settings.put("jclouds.filesystem.basedir", objects.toString());
    settings.put("jclouds.identity", "unused");
    settings.put("jclouds.credential", "unused");
    return settings.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining("\n"));
  }

  private Path log() {
    return folder.resolve("s3proxy.log");
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** A client with the right key; the caller closes it. */
  public S3Client client() {
    return client(SECRET_KEY);
  }

  /** A client with another secret. */
  public S3Client client(String secret) {
    return new S3Config(endpoint(), null, true, Credential.of(new Secret(ACCESS_KEY)), Credential.of(new Secret(secret)), S3Config.Limits.DEFAULT).client();
  }

  /** What a runtime has to be told to reach this server, as properties. */
  public Map<String, String> properties() {
    return Map.of("caravan.s3.endpoint", endpoint(), "caravan.s3.access-key", ACCESS_KEY, "caravan.s3.secret-key", SECRET_KEY);
  }

  /** The addresses of all objects of the bucket. */
  public List<String> keys() {
    try (S3Client client = client()) {
      return client.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream().map(object -> object.key()).toList();
    }
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process = null;
  }
}
