package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.contract.Contracts;
import dev.caravan.runtime.lint.LintFile;
import dev.caravan.runtime.metrics.Series;
import dev.caravan.runtime.reload.FileChange;
import dev.caravan.runtime.reload.WatchedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Takes changes of files into a runtime, in this order: look at the files, check them together, build what
 * they change beside what runs, drain what runs, and replace it. Whatever fails, what ran goes on. One thread
 * at a time.
 */
final class Reload {
  private final RouteSelection selection;
  private final Rereading rereading;
  private final Parts parts;
  private final List<FlowContext> contexts;
  private final Optional<Series> series;
  private int versions = 1;

  /** @param contexts of the runtime; it is added to and removed from */
  Reload(RouteSelection selection, Rereading rereading, Parts parts, List<FlowContext> contexts, Optional<Series> series) {
    this.selection = selection;
    this.rereading = rereading;
    this.parts = parts;
    this.contexts = contexts;
    this.series = series;
  }

  /**
   * What has been done.
   *
   * @param routes ids of the routes that were replaced, started or stopped
   * @param note what of the change takes a restart; null when nothing does
   */
  record Done(RunFiles files, Set<String> routes, String note) {}

  /** A change that was looked at, and what it would do. */
  private record Planned(RunFiles next, Set<String> affected, String note) {}

  /** Ids of the routes that changes concern, as far as can be told. */
  Set<String> concerned(RunFiles running, List<FileChange> changes) {
    FlowUses.Changed changed = running.changed(changes, running);
    Set<String> ids = new LinkedHashSet<>(idsOf(running.uses().affectedBy(changed)));
    changes.stream()
        .map(FileChange::after)
        .filter(file -> file != null && file.kind() == WatchedFile.Kind.ROUTE && RouteFiles.isYaml(file.name()))
        .forEach(file -> ids.addAll(new RouteFile(file.name(), "", file.text().getBytes(StandardCharsets.UTF_8)).routeIds()));
    return ids;
  }

  /**
   * @param overtaken asked now and then: whether the files have changed again
   * @throws dev.caravan.runtime.lint.LintException what is wrong in the files
   * @throws CaravanException what is wrong otherwise
   * @throws Swap.Overtaken when it is to be begun again
   */
  Done take(RunFiles running, List<FileChange> changes, BooleanSupplier overtaken) {
    Planned plan = plan(running, changes);
    Optional<FlowContext> beside = built(plan);
    Set<String> routes = idsOf(plan.affected());
    try {
      if (overtaken.getAsBoolean()) {
        throw new Swap.Overtaken();
      }
      List<Swap.Before> before =
          contexts.stream().map(context -> new Swap.Before(context, context.routesOf(plan.affected()))).filter(one -> !one.routes().isEmpty()).toList();
      new Swap(parts.passes(), before, beside).replace(running.config().reload().drain(), overtaken);
    } catch (RuntimeException e) {
      beside.ifPresent(FlowContext::close);
      throw e;
    }
    beside.ifPresent(
        context -> {
          routes.addAll(context.routes());
          contexts.add(context);
        });
    closeEmpty();
    return new Done(plan.next(), routes, plan.note());
  }

  private Planned plan(RunFiles running, List<FileChange> changes) {
    refuseJava(changes);
    RunFiles next = running.with(changes, selection, rereading);
    FileCheck.check(next.all(), looked(changes), next.config());
    FlowUses.Changed changed = running.changed(changes, next);
    FlowUses before = running.uses();
    FlowUses after = next.uses();
    Set<String> affected = new LinkedHashSet<>(before.affectedBy(changed));
    affected.addAll(after.affectedBy(changed));
    boolean all = sharedHas(running, changed) || sharedHas(next, changed) || !affected.isEmpty() && (running.sharesRoutes() || next.sharesRoutes());
    if (all) {
      running.own().forEach(file -> affected.add(file.location()));
      next.own().forEach(file -> affected.add(file.location()));
    }
    for (RunFiles files : List.of(running, next)) {
      files.own().stream().filter(file -> affected.contains(file.location())).forEach(file -> mayBeReplaced(file, files == running ? before : after));
    }
    return new Planned(next, affected, note(changes, after.javaThatMentions(changed)));
  }

