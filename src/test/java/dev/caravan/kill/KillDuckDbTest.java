package dev.caravan.kill;

import java.nio.file.Path;
import java.util.Map;

class KillDuckDbTest extends KillContract {

  @Override
  KillTarget target(Path data) {
    return new JdbcKillTarget("warehouse", Map.of(), "jdbc:duckdb:" + data.resolve("warehouse.duckdb"), null);
  }
}
