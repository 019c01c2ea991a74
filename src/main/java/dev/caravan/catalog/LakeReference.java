package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reference;
import java.sql.Connection;

/**
 * A dataset of the lake to look something up in: each time it is opened, what is visible then.
 * Thread-safe.
 *
 * @param except a batch whose rows are left out, or null
 */
public record LakeReference(DatasetName dataset, Datasets datasets, BatchId except) implements Reference {

  public LakeReference(DatasetName dataset, Datasets datasets) {
    this(dataset, datasets, null);
  }

  @Override
  public Reference without(BatchId batch) {
    return new LakeReference(dataset, datasets, batch);
  }

  @Override
  public String name() {
    return dataset.value();
  }

  @Override
  public String open(Connection engine, String table) {
    LakeDataset visible = datasets.dataset(dataset);
    return except == null ? visible.relation() : visible.without(except).relation();
  }
}
