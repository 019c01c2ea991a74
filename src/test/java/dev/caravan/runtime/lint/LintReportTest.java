package dev.caravan.runtime.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class LintReportTest {
  private static final List<Finding> FINDINGS =
      List.of(
          Finding.of(LintRule.EIP_UNKNOWN, new Place("my routes/a.yaml", 3, 7), "Camel knows no EIP 'lgo'", "the name of a step", "'lgo'", "Did you mean 'log'?"),
          Finding.of(LintRule.ROUTE_NO_ID, Place.of("b.yaml"), "this route has no id", null, null, null));

  @Test
  void jsonIsAnArrayWithOneObjectAFinding() throws Exception {
    JsonNode array = new ObjectMapper().readTree(LintReport.of(FINDINGS, LintReport.Format.JSON));

    assertThat(array).hasSize(2);
    assertThat(array.get(0)).isEqualTo(new ObjectMapper().readTree("""
        {"file": "my routes/a.yaml", "line": 3, "column": 7, "severity": "error", "rule": "eip.unknown",
         "message": "Camel knows no EIP 'lgo'", "required": "the name of a step", "got": "'lgo'",
         "next": "Did you mean 'log'?", "link": "docs/reference/lint.md#eipunknown"}"""));
    assertThat(array.get(1).get("required").isNull()).isTrue();
  }

  @Test
  void noFindingsAreAnEmptyArray() {
    assertThat(LintReport.of(List.of(), LintReport.Format.JSON).replaceAll("\\s", "")).isEqualTo("[]");
  }

  // The properties that the schema of SARIF 2.1.0 requires, and the limits it sets on those used here.
  @Test
  void sarifHasWhatItsSchemaRequires() throws Exception {
    JsonNode log = new ObjectMapper().readTree(LintReport.of(FINDINGS, LintReport.Format.SARIF));

    assertThat(log.get("version").asText()).isEqualTo("2.1.0");
    JsonNode run = log.get("runs").get(0);
    JsonNode driver = run.get("tool").get("driver");
    assertThat(driver.get("name").asText()).isNotBlank();
    driver.get("rules").forEach(rule -> assertThat(rule.get("id").asText()).isNotBlank());
    assertThat(run.get("results")).hasSize(2);
    for (JsonNode result : run.get("results")) {
      assertThat(result.get("message").get("text").asText()).isNotBlank();
      assertThat(result.get("level").asText()).isIn("error", "warning", "note", "none");
      assertThat(driver.get("rules").get(result.get("ruleIndex").asInt()).get("id")).isEqualTo(result.get("ruleId"));
      assertThat(new java.net.URI(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())).isNotNull();
    }
    assertThat(run.at("/results/0/locations/0/physicalLocation/artifactLocation/uri").asText()).isEqualTo("my%20routes/a.yaml");
    assertThat(run.at("/results/0/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(3);
    assertThat(run.at("/results/1/locations/0/physicalLocation").has("region")).isFalse();
  }
}
