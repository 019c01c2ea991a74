package dev.caravan.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.caravan.CaravanException;
import dev.caravan.batch.Reference;
import dev.caravan.batch.References;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnrichTest {

  private static class Named implements Reference {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String open(Connection engine, String table) {
      return table;
    }
  }

  private static List<Stage> stages(EnrichConfig config) {
    return new Enrich(config, Named::new).apply(TestBatch.empty()).stages();
  }

  @Test
  void aLookUpNamesReferenceKeysAndColumns() {
    Stage.Joined joined =
        (Stage.Joined)
            stages(new EnrichConfig().setWith("retail/currency").setOn("country, currency=code").setTake("rate, name=currency_name").setMissing("reject"))
                .get(0);
    assertThat(joined.reference().name()).isEqualTo("retail/currency");
    assertThat(joined.on()).containsOnly(entry("country", "country"), entry("currency", "code"));
    assertThat(joined.take()).containsExactly(entry("rate", "rate"), entry("name", "currency_name"));
    assertThat(joined.missing()).isEqualTo(Stage.MissingKey.REJECT);
  }

  @Test
  void aRowWithoutAMatchIsKeptUnlessTheRouteSaysOtherwise() {
    Stage.Joined joined = (Stage.Joined) stages(new EnrichConfig().setWith("retail/currency").setOn("currency").setTake("rate")).get(0);
    assertThat(joined.missing()).isEqualTo(Stage.MissingKey.KEEP);
  }

  @Test
  void theLatestRowsAreAskedForByTheKeyOfTheReference() {
    Map<String, List<String>> asked = new HashMap<>();
    References references =
        name ->
            new Named(name) {
              @Override
              public Reference latest(List<String> keys) {
                asked.put(name, keys);
                return this;
              }
            };
    new Enrich(new EnrichConfig().setWith("retail/currency").setOn("country, currency=code").setTake("rate").setLatest(true), references);
    assertThat(asked).containsOnly(entry("retail/currency", List.of("country", "code")));
  }

  @Test
  void dataThatComesInNoBatchesHasNoLatestRows() {
    EnrichConfig config = new EnrichConfig().setWith("jdbc:main/currency").setOn("currency").setTake("rate").setLatest(true);
    assertThat(catchThrowableOfType(CaravanException.class, () -> stages(config))).hasMessageContaining("does not come in batches").hasMessageContaining("[kamelet.parameter]");
  }

  @Test
  void calculatedColumnsFollowInOrderWithTheirTypes() {
    List<Stage> stages = stages(new EnrichConfig().setCalculate("total = round(quantity * price, 2) as decimal(18, 2), text = CAST(total AS VARCHAR), note = 'a, b'"));
    assertThat(stages)
        .containsExactly(
            new Stage.Derived("total", "round(quantity * price, 2)", new Type.Decimal(18, 2)),
            new Stage.Derived("text", "CAST(total AS VARCHAR)", null),
            new Stage.Derived("note", "'a, b'", null));
  }

  @Test
  void allMistakesAreToldAtOnce() {
    EnrichConfig config =
        new EnrichConfig().setWith("retail/currency").setMissing("rejct").setCalculate("total = quantity *, x y = 1, z = 1 as DECIMAL(50,2)");
    CaravanException thrown = catchThrowableOfType(CaravanException.class, () -> stages(config));
    assertThat(thrown.problems()).hasSize(5);
    assertThat(thrown).hasMessageContaining("did you mean 'reject'?").hasMessageContaining("the columns to match").hasMessageContaining("DECIMAL(50,2)");
  }

  @Test
  void aColumnThatCaravanComputesWithItselfIsRefused() {
    EnrichConfig config = new EnrichConfig().setWith("retail/currency").setOn("currency").setTake("rate=_fate").setCalculate("_LINE = 1, _lines = 2");
    CaravanException thrown = catchThrowableOfType(CaravanException.class, () -> stages(config));
    assertThat(thrown.problems()).hasSize(2);
    assertThat(thrown).hasMessageContaining("parameter take").hasMessageContaining("'_fate'").hasMessageContaining("'_LINE'");
  }

  @Test
  void nothingToDoIsAMistake() {
    assertThat(catchThrowableOfType(CaravanException.class, () -> stages(new EnrichConfig()))).hasMessageContaining("or columns to calculate");
  }

  @Test
  void moreThanAnExpressionIsRefused() {
    for (String sql : List.of("1) AS v; SELECT (2", "1) AS a, (2", "1) FROM range(3) WHERE (true", "quantity > 0 -- no returns", "")) {
      CaravanException thrown = catchThrowableOfType(CaravanException.class, () -> new Filter(new FilterConfig().setWhere(sql)));
      assertThat(thrown).as(sql).isNotNull();
    }
  }
}
