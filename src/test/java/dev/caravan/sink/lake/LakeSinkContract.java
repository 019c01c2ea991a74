package dev.caravan.sink.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.batch.Batch;
import dev.caravan.batch.Column;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Type;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.LakeReference;
import dev.caravan.catalog.Manifest;
import dev.caravan.sink.SinkFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import dev.caravan.failure.Dependencies;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What the lake sink promises wherever the lake lies. Each test lands through the Kamelet and then
 * looks with the eyes of a reader who goes by manifests.
 */
abstract class LakeSinkContract {
  private static final DatasetName ORDERS = new DatasetName("retail/orders");
  private static final String[] THREE = {
    "{\"id\":1,\"day\":\"2026-01-01\",\"name\":\"one\"}",
    "{\"id\":2,\"day\":\"2026-01-02\",\"name\":\"it's ${body} #{x} ../\"}",
    "{\"id\":3,\"day\":null,\"name\":null}"
  };

  @TempDir Path folder;
  SinkFixture fixture;
  CamelContext camel;
  Dependencies dependencies = SinkFixture.dependencies();
  CircuitBreaker breaker = dependencies.breaker("s3", "");

  abstract String target();

  abstract Supplier<S3Client> s3();

  @BeforeEach
  void start() throws Exception {
    fixture = new SinkFixture(folder, s3());
    camel = new DefaultCamelContext();
    camel.getPropertiesComponent().addInitialProperty("camel.component.kamelet.location", "file:kamelets");
    camel.getRegistry().bind("sinks", fixture.services);
    camel.getRegistry().bind("dependencies", dependencies);
    if (s3() != null) {
      camel.getRegistry().bind("s3", s3().get());
    }
    camel.getComponent("kamelet", org.apache.camel.component.kamelet.KameletComponent.class).setLocation("file:kamelets");
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:orders").toF("kamelet:lake-sink?dataset=retail/orders&target=%s", target());
            from("direct:days").toF("kamelet:lake-sink?dataset=retail/days&target=%s&partitionBy=day", target());
            from("direct:history").toF("kamelet:lake-sink?dataset=retail/history&target=%s&mode=history&key=id&versionBy=day", target());
            from("direct:landings").toF("kamelet:lake-sink?dataset=retail/landings&target=%s&mode=history&key=id", target());
            from("direct:names").toF("kamelet:lake-sink?dataset=retail/names&target=%s&partitionBy=name", target());
          }
        });
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
    fixture.close();
  }

  @Test
  void aLandedBatchIsReadWithItsTypesAndTold() throws Exception {
    Batch batch = fixture.batch("a", THREE);

    Object body = land("orders", batch);

    assertThat(body).isSameAs(batch);
    assertThat(read(ORDERS)).containsExactly("1 2026-01-01 one", "2 2026-01-02 it's ${body} #{x} ../", "3 null null");
    assertThat(types(ORDERS)).containsExactly("id BIGINT", "day DATE", "name VARCHAR");
    Landings.Outcome outcome = fixture.landings.outcome(batch.id());
    assertThat(outcome.counts()).isEqualTo(new Counts(3, 3, 0, 0, 0));
    assertThat(outcome.sinks()).containsExactly(new Landings.Landing("lake", lake().store().name() + "/retail/orders", "retail/orders"));
    assertThat(fixture.ledger.landed()).containsExactly(batch.id() + " lake " + lake().store().name() + "/retail/orders 3");
    assertThat(SinkFixture.tree(folder.resolve("data/staging"))).isEmpty();
  }

  @Test
  void theManifestAccountsForEveryRecordAndFile() throws Exception {
    Batch batch = fixture.batch("a", THREE[0], "{\"id\":1.5,\"day\":\"2026-01-01\",\"name\":\"half\"}", THREE[2]);

    land("days", batch);

    Manifest manifest = lake().manifest(new DatasetName("retail/days"), batch.id()).orElseThrow();
    assertThat(manifest.counts()).isEqualTo(new Counts(3, 2, 1, 0, 0));
    assertThat(fixture.rejected()).containsExactly(Map.entry(1L, "id type"));
    assertThat(manifest.files()).extracting(Manifest.LandedFile::rows).containsExactly(1L, 1L);
    assertThat(manifest.files())
        .extracting(Manifest.LandedFile::name)
        .map(LakeSinkContract::withoutWriter)
        .containsExactlyInAnyOrder("day=2026-01-01/" + batch.id() + "-0.parquet", "day=__HIVE_DEFAULT_PARTITION__/" + batch.id() + "-1.parquet");
    assertThat(manifest.files()).allSatisfy(file -> assertThat(file.sha256()).hasSize(64));
    assertThat(read(new DatasetName("retail/days"))).containsExactly("1 2026-01-01 one", "3 null null");
  }

  @Test
  void theSameBatchTwiceHasTheEffectOfOnce() throws Exception {
    land("orders", fixture.batch("a", THREE));
    Batch again = fixture.batch("a", THREE);
    fixture.landings.forget(again.id());

    land("orders", again);

    assertThat(read(ORDERS)).hasSize(3);
    assertThat(fixture.landings.outcome(again.id()).counts()).isEqualTo(new Counts(3, 3, 0, 0, 0));
  }

  @Test
  void valuesOfPartitionsLeadNowhereElse() throws Exception {
    land(
        "names",
        fixture.batch(
            "a",
            "{\"id\":1,\"day\":null,\"name\":\"../../../escape\"}",
            "{\"id\":2,\"day\":null,\"name\":\"${body} a=b/c?*[x]%\"}",
            "{\"id\":3,\"day\":null,\"name\":\"\"}",
            "{\"id\":4,\"day\":null,\"name\":\"größe\"}"));

    assertThat(read(new DatasetName("retail/names")))
        .containsExactly("1 null ../../../escape", "2 null ${body} a=b/c?*[x]%", "3 null ", "4 null größe");
    assertThat(lake().store().list("")).allMatch(key -> key.startsWith("retail/names/") && key.matches("[A-Za-z0-9_./=%+-]*"));
  }

  @Test
  void headersOfAMessageDoNotChooseWhereDataGoes() throws Exception {
    camel
        .createProducerTemplate()
        .sendBodyAndHeaders(
            "direct:orders", fixture.batch("a", THREE),
            Map.of("CamelAwsS3Key", "stolen", "CamelAwsS3BucketName", "elsewhere", "CamelAwsS3OverrideBucketName", "elsewhere", "CamelAwsS3Operation", "listBuckets"));

    assertThat(read(ORDERS)).hasSize(3);
    assertThat(lake().store().list("")).allMatch(key -> key.startsWith("retail/orders/"));
  }

  @Test
  void columnsThatCameLaterAreNullInOlderBatches() throws Exception {
    land("orders", fixture.batch("a", List.of(SinkFixture.column("id", new Type.Int(32, true))), "{\"id\":1}"));
    land("orders", fixture.batch("b", List.of(SinkFixture.column("name", new Type.Text()), SinkFixture.column("id", new Type.Int(64, true))), "{\"id\":5000000000,\"name\":\"new\"}"));

    assertThat(query("SELECT id || ' ' || coalesce(name, 'null') FROM " + lake().dataset(ORDERS).relation() + " ORDER BY id"))
        .containsExactly("1 null", "5000000000 new");
  }

  @Test
  void aDatasetOfRejectsOnlyIsEmptyAndHasColumns() throws Exception {
    land("orders", fixture.batch("a", "{\"id\":true}"));

    assertThat(read(ORDERS)).isEmpty();
    assertThat(types(ORDERS)).containsExactly("id BIGINT", "day DATE", "name VARCHAR");
    assertThat(lake().list()).containsExactly(ORDERS);
  }

  @Test
  void aDatasetNobodyLandedIsNoReference() {
    assertThatThrownBy(() -> new LakeReference(ORDERS, lake()).open(null, "t"))
        .hasMessageContaining("Nothing has landed in dataset retail/orders")
        .hasMessageContaining("[enrich.reference-missing]");
  }

  @Test
  void theLatestRowsAreThoseOfTheNewestBatchThatHasTheirKey() throws Exception {
    land("orders", fixture.batch("a", THREE));
    land("orders", fixture.batch("b", "{\"id\":2,\"day\":null,\"name\":\"new\"}", "{\"id\":4,\"day\":null,\"name\":\"four\"}"));
    land("orders", fixture.batch("c", "{\"id\":4,\"day\":null,\"name\":\"4\"}", "{\"id\":4,\"day\":null,\"name\":\"IV\"}"));

    LakeReference latest = (LakeReference) new LakeReference(ORDERS, lake()).latest(List.of("id"));
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(query(engine, "SELECT id || ' ' || name FROM " + latest.open(engine, "t1") + " WHERE name IS NOT NULL ORDER BY id, name"))
          .containsExactly("1 one", "2 new", "4 4", "4 IV");
      assertThat(query(engine, "SELECT column_name FROM (DESCRIBE " + "t1)")).containsExactly("id", "day", "name");
      assertThat(query(engine, "SELECT name FROM " + latest.without(fixture.batch("b", "{}").id()).open(engine, "t2") + " WHERE id = 2"))
          .containsExactly("it's ${body} #{x} ../");
      assertThatThrownBy(() -> new LakeReference(ORDERS, lake()).latest(List.of("idd")).open(engine, "t3")).hasMessageContaining("did you mean 'id'?");
    }
  }

  private static final String VERSIONS = "SELECT concat_ws(' ', name, valid_from, coalesce(valid_to::VARCHAR, '-'), is_current) FROM %s ORDER BY id, valid_from";

  @Test
  void keepsEveryVersionWithTheTimesItWasValid() throws Exception {
    landVersion("a", "{\"id\":1,\"day\":\"2026-01-01\",\"name\":\"a\"}", "{\"id\":2,\"day\":\"2026-01-01\",\"name\":\"x\"}");
    landVersion("b", "{\"id\":1,\"day\":\"2026-03-01\",\"name\":\"c\"}");
    landVersion("late", "{\"id\":1,\"day\":\"2026-02-01\",\"name\":\"b\"}");
    landVersion("late", "{\"id\":1,\"day\":\"2026-02-01\",\"name\":\"b\"}");
    landVersion("once-more", "{\"id\":1,\"day\":\"2026-03-01\",\"name\":\"c\"}");
    landVersion("gone", "{\"id\":1,\"day\":\"2026-04-01\",\"_deleted\":true}", "{\"id\":2,\"day\":\"2026-02-01\",\"name\":\"y\"}");

    assertThat(query(VERSIONS.formatted(history())))
        .containsExactly(
            "a 2026-01-01 2026-02-01 false", "b 2026-02-01 2026-03-01 false", "c 2026-03-01 2026-04-01 false", "2026-04-01 - false",
            "x 2026-01-01 2026-02-01 false", "y 2026-02-01 - true");
    try (Connection engine = fixture.engine.connect()) {
      String latest = new LakeReference(new DatasetName("retail/history"), lake()).latest(List.of("id")).open(engine, "t9");
      assertThat(query(engine, "SELECT name FROM " + latest)).containsExactly("y");
    }
  }

  @Test
  void withoutATimeOfChangeAVersionBeginsWhenARowLandsThatDiffers() throws Exception {
    for (String name : List.of("a", "a", "b")) {
      land("landings", fixture.batch(name + fixture.ledger.landed().size(), "{\"id\":1,\"day\":null,\"name\":\"" + name + "\"}"));
    }

    String relation = lake().dataset(new DatasetName("retail/landings")).history().orElseThrow();
    assertThat(query("SELECT name || ' ' || is_current FROM " + relation + " ORDER BY valid_from")).containsExactly("a false", "b true");
  }

  @Test
  void refusesAHistoryThatCannotBeTold() throws Exception {
    Batch batch = fixture.batch("a", THREE);
    assertThatThrownBy(() -> planned(batch, "", "")).hasMessageContaining("[sink.no-key]").hasMessageContaining("a contract with a primary key");
    assertThatThrownBy(() -> planned(batch, "idd", "")).hasMessageContaining("[sink.no-key]");
    assertThatThrownBy(() -> planned(batch, "id", "dya")).hasMessageContaining("[batch.column-unknown]").hasMessageContaining("did you mean 'day'?");
    assertThatThrownBy(() -> planned(batch, "id", "name")).hasMessageContaining("[sink.schema-mismatch]");
    assertThatThrownBy(() -> LakeSinkConfig.parse("a", target(), "zstd", 0, "", "256MB", "append", "", "day")).hasMessageContaining("[config.bad-value]");
    assertThat(lake().list()).isEmpty();
  }

  @Test
  void refusesTwoRowsOfOneBatchThatAreTheSameVersion() throws Exception {
    Batch batch = fixture.batch("a", "{\"id\":1,\"name\":\"a\",\"day\":\"2026-01-01\"}", "{\"id\":1,\"name\":\"b\",\"day\":\"2026-01-02\"}", "{\"id\":1,\"name\":\"c\",\"day\":\"2026-01-02\"}");
    assertThatThrownBy(() -> planned(batch, "id", "day")).hasMessageContaining("Two rows of the batch are the same version").hasMessageContaining("[sink.no-key]");
    assertThatThrownBy(() -> planned(batch, "id", "")).hasMessageContaining("one row for each id");
    assertThat(planned(batch, "id, name", "day").manifest().counts().landed()).isEqualTo(3);
    assertThat(lake().list()).isEmpty();
  }

  private LakePlan planned(Batch batch, String key, String versionBy) {
    return new LakeSink(fixture.services, LakeSinkConfig.parse("retail/history", target(), "zstd", 0, "", "256MB", "history", key, versionBy)).plan(batch);
  }

  private void landVersion(String range, String... lines) throws Exception {
    land("history", fixture.batch(range, lines).with(new dev.caravan.batch.Stage.Tombstones()));
  }

  private String history() {
    return lake().dataset(new DatasetName("retail/history")).history().orElseThrow();
  }

  @Test
  void whatAKilledAttemptLeftIsInvisibleAndGoneAfterTheNext() throws Exception {
    LakeSink sink = new LakeSink(fixture.services, LakeSinkConfig.parse("retail/days", target(), "zstd", 0, "day", "256MB", "append", "", ""));
    Batch batch = fixture.batch("a", THREE);
    LakePlan killed = sink.plan(batch);
    leaveBehind(killed);

    assertThat(lake().list()).isEmpty();
    assertThat(lake().store().list("retail/days/data/")).hasSize(3);

    // The same batch under a step that leaves fewer partitions.
    land("days", batch.with(new dev.caravan.batch.Stage.Filtered("id = 1")));

    assertThat(read(new DatasetName("retail/days"))).containsExactly("1 2026-01-01 one");
    assertThat(lake().store().list("retail/days/data/")).map(LakeSinkContract::withoutWriter).containsExactly("retail/days/data/day=2026-01-01/" + batch.id() + "-0.parquet");
  }

  @Test
  void anAttemptKilledBehindTheManifestIsNotLandedAgain() throws Exception {
    Batch batch = fixture.batch("a", THREE);
    land("orders", batch);
    fixture.landings.forget(batch.id());
    List<String> before = lake().store().list("");

    land("orders", batch.with(new dev.caravan.batch.Stage.Filtered("id = 1")));

    assertThat(lake().store().list("")).isEqualTo(before);
    assertThat(fixture.landings.outcome(batch.id()).counts()).isEqualTo(new Counts(3, 3, 0, 0, 0));
  }

  private static String withoutWriter(String name) {
    assertThat(name).matches(".*-[0-9a-f]{8}[.]parquet");
    return name.replaceFirst("-[0-9a-f]{8}[.]parquet$", ".parquet");
  }

  /** Puts the data files of a plan where a sink that was killed before the manifest had put them. */
  abstract void leaveBehind(LakePlan plan) throws Exception;

  Datasets lake() {
    return fixture.services.lakes().lake(target());
  }

  Object land(String route, Batch batch) {
    return camel.createProducerTemplate().requestBody("direct:" + route, batch);
  }

  List<String> read(DatasetName dataset) throws Exception {
    return query(
        "SELECT id || ' ' || coalesce(day::VARCHAR, 'null') || ' ' || coalesce(name, 'null') FROM " + lake().dataset(dataset).relation() + " ORDER BY id");
  }

  List<String> types(DatasetName dataset) throws Exception {
    return query("SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM " + lake().dataset(dataset).relation() + ")");
  }

  static List<String> query(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      return query(connection, sql);
    }
  }

  private static List<String> query(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }

  static Column column(String name, Type type) {
    return new Column(name, type);
  }
}
