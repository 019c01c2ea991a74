package dev.caravan.runtime.reload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that a run is made of, as they were at one look, by path. Immutable. */
public record Watched(Map<Path, WatchedFile> files) {
  public static final Watched NOTHING = new Watched(Map.of());

  public Watched {
    files = Map.copyOf(files);
  }

  /** By content: who owns a file makes no difference. */
  public boolean same(Watched other) {
    return files.size() == other.files.size() && files.values().stream().allMatch(file -> file.same(other.files.get(file.path())));
  }

  /** What is otherwise in a later look, by path. */
  public List<FileChange> changesTo(Watched later) {
    Map<Path, FileChange> changes = new TreeMap<>();
    files.forEach(
        (path, file) -> {
          if (!file.same(later.files.get(path))) {
            changes.put(path, new FileChange(file, later.files.get(path)));
          }
        });
    later.files.forEach(
        (path, file) -> {
          if (!files.containsKey(path)) {
            changes.put(path, new FileChange(null, file));
          }
        });
    return List.copyOf(changes.values());
  }

  /** These files, with some changes made. */
  public Watched with(Collection<FileChange> changes) {
    Map<Path, WatchedFile> changed = new TreeMap<>(files);
    for (FileChange change : changes) {
      if (change.after() == null) {
        changed.remove(change.file().path());
      } else {
        changed.put(change.file().path(), change.after());
      }
    }
    return new Watched(changed);
  }

  public List<WatchedFile> of(WatchedFile.Kind kind) {
    List<WatchedFile> found = new ArrayList<>(new TreeMap<>(files).values());
    found.removeIf(file -> file.kind() != kind);
    return found;
  }
}
