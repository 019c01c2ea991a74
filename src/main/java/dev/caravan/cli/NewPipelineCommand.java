package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.DatasetName;
import dev.caravan.contract.ContractReader;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.lint.Finding;
import dev.caravan.runtime.lint.Lint;
import dev.caravan.runtime.lint.LintContext;
import dev.caravan.runtime.lint.LintException;
import dev.caravan.runtime.routetest.Outcome;
import dev.caravan.runtime.routetest.RouteTestReport;
import dev.caravan.runtime.routetest.RouteTestResult;
import dev.caravan.runtime.routetest.RouteTests;
import dev.caravan.runtime.routetest.TrialFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan new pipeline}: from an unknown file to a route with contract and test. */
@Command(
    name = "pipeline",
    description = "Write a route into the lake for a file, with a contract proposed from its records and a test. Asks at a terminal for what is not given.")
final class NewPipelineCommand implements Callable<Integer> {
  private static final String NAME = "system/entity of letters, digits, _, - and .";

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private FileOptions file;

  @Parameters(paramLabel = "FILE|URL", arity = "0..1", description = "A delivered file, or an http(s) address whose content is fetched once.")
  private String source;

  @Option(names = "--name", paramLabel = "SYSTEM/ENTITY", description = "Name of the dataset and its contract (default: from folder or host, and file).")
  private String name;

  @Option(names = "--na", paramLabel = "TOKEN", split = ",", description = "Texts that mean 'no value', for instance NA,n/a.")
  private Set<String> notAvailable = new LinkedHashSet<>();

  @Option(names = "--routes", paramLabel = "DIR", description = "Where route and test are written (default: routes).")
  private Path routes = Path.of("routes");

  @Option(names = "--contracts", paramLabel = "DIR", description = "Where the contract is written (default: contracts).")
  private Path contracts;

  @Option(names = "--inbox", paramLabel = "DIR", description = "Where the content of an address is put, below SYSTEM/ENTITY (default: inbox).")
  private Path inbox = Path.of("inbox");

  @Option(names = "--watch", paramLabel = "PATH", description = "What the route takes: a folder, or a pattern such as 'in/*.csv' (default: the file).")
  private String watch;

  @Option(names = "--schedule", paramLabel = "TIME", description = "Time between two looks (default: 10s).")
  private String schedule = "10s";

  @Option(names = {"-y", "--yes"}, description = "Ask nothing: take what is proposed.")
  private boolean yes;

  @Option(names = "--force", description = "Replace files that are there.")
  private boolean force;

  /** Files of the pipeline: where they go, and where they are made. */
  private final Map<Path, Path> goals = new LinkedHashMap<>();

  @Override
  public Integer call() throws SQLException, IOException {
    boolean asks = !yes && Terminal.interactive();
    return make(asks ? Optional.of(new Questions(System.console().reader(), spec.commandLine().getOut())) : Optional.empty());
  }

  /** @param questions empty when nobody can be asked */
  int make(Optional<Questions> questions) throws SQLException, IOException {
    Logs.quiet();
    PipelineSource from = from(questions);
    String dataset = dataset(from, questions);
    CaravanConfig config = data.config(contracts == null ? Map.of() : Map.of("caravan.contracts", contracts.toString()));
    try (TrialFolder folder = new TrialFolder(config.engine())) {
      Path made = folder.path().resolve("pipeline");
      Path route = goes(Files.createDirectories(made.resolve("routes")).resolve(PipelineDraft.id(dataset) + ".camel.yaml"), routes);
      Path test = goes(made.resolve("routes").resolve(PipelineDraft.id(dataset) + ".test.yaml"), routes);
      Path contract = goes(made.resolve("contracts").resolve(dataset + ".odcs.yaml"), shown(config.contracts()).resolve(dataset).getParent());
      Path fetched = folder.path().resolve("fetched").resolve(from.fileName());
      Path takes = from.address() == null ? Path.of(from.named()) : goes(fetched, inbox.resolve(dataset));
      refuseToReplace();

      Path delivered = from.address() == null ? takes : from.fetch(fetched);
      InferredContract inferred = InferredContract.of(folder, delivered, file.options(), dataset, notAvailable);
      inferred.writeBelow(made.resolve("contracts"));
      PipelineDraft draft = draft(inferred, made(contract), folder, takes);
      Files.writeString(made(route), draft.route(schedule));
      CaravanConfig trial = data.config(Map.of("caravan.contracts", made.resolve("contracts").toString()));
      Files.writeString(made(test), tested(draft, made(test), trial));
      check(made, made(test), trial);
      move();
      report(inferred, route, test, contract);
    }
    return ExitCode.DONE;
  }

  private PipelineSource from(Optional<Questions> questions) {
    if (source == null) {
      source =
          questions
              .map(somebody -> somebody.ask("File or http(s) address", null, PipelineSource::objection))
              .orElseThrow(() -> new CaravanException(
                  Problem.of(ErrorCode.USAGE, null, "it is not said what the pipeline is made for")
                      .required("a file or an http(s) address", "neither")
                      .next("caravan new pipeline in/orders.csv --name shop/orders")));
    }
    return PipelineSource.of(source);
  }

