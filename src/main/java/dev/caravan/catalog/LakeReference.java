package dev.caravan.catalog;

import dev.caravan.batch.Reference;
import java.sql.Connection;

/**
 * A dataset of the lake to look something up in: each time it is opened, what is visible then.
 * Thread-safe.
 */
public record LakeReference(DatasetName dataset, Datasets datasets) implements Reference {

  @Override
  public String name() {
    return dataset.value();
  }

  @Override
  public String open(Connection engine, String table) {
    return datasets.dataset(dataset).relation();
  }
}
