package dev.caravan.sink.jdbc;

import dev.caravan.catalog.DataSources;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;

class JdbcUpsertDuckDbTest extends JdbcUpsertContract {

  @Override
  DataSource database(Path folder) {
    return new DataSources(folder, Map.of()).source(DataSources.WAREHOUSE);
  }
}