  private String dataset(PipelineSource from, Optional<Questions> questions) {
    if (name == null) {
      name = questions.map(somebody -> somebody.ask("Name of the dataset, system/entity", from.dataset(), NewPipelineCommand::objection)).orElse(from.dataset());
    }
    objection(name).ifPresent(wrong -> {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "the dataset's name cannot be used").required(NAME, "'" + name + "'"));
    });
    return name;
  }

  private static Optional<String> objection(String dataset) {
    try {
      return new DatasetName(dataset).value().split("/").length == 2 ? Optional.empty() : Optional.of("a name is " + NAME);
    } catch (CaravanException e) {
      return Optional.of("a name is " + NAME);
    }
  }

  private Path goes(Path made, Path into) {
    Path target = into.resolve(made.getFileName());
    goals.put(target, made);
    return target;
  }

  private Path made(Path goal) {
    return goals.get(goal);
  }

  private void refuseToReplace() {
    List<Path> there = goals.keySet().stream().filter(Files::exists).toList();
    if (!force && !there.isEmpty()) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "there " + (there.size() == 1 ? "is a file" : "are files") + " already: " + there.stream().map(Path::toString).collect(Collectors.joining(", ")))
              .next("Choose another --name, or replace " + (there.size() == 1 ? "it" : "them") + " with --force."));
    }
  }

  private PipelineDraft draft(InferredContract contract, Path contractMade, TrialFolder folder, Path takes) {
    boolean columnar = contract.read() == null;
    Segment segment =
        columnar
            ? new SegmentWriter().write(contract.file(), contract.file().toString(), file.options(), folder.path().resolve("segment"))
            : contract.read().segment();
    String path = watch == null ? PipelineDraft.literal(shown(takes)) : watch;
    return new PipelineDraft(
        contract.dataset(), ContractReader.read(contractMade).datasets().get(0), path, segment, columnar, columnar ? List.of() : contract.read().failures());
  }

  /** The test with what a run of its samples shows. */
  private static String tested(PipelineDraft draft, Path test, CaravanConfig config) throws IOException {
    List<PipelineDraft.Sample> samples = draft.samples();
    Files.writeString(test, draft.test(samples, List.of()));
    RouteTestResult result = new RouteTests(config).run(List.of(test), told -> {}).get(0);
    if (!result.problems().isEmpty()) {
      throw new CaravanException(result.problems());
    }
    List<Outcome> outcomes = result.cases().stream().map(RouteTestResult.Case::outcome).toList();
    List<dev.caravan.Problem> failed = outcomes.stream().map(Outcome::problem).filter(problem -> problem != null).toList();
    if (!failed.isEmpty()) {
      throw new CaravanException(failed);
    }
    return draft.test(samples, outcomes);
  }

  // What is handed over has been tried: nothing is written that lint or its own test refuses.
  private static void check(Path made, Path test, CaravanConfig config) {
    List<Finding> findings = Lint.check(List.of(made), LintContext.of(config));
    if (!findings.isEmpty()) {
      throw new LintException(findings);
    }
    RouteTestResult result = new RouteTests(config).run(List.of(test), told -> {}).get(0);
    if (!result.cases().stream().allMatch(RouteTestResult.Case::passed)) {
      throw new CaravanException(ErrorCode.FLOW_BUG, "the test that was written does not pass; nothing was kept:\n" + RouteTestReport.text(result));
    }
  }

  private void move() throws IOException {
    for (Map.Entry<Path, Path> goal : goals.entrySet()) {
      Path target = goal.getKey().toAbsolutePath();
      Files.createDirectories(target.getParent());
      if (force) {
        Files.move(goal.getValue(), target, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.move(goal.getValue(), target);
      }
    }
  }

  private void report(InferredContract inferred, Path route, Path test, Path contract) {
    PrintWriter out = spec.commandLine().getOut();
    goals.keySet().forEach(path -> out.println("wrote " + path));
    inferred.warning().ifPresent(warning -> out.println(warning + "; a run keeps " + (inferred.unreadable() == 1 ? "it" : "them") + " among the rejects."));
    String settings = settings();
    out.println();
    out.println("Lint finds nothing, and the test passes. What to type next:");
    out.println("  ./caravan lint" + settings + " " + route + " " + test + " " + contract);
    out.println("  ./caravan test" + settings + " " + route);
    out.println("  ./caravan run --once" + settings + " " + route);
    out.println("  ./caravan query" + dataSetting() + " 'select * from " + table(inferred.dataset()) + " limit 10'");
    out.println("The contract says why it demands what it demands; read it, and change what you know better.");
  }

  private String settings() {
    String properties = spec.commandLine().getParseResult().hasMatchedOption("--properties") ? " --properties " + spec.findOption("--properties").getValue() : "";
    return dataSetting() + properties + (contracts == null ? "" : " -p caravan.contracts=" + contracts);
  }

  private String dataSetting() {
    return spec.commandLine().getParseResult().hasMatchedOption("--data") ? " --data " + spec.findOption("--data").getValue() : "";
  }

  private static String table(String dataset) {
    String system = dataset.substring(0, dataset.indexOf('/'));
    return identifier(system) + "." + identifier(dataset.substring(system.length() + 1));
  }

  private static String identifier(String word) {
    return word.matches("[A-Za-z_][A-Za-z0-9_]*") ? word : '"' + word + '"';
  }

  /** Relative to the working directory where it lies below. */
  private static Path shown(Path path) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
  }
}
