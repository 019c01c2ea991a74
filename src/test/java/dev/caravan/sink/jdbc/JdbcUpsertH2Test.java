package dev.caravan.sink.jdbc;

import dev.caravan.catalog.DataSources;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;

class JdbcUpsertH2Test extends JdbcUpsertContract {

  @Override
  DataSource database(Path folder) {
    return new DataSources(folder, Map.of("db", new DataSources.Config("jdbc:h2:file:" + folder.resolve("h2"), "sa", null))).source("db");
  }
}
