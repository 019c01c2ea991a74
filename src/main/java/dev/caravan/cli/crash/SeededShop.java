package dev.caravan.cli.crash;

import dev.caravan.sandbox.shop.ShopSimulator;
import dev.caravan.security.EnvironmentVariables;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The orders of a simulated shop, behind a paged API. */
final class SeededShop implements SeededSource {
  static final String NAME = "rest";
  private static final int CALLS = 1_000_000;
  private static final int PAGE = 50;
  private static final String BAD = "free";
  private static final String CREDENTIALS = "crash-shop";

  private final ShopSimulator shop;
  private final Set<Long> keys = new TreeSet<>();
  private final Set<Long> refused = new TreeSet<>();

  SeededShop(long seed, int count) {
    shop = new ShopSimulator(0, seed, count / (double) ShopSimulator.ORDERS, CALLS, CALLS, Clock.systemUTC());
    List<String> ids = shop.texts("orders", "id");
    List<String> prices = shop.texts("orders", "total_price");
    for (int i = 0; i < ids.size(); i++) {
      keys.add(Long.valueOf(ids.get(i)));
      if (prices.get(i).equals(BAD)) {
        refused.add(Long.valueOf(ids.get(i)));
      }
    }
  }

  /** One order more behind all others: who reads the last page now finds another end. */
  void grow() {
    keys.add(shop.addOrder());
  }

  @Override
  public String name() {
    return NAME;
  }

  // The overlap is longer than the shop is old: all that has landed comes again at each pass, and must not land again.
  @Override
  public String from(Path folder) {
    return """
        uri: kamelet:rest-source
        parameters:
          system: crash-shop
          url: "%s/api/link/orders"
          query: limit=%d
          records: /orders
          paging: link
          login: bearer
          credentials: %s:%s
          increment: /updated_at
          since: updated_at_min
          overlap: 365d
          batchRows: %d
        """
        .formatted(shop.baseUrl(), PAGE, EnvironmentVariables.STORE, CREDENTIALS, PAGE);
  }

  @Override
  public String normalize() {
    // Amounts come as texts.
    return "coerce: true\n";
  }

  @Override
  public String properties() {
    return """
        - name: amount
          physicalName: total_price
          logicalType: number
          physicalType: DECIMAL(18,2)
          required: true
        - name: changed
          physicalName: updated_at
          logicalType: timestamp
          logicalTypeOptions:
            timezone: true
          required: true
        """;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(EnvironmentVariables.variable(CREDENTIALS + "/token"), shop.access().bearer().reveal());
  }

  @Override
  public Set<Long> keys() {
    return keys;
  }

  @Override
  public Set<Long> refused() {
    return refused;
  }

  @Override
  public String repaired(String raw) {
    return raw.replace("\"total_price\":\"" + BAD + '"', "\"total_price\":\"1.00\"");
  }

  @Override
  public void close() {
    shop.close();
  }
}
