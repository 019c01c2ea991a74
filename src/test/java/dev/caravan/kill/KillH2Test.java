package dev.caravan.kill;

import java.nio.file.Path;
import java.util.Map;

class KillH2Test extends KillContract {

  @Override
  KillTarget target(Path data) {
    String url = "jdbc:h2:file:" + data.resolveSibling("shop");
    return new JdbcKillTarget("shop", Map.of("caravan.datasource.shop.url", url, "caravan.datasource.shop.user", "sa"), url, "sa");
  }
}