  private static boolean sharedHas(RunFiles files, FlowUses.Changed changed) {
    return files.shared().stream().anyMatch(file -> changed.routes().contains(file.location()));
  }

  private static List<LintFile> looked(List<FileChange> changes) {
    return changes.stream()
        .map(FileChange::after)
        .filter(file -> file != null && (file.kind() == WatchedFile.Kind.KAMELET || file.kind() == WatchedFile.Kind.CONTRACT))
        .map(file -> new LintFile(file.name(), file.text()))
        .toList();
  }

  private static void refuseJava(List<FileChange> changes) {
    for (FileChange change : changes) {
      if (change.file().kind() == WatchedFile.Kind.ROUTE && !RouteFiles.isYaml(change.file().name())) {
        throw restart(change.file().name() + " is written in Java: it is compiled when Caravan starts");
      }
    }
  }

  private static void mayBeReplaced(RouteFile file, FlowUses uses) {
    if (!file.yaml()) {
      throw restart(file.name() + " belongs to what has changed, by an address or a bean, and is compiled when Caravan starts");
    }
    if (uses.serves(file.location())) {
      throw restart(file.name() + " takes requests on the HTTP port, which is opened when Caravan starts");
    }
  }

  static CaravanException restart(String message) {
    return new CaravanException(Problem.of(ErrorCode.RELOAD_RESTART, null, message));
  }

  private static String note(List<FileChange> changes, List<RouteFile> java) {
    List<String> notes = new ArrayList<>();
    Set<String> settings = RunFiles.settings(changes);
    if (!settings.isEmpty()) {
      notes.add("read at the start only: " + String.join(", ", settings));
    }
    java.forEach(file -> notes.add(file.name() + " goes on as it was compiled"));
    return notes.isEmpty() ? null : String.join("; ", notes);
  }

  private Optional<FlowContext> built(Planned plan) {
    RunFiles next = plan.next();
    List<RouteFile> files = next.own().stream().filter(file -> plan.affected().contains(file.location())).collect(Collectors.toCollection(ArrayList::new));
    if (files.isEmpty()) {
      return Optional.empty();
    }
    files.addAll(0, next.shared());
    files.forEach(Reload::asOnDisk);
    Contracts contracts = new Contracts(List.of(next.config().contracts()));
    FlowContext context = FlowContext.beside(new FlowContext.Plan(next.config(), files, contracts, Optional.empty(), series), ++versions);
    try {
      context.start(parts);
      return Optional.of(context);
    } catch (Exception e) {
      context.close();
      throw CaravanRuntime.startFailure(e);
    }
  }

  // Camel reads the file itself; one whose change was refused must not come in with another.
  private static void asOnDisk(RouteFile file) {
    if (file.location().startsWith("file:")) {
      try {
        if (Arrays.equals(file.content(), Files.readAllBytes(Path.of(file.location().substring("file:".length()))))) {
          return;
        }
      } catch (IOException e) {
        // It is gone, which is a change too.
      }
      throw new CaravanException(
          Problem.of(ErrorCode.ROUTE_INVALID, null, file.name() + " belongs to what has changed, and has a change of its own that was refused").next("Mend that file, or take its change back."));
    }
  }

  private Set<String> idsOf(Set<String> locations) {
    Set<String> ids = new LinkedHashSet<>();
    contexts.forEach(context -> {
      Set<String> written = new LinkedHashSet<>(context.routes());
      context.routesOf(locations).stream().filter(written::contains).forEach(ids::add);
    });
    return ids;
  }

  // The first keeps house and has the HTTP port.
  private void closeEmpty() {
    contexts.stream()
        .skip(1)
        .filter(context -> context.routes().isEmpty())
        .forEach(
            context -> {
              contexts.remove(context);
              context.close();
            });
  }
}
