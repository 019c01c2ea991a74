package dev.caravan.sink.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.batch.Batch;
import dev.caravan.batch.Checks;
import dev.caravan.batch.Stage;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Manifest;
import dev.caravan.catalog.S3Server;
import dev.caravan.sink.SinkFixture;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class LakeSinkS3Test extends LakeSinkContract {
  @TempDir static Path serverFolder;
  private static S3Server server;
  private static S3Client client;

  private final String prefix = "lakes/" + UUID.randomUUID();

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
  String target() {
    return "s3://" + S3Server.BUCKET + "/" + prefix;
  }

  @Override
  Supplier<S3Client> s3() {
    return () -> client;
  }

  @Override
  void leaveBehind(LakePlan plan) {
    plan.data()
        .forEach(
            upload ->
                client.putObject(
                    request -> request.bucket(upload.bucket()).key(upload.key()).metadata(upload.metadata()), RequestBody.fromFile(upload.file())));
  }

  @Test
  void objectsSayWhatTheyAre() throws Exception {
    Checks checks = new Checks("retail/orders", "1.2.0", List.of(), List.of(), List.of(), List.of());
    Batch batch = fixture.batch("a", "{\"id\":1}", "{\"id\":2}").with(new Stage.Checked(checks));

    land("orders", batch);

    Manifest manifest = lake().manifest(new DatasetName("retail/orders"), batch.id()).orElseThrow();
    Manifest.LandedFile file = manifest.files().get(0);
    HeadObjectResponse data = head("retail/orders/data/" + file.name());
    assertThat(data.contentLength()).isEqualTo(file.bytes());
    assertThat(data.metadata())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "caravan-batch", batch.id().value(),
                "caravan-rows", "2",
                "caravan-contract", "retail/orders",
                "caravan-contract-version", "1.2.0",
                "caravan-sha256", file.sha256()));
    HeadObjectResponse publication = head("retail/orders/manifests/" + batch.id() + ".json");
    assertThat(publication.contentType()).isEqualTo("application/json");
    assertThat(publication.metadata())
        .containsEntry("caravan-batch", batch.id().value())
        .containsEntry("caravan-rows", "2")
        .containsEntry("caravan-contract-version", "1.2.0");
  }

  @Test
  void aManifestThatSomebodyElsePublishedStays() throws Exception {
    Batch batch = fixture.batch("a", "{\"id\":1}");
    LakeSink slow = new LakeSink(fixture.services, LakeSinkConfig.parse("retail/orders", target(), "zstd", 0, "", "256MB", "append", "", ""));
    LakePlan late = slow.plan(batch);
    land("orders", batch);
    byte[] published = lake().store().read("retail/orders/manifests/" + batch.id() + ".json").orElseThrow();

    slow.commit(late);

    assertThat(lake().store().read("retail/orders/manifests/" + batch.id() + ".json")).hasValue(published);
    assertThat(read(new DatasetName("retail/orders"))).containsExactly("1 null null");
  }

  @Test
  void anOpenBreakerLandsNothingAndTellsIt() throws Exception {
    Batch batch = fixture.batch("a", "{\"id\":1}");
    breaker.transitionToOpenState();

    assertThatThrownBy(() -> land("orders", batch)).hasRootCauseInstanceOf(CallNotPermittedException.class);

    assertThat(lake().store().list("")).isEmpty();
    assertThat(fixture.ledger.landed()).isEmpty();
    assertThat(SinkFixture.tree(folder.resolve("data"))).as("nothing was asked or computed").isEmpty();
    breaker.transitionToClosedState();
    land("orders", batch);
    assertThat(read(new DatasetName("retail/orders"))).containsExactly("1 null null");
  }

  @Test
  void theFirstQuestionToTheBucketIsOneTheBreakerCounts() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:nowhere").to("kamelet:lake-sink?dataset=retail/orders&target=s3://no-such-bucket");
          }
        });
    Batch batch = fixture.batch("a", "{\"id\":1}");

    assertThatThrownBy(() -> land("nowhere", batch)).hasRootCauseInstanceOf(S3Exception.class);

    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
    assertThat(SinkFixture.tree(folder.resolve("data"))).isEmpty();
  }

  private HeadObjectResponse head(String key) {
    return client.headObject(request -> request.bucket(S3Server.BUCKET).key(prefix + "/" + key));
  }
}
