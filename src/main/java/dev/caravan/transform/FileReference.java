package dev.caravan.transform;

import dev.caravan.batch.Reference;
import dev.caravan.batch.Stage;
import java.nio.file.Path;
import java.sql.Connection;

/**
 * A file as reference data: what it holds when a batch runs.
 *
 * @param typed how its columns are read, or null to keep them as they stand
 */
record FileReference(Path file, Stage.Typed typed, ReferenceFiles files) implements Reference {

  @Override
  public String name() {
    return "file:" + file;
  }

  @Override
  public String open(Connection engine, String table) {
    return files.relation(file, typed);
  }
}
