package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Function;

/**
 * A dataset of the lake to look something up in: each time it is opened, what is visible then.
 * Thread-safe.
 *
 * @param except a batch whose rows are left out, or null
 * @param keys of which only the newest batch counts; empty when all rows are there
 * @param replaced the batches that a batch will replace: where it is left out, so are they
 */
public record LakeReference(DatasetName dataset, Datasets datasets, BatchId except, List<String> keys, Function<BatchId, List<BatchId>> replaced)
    implements Reference {
  public LakeReference {
    keys = List.copyOf(keys);
  }

  public LakeReference(DatasetName dataset, Datasets datasets) {
    this(dataset, datasets, batch -> List.of());
  }

  public LakeReference(DatasetName dataset, Datasets datasets, Function<BatchId, List<BatchId>> replaced) {
    this(dataset, datasets, null, List.of(), replaced);
  }

  @Override
  public Reference without(BatchId batch) {
    return new LakeReference(dataset, datasets, batch, keys, replaced);
  }

  @Override
  public Reference latest(List<String> columns) {
    return new LakeReference(dataset, datasets, except, columns, replaced);
  }

  @Override
  public String name() {
    return dataset.value();
  }

  @Override
  public String open(Connection engine, String table) throws SQLException {
    LakeDataset all = datasets.dataset(dataset);
    LakeDataset visible = except == null ? all : all.without(except);
    for (BatchId each : except == null ? List.<BatchId>of() : replaced.apply(except)) {
      visible = visible.without(each);
    }
    if (keys.isEmpty()) {
      return visible.relation();
    }
    // A table, since the relation is read several times for one batch.
    try (Statement statement = engine.createStatement()) {
      statement.execute("CREATE TEMP TABLE " + table + " AS SELECT * FROM " + visible.latest(keys));
    }
    return table;
  }
}
