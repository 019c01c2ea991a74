package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Stage;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.KeptProfiles;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.LocalStore;
import dev.caravan.contract.Contract;
import dev.caravan.quality.BatchProfiles;
import dev.caravan.quality.Profile;
import dev.caravan.quality.ProfileJson;
import dev.caravan.quality.ProfileOptions;
import dev.caravan.quality.ProfilePage;
import dev.caravan.quality.ProfileText;
import dev.caravan.quality.Profiler;
import dev.caravan.quality.Trial;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.routetest.TrialFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan profile}: what a file or a dataset looks like. */
@Command(name = "profile", description = "Show what a file or a dataset of the lake looks like, column by column.")
final class ProfileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private FileOptions file;

  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Parameters(paramLabel = "FILE|DATASET", description = "A file of any format, or a dataset such as retail/orders.")
  private String subject;

  @Option(names = "--contract", paramLabel = "C", description = "Read the file by this contract: a name or a file. Rejected records are not profiled.")
  private String contract;

  @Option(names = "--na", paramLabel = "TOKEN", split = ",", description = "Texts that mean 'no value', for instance NA,n/a.")
  private Set<String> notAvailable = new LinkedHashSet<>();

  @Option(names = "--batch", paramLabel = "ID", description = "The profile kept when this batch landed (profile-action), instead of a new one.")
  private String batch;

  @Option(names = "--format", description = "text, json or html (default: text).", defaultValue = "TEXT")
  private Format format;

  @Override
  public Integer call() throws SQLException {
    CaravanConfig config = data.config();
    try (TrialFolder folder = new TrialFolder(config.engine())) {
      Profile profile = batch != null ? kept(config) : Files.isRegularFile(Path.of(subject)) ? file(folder, config) : dataset(folder, config);
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          switch (format) {
            case TEXT -> ProfileText.write(profile);
            case JSON -> ProfileJson.write(profile) + "\n";
            case HTML -> ProfilePage.write(profile);
          });
      out.flush();
    }
    return ExitCode.DONE;
  }

  private Profile kept(CaravanConfig config) {
    try (JdbcLedger ledger = Ledgers.openReadOnly(config.ledger(), Clock.systemUTC())) {
      return new BatchProfiles(new KeptProfiles(ledger.database(), Clock.systemUTC()))
          .profile(new BatchId(batch))
          .orElseThrow(() -> new CaravanException(
              Problem.of(ErrorCode.FILE_NOT_FOUND, null, "no profile is kept of batch " + batch)
                  .next("`caravan ledger` lists batches; a flow profiles its batches when profile-action is among its steps.")));
    }
  }

  private Profile file(TrialFolder folder, CaravanConfig config) throws SQLException {
    Path path = Path.of(subject);
    if (contract == null && Trial.columnar(path)) {
      return profile(folder, Trial.columnarRelation(path));
    }
    Trial.Outcome outcome = folder.trial().run(path, file.options(), stages(config));
    if (outcome.counts().rejected() > 0) {
      spec.commandLine().getErr().println(
          outcome.counts().rejected() + " of " + outcome.counts().read() + " records are not profiled: "
              + (contract == null ? "they cannot be read" : "the contract rejects them; `caravan contract check` shows why"));
    }
    return profile(folder, outcome.relation());
  }

  private List<Stage> stages(CaravanConfig config) {
    if (contract == null) {
      return List.of();
    }
    Contract read = TrialFolder.contract(contract, config.contracts());
    Contract.Dataset rules = ContractCheck.dataset(read, contract);
    return ContractCheck.stages(read, rules, config.data());
  }

  private Profile dataset(TrialFolder folder, CaravanConfig config) throws SQLException {
    Datasets datasets = new Datasets(new LocalStore(config.data().resolve("lake")), config.data().resolve("lake-cache"));
    var found = datasets.dataset(new DatasetName(subject));
    if (found.manifests().isEmpty()) {
      List<String> names = datasets.list().stream().map(DatasetName::value).toList();
      throw new CaravanException(
          Problem.of(ErrorCode.FILE_NOT_FOUND, null, "'" + subject + "' is neither a file nor a dataset of " + config.data())
              .next(names.isEmpty() ? "Nothing has landed there yet; --data names another data folder." : Nearest.hint(subject, names)));
    }
    return profile(folder, found.relation());
  }

  private Profile profile(TrialFolder folder, String relation) throws SQLException {
    try (Connection connection = folder.engine().connect()) {
      return new Profiler(ProfileOptions.THOROUGH.notAvailable(notAvailable)).profile(connection, relation, subject);
    }
  }
}
