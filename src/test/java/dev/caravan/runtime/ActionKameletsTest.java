package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.CsvDialect;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Format;
import dev.caravan.batch.Reference;
import dev.caravan.batch.References;
import dev.caravan.batch.Segment;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import dev.caravan.contract.Contracts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The action Kamelets as Camel runs them: parameters, their defaults and the beans they name. */
class ActionKameletsTest {
  @TempDir Path folder;

  private record Named(String name) implements Reference {
    @Override
    public String open(Connection engine, String table) {
      return table;
    }
  }

  private List<Stage> stages(String... steps) throws Exception {
    Path file = folder.resolve("flow.camel.yaml");
    Files.writeString(file, "- route:\n    id: flow\n    from:\n      uri: direct:flow\n      steps:\n" + String.join("", steps));
    Main main = new Main();
    main.setDefaultPropertyPlaceholderLocation("false");
    main.addInitialProperty("camel.main.autoConfigurationLogSummary", "false");
    main.addInitialProperty("camel.component.kamelet.location", "file:kamelets");
    main.configure().withRoutesIncludePattern("file:" + file);
    main.bind("contracts", new Contracts(List.of(Path.of("contracts"))));
    References references = Named::new;
    main.bind("references", references);
    main.bind("drift", DriftWatch.FORGETFUL);
    try {
      main.start();
      return main.getCamelContext().createProducerTemplate().requestBody("direct:flow", batch(), Batch.class).stages();
    } finally {
      main.stop();
    }
  }

  private static Batch batch() {
    Segment segment = new Segment(Path.of("unused"), "orders.csv", Format.CSV, CsvDialect.RFC_4180, List.of("id"), "UTF-8", "00", 0, List.of(), 0);
    return new Batch(BatchId.of("flow", "inbox", "00", 0), "flow", segment, List.of(), null);
  }

  private static String step(String kamelet, String... parameters) {
    StringBuilder step = new StringBuilder("        - to:\n            uri: kamelet:" + kamelet + "\n            parameters:\n");
    for (String parameter : parameters) {
      step.append("              ").append(parameter).append('\n');
    }
    return step.toString();
  }

  @Test
  void withoutOptionalParametersTheContractDecides() throws Exception {
    Stage.Typed typed = (Stage.Typed) stages(step("normalize-action", "contract: retail/product")).get(0);
    assertThat(typed.columns()).extracting(read -> read.column().name()).containsExactly("sku", "name", "category", "price", "weight_kg", "active");
    assertThat(typed.columns()).allSatisfy(read -> assertThat(read.rules().trim()).isTrue());
    assertThat(typed.columns()).allSatisfy(read -> assertThat(read.rules().coerce()).isFalse());
    assertThat(typed.columns().get(3).rules().minorUnits()).isEqualTo(2);
    assertThat(typed.columns().get(5).rules().trueTokens()).contains("ja");
  }

  @Test
  void everyNormalizeParameterArrives() throws Exception {
    Stage.Typed typed =
        (Stage.Typed)
            stages(
                    step(
                        "normalize-action", "contract: retail/customer", "rename: address.city=city, Kunde Nr=customer_id", "trim: false", "case: country=upper",
                        "nullTokens: n/a, '-'", "trueTokens: on", "falseTokens: off", "formats: since=dd.MM.yyyy|yyyy-MM-dd", "coerce: true"))
                .get(0);
    assertThat(typed.columns().get(0).source()).containsExactly("Kunde Nr");
    assertThat(typed.columns()).filteredOn(read -> read.column().name().equals("city")).allSatisfy(read -> assertThat(read.source()).containsExactly("address", "city"));
    assertThat(typed.columns()).allSatisfy(read -> assertThat(read.rules().coerce()).isTrue());
    assertThat(typed.columns()).filteredOn(read -> read.column().name().equals("since"))
        .allSatisfy(read -> assertThat(read.rules().formats()).containsExactly("dd.MM.yyyy", "yyyy-MM-dd"));
    assertThat(typed.columns().get(8).rules().falseTokens()).contains("off", "no");
  }

  @Test
  void theOtherStepsAddTheirStagesInOrder() throws Exception {
    List<Stage> stages =
        stages(
            step("normalize-action", "contract: retail/order"),
            step("filter-action", "where: channel IS DISTINCT FROM 'test'"),
            step("deduplicate-action", "keys: order_id"),
            step("enrich-action", "with: retail/currency", "\"on\": currency=code", "take: eur_rate", "calculate: amount_eur = round(amount * eur_rate, 2) as DECIMAL(18,2)"),
            step("validate-action", "contract: retail/order"));
    assertThat(stages).hasSize(6);
    assertThat(stages.get(1)).isEqualTo(new Stage.Filtered("channel IS DISTINCT FROM 'test'"));
    assertThat(stages.get(2)).isEqualTo(new Stage.Deduplicated(List.of("order_id"), null));
    assertThat(stages.get(3)).isInstanceOfSatisfying(Stage.Joined.class, joined -> assertThat(joined.missing()).isEqualTo(Stage.MissingKey.KEEP));
    assertThat(stages.get(4)).isEqualTo(new Stage.Derived("amount_eur", "round(amount * eur_rate, 2)", new Type.Decimal(18, 2)));
    assertThat(stages.get(5)).isInstanceOfSatisfying(Stage.Checked.class, checked -> {
      assertThat(checked.onReject()).isEqualTo(Stage.OnReject.QUARANTINE);
      assertThat(checked.checks().foreignKeys()).extracting(key -> key.reference().name()).containsExactly("retail/customer");
    });
  }

  @Test
  void anExpressionInRawArrivesWhole() throws Exception {
    assertThat(stages(step("filter-action", "where: \"RAW(note LIKE '%p&q=2%')\""))).containsExactly(new Stage.Filtered("note LIKE '%p&q=2%'"));
  }

  @Test
  void validateAsTheOnlyStepReadsStrictly() throws Exception {
    List<Stage> stages = stages(step("validate-action", "contract: retail/order", "onReject: fail"));
    assertThat(stages.get(0)).isInstanceOfSatisfying(Stage.Typed.class, typed -> assertThat(typed.columns()).allSatisfy(read -> assertThat(read.rules().trim()).isFalse()));
    assertThat(stages.get(1)).isInstanceOfSatisfying(Stage.Checked.class, checked -> assertThat(checked.onReject()).isEqualTo(Stage.OnReject.FAIL));
  }

  @Test
  void validateAfterAStepOverUntypedColumnsSaysWhatComesFirst() {
    assertThatThrownBy(() -> stages(step("filter-action", "where: a = 1"), step("validate-action", "contract: retail/order")))
        .hasStackTraceContaining("Put normalize-action with the same contract first in the route");
  }

  @Test
  void aMistakeStopsTheStart() {
    assertThatThrownBy(() -> stages(step("normalize-action", "contract: retail/order", "case: curency=upper")))
        .hasStackTraceContaining("did you mean 'currency'?");
    assertThatThrownBy(() -> stages(step("validate-action", "contract: retail/ordr"))).hasStackTraceContaining("did you mean 'retail/order'?");
    assertThatThrownBy(() -> stages(step("validate-action", "contract: retail/order", "onReject: quarantin"))).hasStackTraceContaining("did you mean 'quarantine'?");
  }
}
