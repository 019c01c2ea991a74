package dev.caravan.runtime.routetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The support as an integrator uses it; the inherited cases of the file run here too. */
class RouteTestSupportTest extends RouteTestSupport {
  RouteTestSupportTest() {
    super(Path.of("src/main/resources/routes/retail-currencies.camel.yaml"));
  }

  @Test
  void recordsGoThroughTheRealSteps() {
    Outcome outcome = deliver("code,name,eur_rate,minor_units\nusd,US Dollar,0.92,2\nAAA,None,,2\n");

    assertThat(outcome.landed().get("lake-sink")).singleElement().satisfies(row -> assertThat(row.get("code").asText()).isEqualTo("USD"));
    assertThat(outcome.rejected()).singleElement().satisfies(reason -> assertThat(reason.get("field").asText()).isEqualTo("eur_rate"));
  }

  @Test
  void camelsOwnSupportSeesTheRoute() {
    assertThat(context.getRoute("retail-currencies")).isNotNull();
    assertThat(template.getCamelContext()).isSameAs(context);
  }

  @Test
  void everyCaseOfTheFileIsATest() {
    assertThat(cases().map(DynamicTest::getDisplayName)).contains("a currency that landed before is left out").hasSize(3);
  }

  @Test
  void aCaseThatFailsFailsItsTest() throws IOException {
    Path folder = Files.createTempDirectory("route-test-support");
    Path test = folder.resolve("wrong.test.yaml");
    String route = Path.of("src/main/resources/routes/retail-currencies.camel.yaml").toAbsolutePath().toString();
    Files.writeString(test, "route: " + route + "\nreferences: {retail/currency: []}\ncases:\n  - name: wrong\n    input: [{code: USD, name: Dollar, eur_rate: 1, minor_units: 2}]\n    landed: []\n");
    RouteTestSupport wrong = new RouteTestSupport(test) {};
    wrong.createCamelContext().start();
    try {
      List<DynamicTest> cases = wrong.cases().toList();

      assertThatThrownBy(() -> cases.get(0).getExecutable().execute()).isInstanceOf(AssertionError.class).hasMessageContaining("no such record");
    } finally {
      wrong.doPostTearDown();
      Files.delete(test);
      Files.delete(folder);
    }
  }

  @Test
  void aFileWithoutATestIsRefused() {
    RouteTestSupport none = new RouteTestSupport(Path.of("pom.xml")) {};

    assertThatThrownBy(none::createCamelContext).isInstanceOfSatisfying(dev.caravan.CaravanException.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND));
  }
}
