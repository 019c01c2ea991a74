package dev.caravan.cli;

import dev.caravan.catalog.DataSources;
import dev.caravan.cli.crash.CrashTest;
import dev.caravan.cli.crash.RouteCrashTest;
import dev.caravan.cli.crash.Target;
import dev.caravan.cli.crash.UserRoute;
import dev.caravan.contract.Contracts;
import dev.caravan.runtime.CaravanConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan crash-test}: kills flows while they land seeded records, and tells whether each landed once. */
@Command(
    name = "crash-test",
    description = {
      "Kill flows again and again while they land made-up records, start them again, and count.",
      "Ends with 0 only when no record was lost and none landed twice."
    })
final class CrashTestCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final int MOST_KILLS = 1_000_000;
  private static final int LEAST_RECORDS = 100;
  private static final int MOST_RECORDS = 100_000;
  private static final int MOST_FINDINGS = 20;
  private static final int TELL_EVERY = 10;
  private static final int MOST_AT_ONCE = 4;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(arity = "0..1", paramLabel = "ROUTE", description = "A route file of yours, from any source of Caravan's into any of its sinks. It is fed with records made from its contract and lands in a folder of the test, or in topics at --brokers. Left out, flows of Caravan's own run.")
  private Path route;

  @Option(names = "--kills", paramLabel = "N", defaultValue = "60", description = "How often a process is killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(names = "--seed", paramLabel = "N", description = "The same seed makes the same records and chooses the same kills (default: another each time).")
  private Long seed;

  @Option(names = "--records", paramLabel = "N", defaultValue = "1000", description = "Records of each source (default: ${DEFAULT-VALUE}).")
  private int records;

  @Option(names = "--source", paramLabel = "KIND", split = ",", defaultValue = ALL, description = "files, netsuite, rest, kafka, or all that can be reached (default: ${DEFAULT-VALUE}); several may be given.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--sink",
      paramLabel = "KIND",
      split = ",",
      defaultValue = ALL,
      description = "local, h2, duckdb, s3, postgresql, kafka, or all that can be reached (default: ${DEFAULT-VALUE}); several may be given.")
  private List<String> sinks = new ArrayList<>();

  @Option(names = "--bucket", paramLabel = "S3URL", description = "Where s3 lands: s3://bucket/prefix, reached by caravan.s3.*. Each round makes a folder there and removes it.")
  private String bucket;

  @Option(names = "--brokers", paramLabel = "ADDRESS", description = "Where kafka reads and lands: host:port. The test makes topics there and removes them.")
  private String brokers;

  @Option(names = "--at-once", paramLabel = "N", description = "Rounds that go on side by side (default: one a processor, and at most " + MOST_AT_ONCE + ").")
  private int atOnce = Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors());

  private final Map<String, Integer> moments = new TreeMap<>();

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    requireBetween("--kills", kills, 1, MOST_KILLS);
    requireBetween("--records", records, LEAST_RECORDS, MOST_RECORDS);
    requireBetween("--at-once", atOnce, 1, MOST_KILLS);
    Logs.quiet();
    CaravanConfig config = data.config();
    long start = seed == null ? ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE) : seed;
    if (route != null) {
      return ofUser(config, start);
    }
    Map<String, Target> reachable = targets(config);
    List<Target> targets = chosen("--sink", sinks, List.copyOf(reachable.keySet())).stream().map(reachable::get).toList();
    List<String> from = chosen("--source", sources, reachable());
    Path folder = folder(config);
    out().printf("Kills flows %d times while they land %,d records each, from %s to %s; seed %d%n",
        kills, records, String.join(", ", from), String.join(", ", targets.stream().map(Target::name).toList()), start);
    out().flush();
    CrashTest.Outcome outcome = new CrashTest(new CrashTest.Setup(kills, start, records, from, brokers, targets, java(), data.beyondData(), atOnce, folder), this::killed).run();
    return tell(outcome, start, folder);
  }

  private int ofUser(CaravanConfig config, long start) throws IOException, InterruptedException, SQLException {
    if (!sources.equals(List.of(ALL)) || !sinks.equals(List.of(ALL)) || bucket != null) {
      throw new ParameterException(spec.commandLine(), "a route says itself where it reads and lands: leave out --source, --sink and --bucket");
    }
    UserRoute read = UserRoute.read(route);
    Path folder = folder(config);
    CrashTest.Setup setup = new CrashTest.Setup(kills, start, records, List.of(), brokers, List.of(), java(), data.beyondData(), atOnce, folder);
    RouteCrashTest test = new RouteCrashTest(read, new Contracts(List.of(config.contracts())), setup, this::killed);
    out().printf("Kills the flows of %s %d times while they land %,d records each, made from their contracts; seed %d%n", route, kills, records, start);
    read.playedByFiles(brokers != null).forEach(line -> out().println("  " + line));
    out().flush();
    return tell(test.run(), start, folder);
  }

  private static Path folder(CaravanConfig config) throws IOException {
    return Files.createTempDirectory(Files.createDirectories(config.data().resolve("crash-test")), "test-");
  }

  private void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(spec.commandLine(), option + " requires a number from " + least + " to " + most + ", got " + value);
    }
  }

  private Map<String, Target> targets(CaravanConfig config) {
    Map<String, Target> targets = new LinkedHashMap<>();
    List.of(Target.local(), Target.h2(), Target.duckdb()).forEach(target -> targets.put(target.name(), target));
    DataSources.Config database = config.dataSources().get(Target.POSTGRESQL);
    if (database != null) {
      targets.put("postgresql", Target.postgresql(database));
    }
    if (bucket != null) {
      targets.put("s3", Target.s3(bucket.replaceAll("/+$", ""), config.s3()));
    }
    if (brokers != null) {
      Target kafka = Target.kafka(brokers);
      targets.put(kafka.name(), kafka);
    }
    return targets;
  }

  private List<String> reachable() {
    List<String> reachable = new ArrayList<>(CrashTest.SOURCES);
    if (brokers != null) {
      reachable.add(CrashTest.KAFKA);
    }
    return reachable;
  }

  private List<String> chosen(String option, List<String> given, List<String> possible) {
    if (given.equals(List.of(ALL))) {
      return possible;
    }
    for (String name : given) {
      if (!possible.contains(name)) {
        String next =
            switch (name) {
              case CrashTest.KAFKA -> "; kafka needs --brokers";
              case "s3" -> "; s3 needs --bucket";
              case "postgresql" -> "; postgresql needs -p caravan.datasource." + Target.POSTGRESQL + ".url=jdbc:postgresql://…";
              default -> "";
            };
        throw new ParameterException(spec.commandLine(), option + " requires some of " + String.join(", ", possible) + ", or all; got " + name + next);
      }
    }
    return given.stream().distinct().toList();
  }

  /** Starts the process that is killed as this one was started, but for what would get in its way. */
  private static List<String> java() {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agent") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    // It lives too short for the second compiler.
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  private synchronized void killed(Object moment) {
    moments.merge(moment.toString(), 1, Integer::sum);
    int all = moments.values().stream().mapToInt(Integer::intValue).sum();
    if (all % TELL_EVERY == 0 && all < kills) {
      out().printf("  %d of %d%n", all, kills);
      out().flush();
    }
  }

  private int tell(CrashTest.Outcome outcome, long start, Path folder) throws IOException {
    Table table = new Table("killed at", "times");
    moments.forEach((moment, times) -> table.add(moment, Integer.toString(times)));
    table.print(out());
    if (outcome.findings().isEmpty() && outcome.kills() == kills) {
      Files.deleteIfExists(folder);
      out().printf(Locale.ROOT, "crash-test: %d kills in %d rounds, %,d records: lost 0, landed twice 0; seed %d%n", outcome.kills(), outcome.rounds(), outcome.records(), start);
      return ExitCode.DONE;
    }
    if (outcome.findings().isEmpty()) {
      out().printf("crash-test: only %d of %d kills met a process at work; raise --records; seed %d%n", outcome.kills(), kills, start);
      return ExitCode.FAILED;
    }
    outcome.findings().stream().limit(MOST_FINDINGS).forEach(finding -> out().println("  " + finding));
    if (outcome.findings().size() > MOST_FINDINGS) {
      out().println("  … and " + (outcome.findings().size() - MOST_FINDINGS) + " more");
    }
    out().printf(
        "crash-test: %s; seed %d, %d kills, the last at %s; kept in %s%n", outcome.findings().get(0), start, outcome.kills(), outcome.last(), outcome.folder());
    return ExitCode.FAILED;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
