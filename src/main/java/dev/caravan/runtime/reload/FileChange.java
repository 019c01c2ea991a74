package dev.caravan.runtime.reload;

import java.util.Locale;

/**
 * How a file differs between two looks.
 *
 * @param before null when it was not there
 * @param after null when it is there no more
 */
public record FileChange(WatchedFile before, WatchedFile after) {

  /** What has become of the file. */
  public enum Action {
    ADDED,
    CHANGED,
    REMOVED;

    /** As people write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Action action() {
    return before == null ? Action.ADDED : after == null ? Action.REMOVED : Action.CHANGED;
  }

  /** The file, as it is now if it is there. */
  public WatchedFile file() {
    return after == null ? before : after;
  }

  @Override
  public String toString() {
    return file().name() + " " + action().word();
  }
}
