package dev.caravan.cli.crash;

/** Hears how a crash test goes on. */
@FunctionalInterface
public interface CrashListener {
  /** @param blow where it met the process, for people */
  void killed(Object blow);
}
