package dev.caravan.cli.crash;

import dev.caravan.catalog.Milestone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * One process after another at the same work, each killed in the middle of it, until there were enough kills; then the
 * same while refused records are replayed. For one thread.
 */
final class Killing {
  /** of so many kills one comes while refused records are replayed */
  private static final int REPLAYED_OF = 5;

  private static final List<Milestone> LANDING =
      List.of(Milestone.RAW_DURABLE, Milestone.LANDING, Milestone.PUBLISHING, Milestone.LANDED, Milestone.LEDGER_COMMIT, Milestone.COMMITTED);
  private static final List<Milestone> REPLAYING = List.of(Milestone.REPLAY, Milestone.LANDING, Milestone.LANDED, Milestone.LEDGER_COMMIT);

  private final Path folder;
  private final Machine machine;
  private final CrashListener listener;
  private int kills;
  private Blow last = Blow.NEVER;

  /**
   * How a {@link CrashedRun} is started.
   *
   * @param java that starts a Java machine with this class path
   * @param arguments it needs besides data folder and routes
   * @param environment added to this process's own
   */
  record Machine(List<String> java, List<String> arguments, Map<String, String> environment) {}

  /** What processes are killed at. */
  interface Work {
    /** Makes refused records good. @return whether any wait to be replayed */
    boolean repair();
  }

  /** @param folder of this round only */
  Killing(Path folder, Machine machine, CrashListener listener) {
    this.folder = folder;
    this.machine = machine;
    this.listener = listener;
  }

  static Path data(Path folder) {
    return folder.resolve("data");
  }

  int kills() {
    return kills;
  }

  /** The last blow that met a living process. */
  Blow last() {
    return last;
  }

  /**
   * What starts a process.
   *
   * @param settings besides those that every crash test needs
   * @param more options of {@link CrashedRun}
   */
  List<String> command(Path route, Map<String, String> settings, String... more) throws IOException {
    List<String> whole = new ArrayList<>(machine.java());
    whole.addAll(List.of("-Djava.io.tmpdir=" + Files.createDirectories(temporary()), CrashedRun.class.getName()));
    whole.addAll(machine.arguments());
    Map<String, String> all = new LinkedHashMap<>(settings);
    // What fails for a moment may fail again; a test waits for neither.
    all.put("caravan.retry.delay", "100ms");
    // Nobody looks at its beans.
    all.put("camel.main.jmxEnabled", "false");
    all.forEach((key, value) -> whole.addAll(List.of("-p", key + "=" + value)));
    whole.addAll(List.of("--data", data(folder).toString()));
    whole.addAll(List.of(more));
    whole.add(route.toString());
    return whole;
  }

  /**
   * Kills at most so often, in an order that the random numbers give, and lets all work be done in the end.
   *
   * @param passings of a milestone at most, before the blow
   * @param command as {@link #command} makes it, without options
   * @return what went wrong without a blow
   */
  Optional<Finding> run(List<String> command, Random random, int passings, int wanted, Work work) throws IOException, InterruptedException {
    List<Milestone> milestones = new ArrayList<>(LANDING);
    Collections.shuffle(milestones, random);
    Blow.Series landing = new Blow.Series(random, milestones, passings);
    Blow.Series replaying = new Blow.Series(random, REPLAYING, 1);
    Optional<Finding> failed = finish(command, landing, wanted - ofReplay(wanted));
    if (failed.isPresent() || !work.repair()) {
      return failed;
    }
    List<String> replay = new ArrayList<>(command);
    replay.add(CrashedRun.REPLAY);
    return finish(replay, replaying, wanted - kills);
  }

  private static int ofReplay(int wanted) {
    return wanted == 1 ? 0 : Math.max(1, wanted / REPLAYED_OF);
  }

  /** Kills so often, unless the work is done before, and then lets it be done. */
  private Optional<Finding> finish(List<String> command, Blow.Series series, int wanted) throws IOException, InterruptedException {
    Victim victim = new Victim(command, machine.environment(), log());
    int killed = 0;
    while (killed < wanted) {
      Blow blow = series.next();
      Victim.End end = run(victim, blow);
      end.startMilliseconds().ifPresent(series::started);
      if (!end.killed()) {
        break;
      }
      killed++;
      kills++;
      last = blow;
      listener.killed(blow);
    }
    // Once more though it may be done: what is read again must not land again.
    Victim.End end = run(victim, Blow.NEVER);
    return end.code() == 0 ? Optional.empty() : Optional.of(new Finding("I1", "a process that was not killed ended with " + end.code()));
  }

  private Victim.End run(Victim victim, Blow blow) throws IOException, InterruptedException {
    Files.createDirectories(temporary());
    Victim.End end = victim.run(blow);
    // A killed process leaves the engine's library there, of 70 MB.
    CrashTest.remove(temporary());
    return end;
  }

  private Path temporary() {
    return folder.resolve("temporary");
  }

  /** Takes what all processes log. */
  Path log() {
    return folder.resolve("log.txt");
  }
}
