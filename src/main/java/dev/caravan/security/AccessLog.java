package dev.caravan.security;

/** Where accesses are written down. Thread-safe. */
public interface AccessLog {

  /**
   * Writes one down; a value is handed out only when this has returned.
   *
   * @throws dev.caravan.CaravanException SECRET_UNAUDITED
   */
  void note(Access access);
}
