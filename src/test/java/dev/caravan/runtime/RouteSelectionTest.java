package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteSelectionTest {
  private static List<String> names(RouteSelection selection) {
    return selection.read().stream().map(RouteSelection.Text::name).toList();
  }

  @Test
  void packagedRoutesThatNeedAnAccountRunOnlyWhenTheirSystemIsNamed() {
    assertThat(names(RouteSelection.PACKAGED)).contains("routes/retail-orders.camel.yaml").noneMatch(name -> name.contains("netsuite"));
    assertThat(names(RouteSelection.PACKAGED.with("netsuite")))
        .contains("routes/retail-orders.camel.yaml", "routes/netsuite/customer.camel.yaml")
        .filteredOn(name -> name.startsWith("routes/netsuite/"))
        .hasSize(14);
  }
}
