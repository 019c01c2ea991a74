package dev.caravan.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.batch.Reject;
import dev.caravan.batch.RejectStore;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.catalog.Lakes;
import dev.caravan.contract.Contracts;
import dev.caravan.quality.Validate;
import dev.caravan.quality.ValidateConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps on real records, run by the real engine. */
class StepsOnDataTest {
  @TempDir Path folder;
  private Engine engine;
  private Contracts contracts;
  private ReferenceCatalog references;
  private final List<Reject> rejects = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
    Path system = Files.createDirectories(folder.resolve("contracts/shop"));
    Files.writeString(
        system.resolve("sale.odcs.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: sale
        version: 1.0.0
        status: active
        schema:
          - name: sale
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true}
              - {name: city, logicalType: string}
              - {name: day, logicalType: date}
              - {name: at, logicalType: timestamp, logicalTypeOptions: {timezone: true}}
              - {name: currency, logicalType: string}
              - {name: amount, logicalType: number, physicalType: "DECIMAL(18,2)", logicalTypeOptions: {minimum: 0}}
              - {name: gift, logicalType: boolean}
        """);
    Files.writeString(
        system.resolve("rate.odcs.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: rate
        version: 1.0.0
        status: active
        schema:
          - name: rate
            properties:
              - {name: code, logicalType: string, required: true}
              - {name: rate, logicalType: number, physicalType: "DECIMAL(18,6)"}
        """);
    contracts = new Contracts(List.of(folder.resolve("contracts")));
    ReferenceFiles files = new ReferenceFiles(engine, contracts, folder.resolve("references"));
    references =
        new ReferenceCatalog(new Lakes(folder, () -> { throw new IllegalStateException("no bucket is used"); }).local(), files, Map::of);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Batch batch(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, List.of(lines));
    return new Batch(
        BatchId.of("sales", "inbox", name, 0), "sales", new SegmentWriter().write(file, name, SegmentOptions.DETECT, folder.resolve("segment-" + name)),
        List.of(), engine);
  }

  private Counts land(Batch batch) {
    RejectStore store = (id, more) -> rejects.addAll(more);
    Staged staged = engine.stage(batch, StageOptions.DEFAULT, folder.resolve("staging"), store);
    return staged.counts();
  }

  private static List<Map<String, Object>> rows(Batch batch) {
    return StreamSupport.stream(batch.spliterator(), false).toList();
  }

  private NormalizeConfig sale() {
    return new NormalizeConfig().setContract("shop/sale");
  }

  @Test
  void nestedRecordsBecomeCleanTypedColumns() throws IOException {
    Batch batch =
        batch(
            "sales.ndjson",
            "{\"Nr\":1,\"address\":{\"city\":\"  Köln \"},\"day\":\"31.01.2026\",\"at\":\"2026-07-01 12:00\",\"currency\":\"eur\",\"amount\":1999,\"gift\":\"ja\"}",
            "{\"Nr\":2,\"address\":{\"city\":\"n/a\"},\"day\":\"2026-02-01\",\"at\":\"2026-01-01 12:00\",\"currency\":\"usd \",\"amount\":5,\"gift\":false}");
    Normalize normalize =
        new Normalize(
            sale()
                .setRename("Nr=id, address.city=city")
                .setLetters("currency=upper")
                .setNullTokens("n/a")
                .setTrueTokens("ja")
                .setFormats("day=dd.MM.yyyy|yyyy-MM-dd, at=yyyy-MM-dd HH:mm")
                .setZone("Europe/Berlin")
                .setMinorUnits("amount=2"),
            contracts,
            DriftWatch.FORGETFUL);
    List<Map<String, Object>> rows = rows(normalize.apply(batch));
    assertThat(rows.toString()).contains("city=Köln", "day=2026-01-31", "currency=EUR", "amount=19.99", "gift=true");
    assertThat(rows.get(0).get("at").toString()).contains("2026-07-01T10:00");
    assertThat(rows.get(1).get("at").toString()).contains("2026-01-01T11:00");
    assertThat(rows.get(1)).containsEntry("city", null);
    assertThat(rows.get(1).get("amount")).hasToString("0.05");
  }

  @Test
  void aReferenceFileIsJoinedExactlyAndAMissingKeyIsDecidedByThePolicy() throws IOException {
    Path rates = folder.resolve("rates.csv");
    Files.write(rates, List.of("code,rate", "EUR,1", "USD,0.917431"));
    Batch batch =
        new Normalize(sale(), contracts, DriftWatch.FORGETFUL).apply(batch("sales.csv", "id,city,day,at,currency,amount,gift", "1,,,,EUR,10.00,", "2,,,,USD,100.10,", "3,,,,XXX,1.00,"));
    EnrichConfig config =
        new EnrichConfig().setWith("file:" + rates).setContract("shop/rate").setOn("currency=code").setTake("rate").setCalculate("eur = amount * rate as DECIMAL(18,2)");
    List<Map<String, Object>> kept = rows(new Enrich(config, references).apply(batch));
    assertThat(kept).extracting(row -> String.valueOf(row.get("eur"))).containsExactly("10.00", "91.83", "null");
    assertThat(land(new Enrich(config.setMissing("filter"), references).apply(batch))).isEqualTo(new Counts(3, 2, 0, 0, 1));
    assertThat(land(new Enrich(config.setMissing("reject"), references).apply(batch))).isEqualTo(new Counts(3, 2, 1, 0, 0));
    assertThat(rejects).singleElement().satisfies(reject -> assertThat(reject.failures()).extracting(Reject.Failure::got).containsExactly("XXX"));
  }

  @Test
  void aChangedReferenceFileIsReadAgain() throws IOException {
    Path rates = folder.resolve("rates.csv");
    Files.write(rates, List.of("code,rate", "EUR,1"));
    Batch batch = new Normalize(sale(), contracts, DriftWatch.FORGETFUL).apply(batch("sales.csv", "id,city,day,at,currency,amount,gift", "1,,,,EUR,10.00,"));
    Batch enriched = new Enrich(new EnrichConfig().setWith("file:" + rates).setOn("currency=code").setTake("rate"), references).apply(batch);
    assertThat(rows(enriched).get(0).get("rate")).hasToString("1");
    Files.write(rates, List.of("code,rate", "EUR,1.5"));
    assertThat(rows(enriched).get(0).get("rate")).hasToString("1.5");
  }

  @Test
  void twoMatchesForOneKeyStopTheBatch() throws IOException {
    Path rates = folder.resolve("rates.csv");
    Files.write(rates, List.of("code,rate", "EUR,1", "EUR,2"));
    Batch batch = new Normalize(sale(), contracts, DriftWatch.FORGETFUL).apply(batch("sales.csv", "id,city,day,at,currency,amount,gift", "1,,,,EUR,10.00,"));
    Batch enriched = new Enrich(new EnrichConfig().setWith("file:" + rates).setOn("currency=code").setTake("rate"), references).apply(batch);
    assertThat(catchThrowableOfType(CaravanException.class, () -> land(enriched)).code()).isEqualTo(ErrorCode.ENRICH_AMBIGUOUS);
  }

  @Test
  void aReferenceFileWithABadRecordIsNoReference() throws IOException {
    Path rates = folder.resolve("rates.csv");
    Files.write(rates, List.of("code,rate", "EUR,one"));
    Batch batch = new Normalize(sale(), contracts, DriftWatch.FORGETFUL).apply(batch("sales.csv", "id,city,day,at,currency,amount,gift", "1,,,,EUR,10.00,"));
    Batch enriched = new Enrich(new EnrichConfig().setWith("file:" + rates).setContract("shop/rate").setOn("currency=code").setTake("rate"), references).apply(batch);
    CaravanException thrown = catchThrowableOfType(CaravanException.class, () -> land(enriched));
    assertThat(thrown.code()).isEqualTo(ErrorCode.ENRICH_REFERENCE);
    assertThat(thrown).hasMessageContaining("rates.csv:2").hasMessageContaining("one");
  }

  @Test
  void repeatedKeysAreCountedApartFromRejects() throws IOException {
    Batch batch =
        new Normalize(sale(), contracts, DriftWatch.FORGETFUL)
            .apply(batch("sales.csv", "id,city,day,at,currency,amount,gift", "1,a,,,,10.00,", "1,b,,,,11.00,", "2,,,,,-1.00,", "x,,,,,1.00,"));
    Batch steps = new Validate(new ValidateConfig().setContract("shop/sale"), contracts, references, DriftWatch.FORGETFUL).apply(new Deduplicate(new DeduplicateConfig().setKeys("id"), references).apply(batch));
    assertThat(land(steps)).isEqualTo(new Counts(4, 1, 2, 1, 0));
    assertThat(rows(steps)).extracting(row -> row.get("city")).containsExactly("a");
  }

  @Test
  void oneRejectFailsABatchThatAllowsNoneAndIsKept() throws IOException {
    Batch batch =
        new Validate(new ValidateConfig().setContract("shop/sale").setOnReject("fail"), contracts, references, DriftWatch.FORGETFUL)
            .apply(batch("sales.csv", "id,city,day,at,currency,amount,gift", "1,,,,,1.00,", "2,,,,,-1.00,"));
    assertThat(catchThrowableOfType(CaravanException.class, () -> land(batch)).code()).isEqualTo(ErrorCode.REJECTS_REFUSED);
    assertThat(rejects).hasSize(1);
  }

  @Test
  void whatCannotBeFoundIsToldWhenTheStepIsBuilt() {
    assertThat(catchThrowableOfType(CaravanException.class, () -> references.find("file:nowhere.csv")).code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
    assertThat(catchThrowableOfType(CaravanException.class, () -> references.find("jdbc:main/currency"))).hasMessageContaining("no data source 'main'");
    assertThat(catchThrowableOfType(CaravanException.class, () -> references.find("retail/currency", "retail/currency"))).hasMessageContaining("takes no contract");
  }
}
