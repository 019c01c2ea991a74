package dev.caravan.cli.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Rounds of killed processes until there were enough kills, or a record was lost or landed twice. Each round
 * runs all sources, and each source lands in another target than in the round before. For one thread; some rounds go
 * on side by side.
 */
public final class CrashTest {
  /** Names of the kinds of sources. */
  public static final List<String> SOURCES = List.of(SeededFiles.NAME, SeededAccount.NAME, SeededShop.NAME);

  /** Name of the kind that needs brokers. */
  public static final String KAFKA = SeededTopic.NAME;

  private final Setup setup;
  private final CrashListener listener;

  /**
   * What is to be tested.
   *
   * @param seed the same one makes the same records and the same choice of kills
   * @param records of each source
   * @param sources some of {@link #SOURCES}, or {@link #KAFKA}
   * @param brokers of Kafka; null when no source needs them
   * @param java that starts a Java machine with this class path
   * @param arguments that {@link CrashedRun} needs besides data folder and routes
   * @param atOnce rounds that go on side by side
   * @param folder for the rounds; a round that went well is removed
   */
  public record Setup(
      int kills, long seed, int records, List<String> sources, String brokers, List<Target> targets, List<String> java, List<String> arguments, int atOnce, Path folder) {
    public Setup {
      sources = List.copyOf(sources);
      targets = List.copyOf(targets);
      java = List.copyOf(java);
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * What came of it.
   *
   * @param records that were to land, of all rounds
   * @param findings what must not be, none when all is well
   * @param last kill of the round with findings, for people
   * @param folder of the round with findings, or null
   */
  public record Outcome(int kills, int rounds, long records, List<String> findings, String last, Path folder) {
    public Outcome {
      findings = List.copyOf(findings);
    }
  }

  public CrashTest(Setup setup, CrashListener listener) {
    this.setup = setup;
    this.listener = listener;
  }

  /** @throws IOException when a process cannot be started, or hangs */
  public Outcome run() throws IOException, InterruptedException, SQLException {
    return new Rounds(setup, SeededPlay::new).run();
  }

  /** Rounds over sources of their own, which are the same in each. */
  private final class SeededPlay implements Rounds.Play {
    private final List<SeededSource> sources = new ArrayList<>();

    private SeededPlay() {
      Random seeds = new Random(setup.seed());
      try {
        setup.sources().forEach(name -> sources.add(source(name, seeds.nextInt(Integer.MAX_VALUE))));
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    @Override
    public Round.Outcome round(Path folder, int number, int wanted) throws IOException, InterruptedException, SQLException {
      Map<SeededSource, LandingPlace> flows = flows(sources, number, folder);
      Random random = new Random(setup.seed() + number);
      Round.Outcome outcome = new Round(folder, flows, setup.java(), setup.arguments(), random, listener).run(wanted);
      if (outcome.findings().isEmpty()) {
        for (LandingPlace place : flows.values()) {
          place.clear();
        }
      }
      return outcome;
    }

    @Override
    public long records() {
      return sources.stream().mapToLong(source -> source.keys().size()).sum();
    }

    @Override
    public void close() {
      sources.forEach(SeededSource::close);
    }
  }

  private Map<SeededSource, LandingPlace> flows(List<SeededSource> sources, int round, Path folder) {
    Map<SeededSource, LandingPlace> flows = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      Target target = setup.targets().get((i + round) % setup.targets().size());
      flows.put(sources.get(i), target.place().apply(folder, "crash_" + Long.toHexString(setup.seed()) + "_" + round));
    }
    return flows;
  }

  private SeededSource source(String name, int seed) {
    return switch (name) {
      case SeededFiles.NAME -> new SeededFiles(seed, setup.records());
      case SeededAccount.NAME -> new SeededAccount(seed, setup.records());
      case SeededShop.NAME -> new SeededShop(seed, setup.records());
      case SeededTopic.NAME -> new SeededTopic(seed, setup.records(), setup.brokers());
      default -> throw new IllegalArgumentException("there is no source '" + name + "'");
    };
  }

  static void remove(Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
