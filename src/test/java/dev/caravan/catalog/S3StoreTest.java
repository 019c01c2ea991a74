package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

class S3StoreTest extends ObjectStoreContract {
  @TempDir static Path serverFolder;
  private static S3Server server;
  private static S3Client client;

  @BeforeAll
  static void startServer() throws Exception {
    server = new S3Server(serverFolder).start();
    client = server.client();
  }

  @AfterAll
  static void stopServer() {
    client.close();
    server.close();
  }

  @Override
  ObjectStore open() {
    return new S3Store(client, S3Server.BUCKET, UUID.randomUUID() + "/");
  }

  @Test
  void aPrefixKeepsOtherLakesOfTheBucketOut() {
    ObjectStore other = new S3Store(client, S3Server.BUCKET, "other/");
    other.putIfAbsent("a", bytes("other"));

    assertThat(store.read("a")).isEmpty();
    assertThat(store.list("")).isEmpty();
    assertThat(client.headObject(request -> request.bucket(S3Server.BUCKET).key("other/a")).contentLength()).isEqualTo(5);
  }

  @Test
  void aWrongSecretIsToldWithoutIt() {
    try (S3Client stranger = server.client("not-the-secret")) {
      ObjectStore refused = new S3Store(stranger, S3Server.BUCKET, "");

      assertThatThrownBy(() -> refused.read("a"))
          .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_TARGET))
          .hasMessageContaining("cannot read a of s3://lake")
          .hasMessageNotContaining("not-the-secret");
      assertThatThrownBy(() -> refused.list("")).hasMessageContaining("[sink.target-unavailable]");
      assertThatThrownBy(() -> refused.putIfAbsent("a", bytes("x"))).hasMessageContaining("[sink.target-unavailable]");
    }
  }

  @Test
  void aServerThatIsDownIsTold() throws Exception {
    try (S3Server down = new S3Server(Files.createDirectories(folder.resolve("down")));
        S3Client nobody = down.client()) {
      assertThatThrownBy(() -> new S3Store(nobody, S3Server.BUCKET, "").read("a")).hasMessageContaining("[sink.target-unavailable]");
    }
  }

  @Test
  void aBucketThatDoesNotExistIsNoEmptyLake() {
    ObjectStore absent = new S3Store(client, "absent-bucket", "");

    assertThatThrownBy(() -> absent.list("")).hasMessageContaining("[sink.target-unavailable]");
    assertThatThrownBy(() -> absent.read("a")).hasMessageContaining("[sink.target-unavailable]");
  }
}
