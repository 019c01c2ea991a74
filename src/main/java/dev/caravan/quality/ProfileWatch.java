package dev.caravan.quality;

/** Hears what batches look like that land. Implementations are thread-safe and throw nothing. */
public interface ProfileWatch {
  /** Nobody listens. */
  ProfileWatch NONE = (flow, profile) -> {};

  /** A batch of a flow was profiled; its files are written, and it is not visible yet. */
  void profiled(String flow, Profile profile);
}
