package dev.caravan.transform;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Engine;
import dev.caravan.batch.Reject;
import dev.caravan.batch.RejectStore;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.contract.ContractCompiler;
import dev.caravan.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads reference files the way data is read, so that their values are exact too: each state of a file
 * becomes Parquet once. A file with a record that cannot be read is of no use as a reference, and
 * says so. Thread-safe.
 */
public final class ReferenceFiles {
  private final Engine engine;
  private final Contracts contracts;
  private final Path folder;
  private final Map<Key, String> relations;

  private record Key(Path file, Stage.Typed typed, FileTime modified, long size) {}

  /** @param folder where the Parquet files go; may be emptied while nothing runs */
  public ReferenceFiles(Engine engine, Contracts contracts, Path folder) {
    this(engine, contracts, folder, new HashMap<>());
  }

  private ReferenceFiles(Engine engine, Contracts contracts, Path folder, Map<Key, String> relations) {
    this.engine = engine;
    this.contracts = contracts;
    this.folder = folder;
    this.relations = relations;
  }

  /** The same files, read by other contracts: what has become Parquet is shared. */
  public ReferenceFiles by(Contracts others) {
    return new ReferenceFiles(engine, others, folder, relations);
  }

  Stage.Typed typed(String contract) {
    return new Stage.Typed(ContractCompiler.reads(contracts.dataset(contract)));
  }

  /**
   * What to write behind FROM to read the file as it stands now.
   *
   * @throws CaravanException ENRICH_REFERENCE when it is gone, or a record of it cannot be read
   */
  String relation(Path file, Stage.Typed typed) {
    try {
      Key key = new Key(file, typed, Files.getLastModifiedTime(file), Files.size(file));
      synchronized (relations) {
        String known = relations.get(key);
        if (known == null) {
          known = read(key);
          relations.put(key, known);
        }
        return known;
      }
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.ENRICH_REFERENCE, "cannot read reference file " + file + ": " + e.getMessage(), e);
    }
  }

  private String read(Key key) {
    BatchId id = BatchId.of("reference", key.file().toString(), key.modified() + " " + key.size() + " " + key.typed(), 0);
    Path home = folder.resolve(id.value());
    Segment segment = new SegmentWriter().write(key.file(), key.file().toString(), SegmentOptions.DETECT, home.resolve("segment"));
    Batch batch = new Batch(id, "reference", segment, key.typed() == null ? List.of() : List.of(key.typed()), engine);
    Staged staged = engine.stage(batch, StageOptions.DEFAULT, home.resolve("staged"), new NoRejects(key.file()));
    if (staged.files().isEmpty()) {
      throw new CaravanException(ErrorCode.ENRICH_REFERENCE, "reference file " + key.file() + " holds no record");
    }
    return "read_parquet(["
        + staged.files().stream().map(part -> Sql.text(part.path().toString())).collect(Collectors.joining(", "))
        + "], hive_partitioning = false)";
  }

  private record NoRejects(Path file) implements RejectStore {
    @Override
    public void keep(BatchId batch, List<Reject> rejects) {
      Reject first = rejects.get(0);
      Reject.Failure failure = first.failures().get(0);
      throw new CaravanException(
          Problem.of(ErrorCode.ENRICH_REFERENCE, new Place(file.toString(), (int) first.pointer().line(), 0),
                  "a record of the reference file cannot be read" + (failure.field() == null ? "" : ", field " + failure.field()))
              .required(failure.required(), failure.got())
              .next("Mend the record; a reference with holes would change what is looked up."));
    }
  }
}
