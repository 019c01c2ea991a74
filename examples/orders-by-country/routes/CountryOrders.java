import java.util.List;
import org.apache.camel.builder.RouteBuilder;

/** A flow for each country: the steps are the same, and what differs stands in one list. */
public class CountryOrders extends RouteBuilder {
  private static final String CONTRACT = "shop/international-order";

  private static final List<Shop> SHOPS =
      List.of(
          new Shop("de", "Bestellnummer=order_id, Zeitpunkt=placed_at, Betrag=amount", "dd.MM.yyyy HH:mm", "Europe/Berlin"),
          new Shop("uk", "order=order_id, placed=placed_at, pence=amount", "dd/MM/yyyy HH:mm", "Europe/London"),
          new Shop("us", "order=order_id, placed=placed_at, cents=amount", "MM/dd/yyyy HH:mm", "America/New_York"));

  /** How a country's shop writes its orders. */
  private record Shop(String country, String columns, String times, String zone) {}

  @Override
  public void configure() {
    SHOPS.forEach(this::flow);
  }

  private void flow(Shop shop) {
    // The id names the flow's batches in the ledger: it is given here and stays the same.
    from("kamelet:file-source?path=examples/orders-by-country/in/" + shop.country())
        .routeId("orders-" + shop.country())
        .routeConfigurationId("ingest")
        // RAW(…): without it a URI reads +, % and & as signs of its own.
        .toF("kamelet:normalize-action?contract=%s&rename=RAW(%s)&formats=RAW(%s)&zone=%s&minorUnits=amount=2",
            CONTRACT, shop.columns(), shop.times(), shop.zone())
        .toF("kamelet:enrich-action?calculate=RAW(country = '%s')", shop.country())
        .to("kamelet:deduplicate-action?keys=order_id")
        .to("kamelet:validate-action?contract=" + CONTRACT)
        .to("kamelet:lake-sink?dataset=shop/international-order");
  }
}
