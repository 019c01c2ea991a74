package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.quality.ContractInference;
import dev.caravan.quality.Profile;
import dev.caravan.quality.ProfileOptions;
import dev.caravan.quality.Profiler;
import dev.caravan.quality.Trial;
import dev.caravan.runtime.routetest.TrialFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A contract proposed for a file, or for a table of an outside system.
 *
 * @param dataset {@code system/entity}
 * @param file null for a table
 * @param read what the file holds; null for a columnar file, whose own types say it. Its segment lives as
 *     long as the folder it was tried in
 */
record InferredContract(String dataset, String yaml, Path file, Trial.Outcome read) {

  static InferredContract of(TrialFolder folder, Path file, SegmentOptions options, String dataset, Set<String> notAvailable) throws SQLException {
    checked(dataset);
    boolean columnar = Trial.columnar(file) && Files.isRegularFile(file);
    Trial.Outcome outcome = columnar ? null : folder.trial().run(file, options, List.of());
    if (outcome != null && outcome.segment().bytes() == 0) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, file + " is empty: there is nothing to propose a contract from").required("a header or a record", "none").next("Take a delivery that holds some."));
    }
    String relation = columnar ? Trial.columnarRelation(file) : outcome.relation();
    try (Connection connection = folder.engine().connect()) {
      Profile profile = new Profiler(ProfileOptions.INFERENCE.notAvailable(notAvailable)).profile(connection, relation, file.getFileName().toString());
      String yaml = ContractInference.infer(profile, new ContractInference.Origin(dataset, outcome != null && outcome.untyped()));
      return new InferredContract(dataset, yaml, file, outcome);
    }
  }

  /** @throws CaravanException USAGE when no dataset can have the name */
  static String checked(String dataset) {
    if (!dataset.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "the dataset's name cannot be used").required("system/entity of letters, digits, _, - and .", "'" + dataset + "'"));
    }
    return dataset;
  }

  /** The file, or the data files of a folder, by name. */
  static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> below = Files.list(path)) {
      List<Path> files = below.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
      if (files.isEmpty()) {
        throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "there is no file in the folder " + path);
      }
      return files;
    }
  }

  /** {@code retail/orders} for {@code retail/orders-2024.csv.gz} would be too clever: folder and file name, made safe. */
  static String name(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    String folder = parent == null || parent.getFileName() == null ? "data" : parent.getFileName().toString();
    String base = file.getFileName().toString().replaceAll("\\.(gz|zst|csv|tsv|txt|json|ndjson|jsonl|parquet)(?=$|\\.)", "");
    return safe(folder, "data") + "/" + safe(base, "records");
  }

  private static String safe(String text, String otherwise) {
    String safe = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return safe.isEmpty() ? otherwise : safe;
  }

  /** Records that no contract could accept. */
  long unreadable() {
    return read == null ? 0 : read.counts().rejected();
  }

  Optional<String> warning() {
    return unreadable() == 0 ? Optional.empty() : Optional.of(unreadable() + (unreadable() == 1 ? " record" : " records") + " of " + file + " cannot be read, and the contract knows nothing of that");
  }

  /** Writes it where contracts are found by name; a contract that is there is never replaced. */
  Path writeBelow(Path folder) throws IOException {
    Path target = folder.resolve(dataset + ".odcs.yaml");
    if (Files.exists(target)) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "there is a contract already: " + target).next("Choose another --name or --into, or compare with `caravan contract diff`."));
    }
    Files.createDirectories(target.getParent());
    return Files.writeString(target, yaml, StandardOpenOption.CREATE_NEW);
  }
}
