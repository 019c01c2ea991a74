package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.failure.SteadyClock;
import dev.caravan.runtime.lint.LintException;
import dev.caravan.runtime.reload.FileChange;
import dev.caravan.runtime.reload.Watch;
import dev.caravan.runtime.reload.Watched;
import dev.caravan.runtime.reload.WatchedFile;
import dev.caravan.security.Change;
import dev.caravan.security.KeptChanges;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the files of a runtime while its flows run, takes up what has changed, and writes down what came of
 * it. Files that are saved together are one change. Thread-safe.
 */
final class Reloads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

  private final Watch watch;
  private final Reload reload;
  private final KeptChanges audit;
  private final Clock clock;
  private final Clock steady = new SteadyClock();
  private final CaravanConfig.Reload config;
  private final Thread thread = new Thread(this::run, "caravan-reload");
  private RunFiles running;
  /** what was seen at the last look, and at the last that was acted upon */
  private Watched seen;
  private Watched handled;
  /** digests of files that were refused as they are now, by path; a removed file has none */
  private final Map<Path, String> refused = new HashMap<>();
  private Instant again = Instant.MAX;
  private volatile boolean closing;

  Reloads(Watch watch, RunFiles running, Reload reload, KeptChanges audit, Clock clock) {
    this.watch = watch;
    this.running = running;
    this.reload = reload;
    this.audit = audit;
    this.clock = clock;
    this.config = running.config().reload();
    this.seen = running.watched();
    this.handled = running.watched();
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closing) {
      try {
        look();
      } catch (RuntimeException e) {
        LOG.error("Changed files could not be looked at; everything goes on as it was: {}", e.toString(), e);
      }
      pause();
    }
  }

  private synchronized void pause() {
    try {
      if (!closing) {
        wait(Math.max(1, config.settle().toMillis()));
      }
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  private void look() {
    Watched now = watch.look();
    boolean settled = now.same(seen);
    seen = now;
    if (settled && (!now.same(handled) || !steady.instant().isBefore(again))) {
      act(now);
    }
    audit.note(List.of());
  }

  private void act(Watched now) {
    again = Instant.MAX;
    List<FileChange> changes = running.watched().changesTo(now);
    if (changes.isEmpty()) {
      LOG.info("Files are again as they run");
      refused.clear();
      handled = now;
      return;
    }
    try {
      attempt(now, changes);
      handled = now;
    } catch (Swap.Overtaken e) {
      LOG.info("The files have changed again: what was begun is put aside");
    }
  }

  // What was refused before is tried together with what is new, which may mend it; then the new by itself.
  private void attempt(Watched now, List<FileChange> changes) {
    List<FileChange> fresh = changes.stream().filter(change -> !wasRefused(change)).toList();
    Optional<RuntimeException> why = tried(now, changes);
    if (why.isPresent() && !fresh.isEmpty() && fresh.size() < changes.size()) {
      why = tried(now, fresh);
      why.ifPresent(reason -> refuse(fresh, true, reason));
    } else {
      why.ifPresent(reason -> refuse(changes, !fresh.isEmpty(), reason));
    }
  }

  private Optional<RuntimeException> tried(Watched now, List<FileChange> changes) {
    try {
      take(now, changes);
      return Optional.empty();
    } catch (Swap.Overtaken e) {
      throw e;
    } catch (LintException | CaravanException e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      LOG.debug("{} could not be taken up", told(changes), e);
      return Optional.of(new CaravanException(ErrorCode.FLOW_BUG, "The change could not be taken up: " + e, e));
    }
  }

  private boolean wasRefused(FileChange change) {
    Path path = change.file().path();
    return refused.containsKey(path) && refused.get(path).equals(digest(change.after()));
  }

  private static String digest(WatchedFile file) {
    return file == null ? "" : file.digest();
  }

  private void take(Watched now, List<FileChange> changes) {
    long began = System.nanoTime();
    Reload.Done done = reload.take(running, changes, () -> closing || !watch.look().same(now));
    running = done.files();
    changes.forEach(change -> refused.remove(change.file().path()));
    LOG.info(
        "Taken up: {}; {} in {} ms{}",
        told(changes), done.routes().isEmpty() ? "no route uses it" : "replaced " + String.join(", ", done.routes()), Duration.ofNanos(System.nanoTime() - began).toMillis(),
        done.note() == null ? "" : "; " + done.note());
    write(changes, done.routes(), Change.DONE, done.note());
  }

  private void refuse(List<FileChange> changes, boolean fresh, RuntimeException why) {
    changes.forEach(change -> refused.put(change.file().path(), digest(change.after())));
    boolean passes = why instanceof CaravanException known && known.code().failureClass() == FailureClass.TRANSIENT;
    if (passes) {
      again = steady.instant().plus(config.drain());
    }
    if (!fresh) {
      LOG.info("Still not taken up: {}: {}", told(changes), why.getMessage());
      return;
    }
    LOG.error("Not taken up, everything goes on as it was: {}\n{}", told(changes), why.getMessage());
    write(changes, reload.concerned(running, changes), code(why), why.getMessage());
  }

  private static String code(RuntimeException why) {
    return why instanceof CaravanException known ? known.code().code() : ((LintException) why).findings().get(0).code();
  }

  private static String told(List<FileChange> changes) {
    return changes.stream().map(FileChange::toString).collect(Collectors.joining(", "));
  }

  private void write(List<FileChange> changes, Set<String> routes, String outcome, String reason) {
    Instant now = clock.instant();
    String flows = String.join(", ", new TreeSet<>(routes));
    audit.note(
        changes.stream()
            .map(
                change ->
                    new Change(
                        now, change.file().kind().word(), change.file().name(), change.action().word(), change.before() == null ? null : change.before().digest(),
                        change.after() == null ? null : change.after().digest(), flows, outcome, reason, change.after() == null ? null : change.after().owner()))
            .toList());
  }

  /** Takes nothing up any more; waits until what is being done has come to an end. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    audit.note(List.of());
  }
}
