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

  // It knows no limit of a text.
  @Override
  String shortText(String column) {
    return "VARCHAR CHECK (length(\"" + column + "\") <= 10)";
  }
}
