package dev.caravan.cli;

import dev.caravan.api.ProposedContract;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractDiff;
import dev.caravan.contract.ContractPage;
import dev.caravan.quality.Trial;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.routetest.TrialFolder;
import dev.caravan.source.netsuite.TableSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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

/** {@code caravan contract}: propose, try, compare, change and explain contracts. */
@Command(
    name = "contract",
    description = "Propose, try, compare, change and explain data contracts.",
    subcommands = {ContractCommand.Infer.class, ContractCommand.Check.class, ContractCommand.Diff.class, ContractProposalsCommand.class,
      ContractAcceptCommand.class, ContractDeclineCommand.class, ContractCommand.Docs.class})
final class ContractCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code contract infer}: a contract that a file keeps. */
  @Command(
      name = "infer",
      description = {
        "Propose a contract for a file, for each file of a folder, or for a table of a NetSuite account, with the reasons.",
        "Of a table, everything from --account to --lifetime says which account is meant and how what was learnt of it is kept."
      })
  static final class Infer implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;
    @Mixin private FileOptions file;
    @Mixin private NetSuiteSchemas schemas;

    @Parameters(paramLabel = "FILE|DIR|netsuite:TABLE", description = "What to look at.")
    private String source;

    @Option(names = "--name", paramLabel = "SYSTEM/ENTITY", description = "Name of the dataset (default: from folder and file, or netsuite and the table). Of a folder: the system.")
    private String name;

    @Option(names = "--na", paramLabel = "TOKEN", split = ",", description = "Texts that mean 'no value', for instance NA,n/a.")
    private Set<String> notAvailable = new LinkedHashSet<>();

    @Option(names = "--into", paramLabel = "DIR", description = "Write SYSTEM/ENTITY.odcs.yaml below this folder instead of printing.")
    private Path into;

    @Override
    public Integer call() throws SQLException, IOException {
      if (source.startsWith(NetSuiteContract.PREFIX)) {
        TableSchema schema = schemas.table(data.config(), source.substring(NetSuiteContract.PREFIX.length()));
        String dataset = name == null ? NetSuiteContract.dataset(schema.table()) : InferredContract.checked(name);
        tell(new InferredContract(dataset, NetSuiteContract.yaml(schema, dataset), null, null));
      } else {
        files(Path.of(source));
      }
      return ExitCode.DONE;
    }

    private void files(Path path) throws SQLException, IOException {
      List<Path> files = InferredContract.files(path);
      if (Files.isDirectory(path) && into == null) {
        into = data.config().contracts();
      }
      try (TrialFolder folder = new TrialFolder(data.config().engine())) {
        for (Path each : files) {
          InferredContract contract = InferredContract.of(folder, each, file.options(), dataset(path, each), notAvailable);
          contract.warning().ifPresent(spec.commandLine().getErr()::println);
          tell(contract);
        }
      }
    }

    private void tell(InferredContract contract) throws IOException {
      if (into == null) {
        spec.commandLine().getOut().print(contract.yaml());
        spec.commandLine().getOut().flush();
      } else {
        spec.commandLine().getOut().println(contract.writeBelow(into));
      }
    }

    private String dataset(Path path, Path each) {
      if (name == null) {
        return InferredContract.name(each);
      }
      String own = InferredContract.name(each);
      return Files.isDirectory(path) ? name + own.substring(own.indexOf('/')) : name;
    }
  }

  /** {@code contract check}: what a contract would make of a file. */
  @Command(name = "check", description = {
        "Run a file against a contract without landing it.",
        "Exit code 3 when more records are rejected than the contract allows: caravan.maxRejectPercent, and none where that is not set. (A run would land the others then, and end with 0.)"
      })
  static final class Check implements Callable<Integer> {
    private static final int SHOWN = 10;

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;
    @Mixin private FileOptions file;

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path path;

    @Option(names = "--contract", paramLabel = "C", required = true, description = "Name or file of the contract.")
    private String contract;

    @Override
    public Integer call() {
      CaravanConfig config = data.config();
      Contract read = TrialFolder.contract(contract, config.contracts());
      Contract.Dataset dataset = ContractCheck.dataset(read, contract);
      try (TrialFolder folder = new TrialFolder(config.engine())) {
        Trial.Outcome outcome = folder.trial().run(path, file.options(), ContractCheck.stages(read, dataset, config.data()));
        report(outcome);
        if (ContractCheck.overThreshold(dataset, outcome.counts())) {
          spec.commandLine().getOut().println(
              dataset.maxRejectPercent() == null
                  ? "The contract sets no caravan.maxRejectPercent, so one reject fails the check; a run would land the others and end with 0."
                  : "More than " + dataset.maxRejectPercent().toPlainString() + " percent of the records are rejected; a run would end with 3 too.");
          return ExitCode.REJECTS;
        }
        return ExitCode.DONE;
      }
    }

    private void report(Trial.Outcome outcome) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(path + ": read " + outcome.counts().read() + ", would land " + outcome.counts().landed() + ", would reject " + outcome.counts().rejected());
      for (Trial.Failure failure : outcome.failures().stream().limit(SHOWN).toList()) {
        String got = failure.got() == null ? "no value" : "'" + failure.got().replaceAll("\\p{C}", "�") + "'";
        out.println("  " + failure.records() + " × " + (failure.field() == null ? "record" : failure.field()) + ", " + failure.rule() + ": requires " + failure.required()
            + ", got " + got + " (line " + failure.where().line() + ")");
      }
      if (outcome.failures().size() > SHOWN) {
        out.println("  and " + (outcome.failures().size() - SHOWN) + " more rules");
      }
      outcome.warnings().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
          .forEach(warning -> out.println("  warning: " + warning.getKey() + ", " + warning.getValue() + " rows"));
    }
  }

  /** {@code contract diff}: who can live with a change. */
  @Command(name = "diff", description = "Compare two contracts, or one with what data asks for: what changes, and whether old readers, new readers or both can live with it.")
  static final class Diff implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Parameters(index = "0", paramLabel = "A", description = "Name or file of the older contract.")
    private String before;

    @Parameters(index = "1", paramLabel = "B", arity = "0..1", description = "Name or file of the newer contract (default: A with all its open proposals).")
    private String after;

    @Option(names = "--require", paramLabel = "LEVEL", description = "Fail (exit code 1) unless the change is full, backward or forward compatible.")
    private ContractDiff.Compatibility required;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      return print(after == null ? proposed(out) : compared(), out);
    }

    private ContractDiff compared() {
      Path contracts = data.config().contracts();
      return ContractDiff.between(TrialFolder.contract(before, contracts), TrialFolder.contract(after, contracts));
    }

    private ContractDiff proposed(PrintWriter out) {
      CaravanConfig config = data.config();
      ProposedContract proposed = ProposalOption.proposed(config, before, Set.of());
      if (proposed.declined().isEmpty()) {
        proposed.open();
      }
      ProposalText.print(proposed, out);
      return proposed.accepted(null).diff();
    }

    private int print(ContractDiff diff, PrintWriter out) {
      for (ContractDiff.Change change : diff.changes()) {
        out.println(word(change.compatibility()) + "  " + change.where() + ": " + change.what() + " (" + change.why() + ")");
      }
      ContractDiff.Compatibility verdict = diff.compatibility();
      out.println(diff.changes().isEmpty() ? "No change that data could show." : "Together: " + word(verdict) + ".");
      boolean good = required == null || verdict == required || verdict == ContractDiff.Compatibility.FULL || required == ContractDiff.Compatibility.BREAKING;
      return good ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String word(ContractDiff.Compatibility compatibility) {
      return compatibility.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** {@code contract docs}: a page for people. */
  @Command(name = "docs", description = "Write a contract as a readable page.")
  static final class Docs implements Callable<Integer> {
    enum Format {
      MARKDOWN,
      HTML
    }

    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Parameters(paramLabel = "C", description = "Name or file of the contract.")
    private String contract;

    @Option(names = "--format", description = "markdown or html (default: markdown).", defaultValue = "MARKDOWN")
    private Format format;

    @Override
    public Integer call() {
      Contract read = TrialFolder.contract(contract, data.config().contracts());
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          switch (format) {
            case MARKDOWN -> ContractPage.markdown(read);
            case HTML -> ContractPage.html(read);
          });
      out.flush();
      return ExitCode.DONE;
    }
  }
}
