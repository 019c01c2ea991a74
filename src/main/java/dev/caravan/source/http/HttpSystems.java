package dev.caravan.source.http;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The outside systems of a runtime, by name: what flows share of them is made once. Thread-safe. */
public final class HttpSystems {
  private final Function<String, ConcurrencyBudget.Share> shares;
  private final Clock clock;
  private final Map<String, HttpSystem> systems = new ConcurrentHashMap<>();
  private final Map<String, TokenCache> tokens = new ConcurrentHashMap<>();

  /** @param shares by name of a system, what of its limit belongs to this process */
  public HttpSystems(Function<String, ConcurrencyBudget.Share> shares, Clock clock) {
    this.shares = shares;
    this.clock = clock;
  }

  /**
   * The system of that name.
   *
   * @param limit calls it takes at once; what the first flow says holds for all
   */
  public HttpSystem system(String name, int limit) {
    return systems.computeIfAbsent(name, key -> new HttpSystem(key, new ConcurrencyBudget(limit, shares.apply(key), clock), clock));
  }

  /** The access token that all flows share which ask for the same one. */
  public TokenCache tokens(String whatFor) {
    return tokens.computeIfAbsent(whatFor, key -> new TokenCache(clock));
  }
}
